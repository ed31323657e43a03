"""The verbs: what is done to parts and stock."""

from plugins.parts.operations.approving import approve_count, recount_lines
from plugins.parts.operations.arriving import Arrived, Delivery, receive_order
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
from plugins.parts.operations.ordering import (
    approve_order,
    cancel_order,
    close_order,
    place_order,
    send_order_back,
    submit_order,
)
from plugins.parts.operations.proposals import take_proposal
from plugins.parts.operations.purchasing import Ordered, OrderHead, open_order, remove_line, write_line
from plugins.parts.operations.reserving import Wish, expire_due, hold, let_go, release, reserve
from plugins.parts.operations.supplying import (
    SupplierDetails,
    Terms,
    add_supplier,
    add_terms,
    change_supplier,
    change_terms,
)

__all__ = [
    "Arrived",
    "Asked",
    "Delivery",
    "Found",
    "Issued",
    "LostReason",
    "Movement",
    "OrderHead",
    "Ordered",
    "PartDetails",
    "Policy",
    "Received",
    "SupplierDetails",
    "Terms",
    "Wish",
    "WriteOff",
    "add_part",
    "add_supplier",
    "add_terms",
    "approve_count",
    "approve_order",
    "cancel_count",
    "cancel_order",
    "change_part",
    "change_supplier",
    "change_terms",
    "close_order",
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
    "open_order",
    "place_order",
    "post",
    "receive",
    "receive_order",
    "record_unmet",
    "recount_lines",
    "release",
    "remove_line",
    "reserve",
    "scrap",
    "send_order_back",
    "set_lot_state",
    "submit_count",
    "submit_order",
    "take_back",
    "take_proposal",
    "write_line",
]
