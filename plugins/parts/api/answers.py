"""What suppliers say to purchase orders, for other systems; a person decides on it, not a program."""

from __future__ import annotations

from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.permissions import ORDER_READ, ORDER_WRITE
from plugins.parts.queries.answers import answers_to
from plugins.parts.queries.orders import order_row
from plugins.parts.schemas.answers import PartAnswerOut, PartOrderLinkOut
from plugins.parts.supplier_page import supplier_link
from saas.plugin_api import expected_version, requires

_ORDER = "/orders/<int:order_id>"


@api.post(f"{_ORDER}/link")
@api.response(200, PartOrderLinkOut)
@requires(ORDER_WRITE)
def make_supplier_link(order_id: int) -> dict[str, str]:
    """Make a link to the page on which the supplier of an order says when it comes; it ends the one before."""
    order = operations.make_supplier_link(order_id)
    return {"address": supplier_link(order.link_token or "")}


@api.delete(f"{_ORDER}/link")
@api.response(204)
@requires(ORDER_WRITE)
def revoke_supplier_link(order_id: int) -> None:
    """Let the link of an order open nothing any more."""
    operations.revoke_supplier_link(order_id, version=expected_version())


@api.get(f"{_ORDER}/answers")
@api.response(200, PartAnswerOut(many=True))
@requires(ORDER_READ)
def list_answers(order_id: int) -> list[dict[str, object]]:
    """List what the supplier of an order said, the newest first, with what was made of it."""
    order = order_row(order_id).PurchaseOrder
    return [
        {
            "id": said.answer.id,
            "answered_at": said.answer.answered_at,
            "remark": said.remark,
            "promises": [_promise(row, takes_goods=order.state.takes_goods) for row in said.promises],
        }
        for said in answers_to(order_id)
    ]


def _promise(row: Any, *, takes_goods: bool) -> dict[str, object]:
    said, line, decision = row.SupplierPromise, row.PurchaseLine, row.PromiseDecision
    return {
        "id": said.id,
        "order_line_id": line.id,
        "part_id": line.part_id,
        "number": row.Part.number,
        "quantity": said.quantity,
        "of_open": said.of_open,
        "promised_on": said.promised_on,
        "asked_on": said.asked_on,
        "waiting": takes_goods and line.waiting_promise_id == said.id and bool(line.open_quantity),
        "outcome": decision and decision.outcome.value,
        "cancelled": decision and decision.cancelled,
        "decided_at": decision and decision.decided_at,
    }
