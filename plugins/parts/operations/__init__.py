"""The verbs: what is done to parts and stock."""

from plugins.parts.operations.accepting import order_of_proposal, transfer_of_proposal
from plugins.parts.operations.alerting import acknowledge_alert, dismiss_alert
from plugins.parts.operations.answering import Answer, Promised, answer_order, whole_order
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
from plugins.parts.operations.promises import accept_promise, leave_promise
from plugins.parts.operations.proposals import take_proposal
from plugins.parts.operations.purchasing import Ordered, OrderHead, open_order, remove_line, write_line
from plugins.parts.operations.reserving import Wish, expire_due, hold, let_go, release, reserve
from plugins.parts.operations.shipping import Came, end_transfer, receive_transfer, send_transfer
from plugins.parts.operations.supplier_links import make_supplier_link, revoke_supplier_link
from plugins.parts.operations.supplying import (
    SupplierDetails,
    Terms,
    add_supplier,
    add_terms,
    change_supplier,
    change_terms,
)
from plugins.parts.operations.transferring import (
    TransferRequest,
    approve_transfer,
    cancel_transfer,
    request_transfer,
    write_transfer_line,
)

__all__ = [
    "Answer",
    "Arrived",
    "Asked",
    "Came",
    "Delivery",
    "Found",
    "Issued",
    "LostReason",
    "Movement",
    "OrderHead",
    "Ordered",
    "PartDetails",
    "Policy",
    "Promised",
    "Received",
    "SupplierDetails",
    "Terms",
    "TransferRequest",
    "Wish",
    "WriteOff",
    "accept_promise",
    "acknowledge_alert",
    "add_part",
    "add_supplier",
    "add_terms",
    "answer_order",
    "approve_count",
    "approve_order",
    "approve_transfer",
    "cancel_count",
    "cancel_order",
    "cancel_transfer",
    "change_part",
    "change_supplier",
    "change_terms",
    "close_order",
    "correct",
    "dismiss_alert",
    "end_transfer",
    "enter_counts",
    "expire_due",
    "hold",
    "issue",
    "keep_part",
    "leave_promise",
    "let_go",
    "make_supplier_link",
    "note_demand",
    "note_history",
    "open_count",
    "open_order",
    "order_of_proposal",
    "place_order",
    "post",
    "receive",
    "receive_order",
    "receive_transfer",
    "record_unmet",
    "recount_lines",
    "release",
    "remove_line",
    "request_transfer",
    "reserve",
    "revoke_supplier_link",
    "scrap",
    "send_order_back",
    "send_transfer",
    "set_lot_state",
    "submit_count",
    "submit_order",
    "take_back",
    "take_proposal",
    "transfer_of_proposal",
    "whole_order",
    "write_line",
    "write_transfer_line",
]
