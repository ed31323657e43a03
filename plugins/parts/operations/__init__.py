"""The verbs: what is done to parts and stock."""

from plugins.parts.operations.approving import approve_count, recount_lines
from plugins.parts.operations.asking import Asked, LostReason, note_demand, note_history, record_unmet
from plugins.parts.operations.catalogue import PartDetails, add_part, change_part
from plugins.parts.operations.counting import (
    Found,
    cancel_count,
    enter_counts,
    open_count,
    submit_count,
)
from plugins.parts.operations.goods import (
    Issued,
    Received,
    WriteOff,
    correct,
    issue,
    receive,
    scrap,
    take_back,
)
from plugins.parts.operations.keeping import Policy, keep_part, set_lot_state
from plugins.parts.operations.moving import Movement, post
from plugins.parts.operations.proposals import take_proposal
from plugins.parts.operations.reserving import Wish, expire_due, hold, let_go, release, reserve

__all__ = [
    "Asked",
    "Found",
    "Issued",
    "LostReason",
    "Movement",
    "PartDetails",
    "Policy",
    "Received",
    "Wish",
    "WriteOff",
    "add_part",
    "approve_count",
    "cancel_count",
    "change_part",
    "correct",
    "enter_counts",
    "expire_due",
    "hold",
    "issue",
    "keep_part",
    "let_go",
    "note_demand",
    "note_history",
    "open_count",
    "post",
    "receive",
    "record_unmet",
    "recount_lines",
    "release",
    "reserve",
    "scrap",
    "set_lot_state",
    "submit_count",
    "take_back",
    "take_proposal",
]
