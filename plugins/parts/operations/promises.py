"""Deciding on what a supplier said of a line of an order: taken over, with what will not come given up or not, or not."""

from __future__ import annotations

from decimal import Decimal

from plugins.parts.models import (
    OrderState,
    OrderStep,
    PromiseDecision,
    PromiseOutcome,
    PurchaseLine,
    PurchaseOrder,
    SupplierPromise,
)
from plugins.parts.numbers import plain
from plugins.parts.operations.mending import not_mended
from plugins.parts.operations.ordering import end
from plugins.parts.operations.purchasing import tell
from plugins.parts.permissions import ORDER_WRITE
from plugins.parts.queries.orders import lines_of_order
from saas.plugin_api import Conflict, NotFound, _, current_actor, load, load_for_change, now, require, session


def accept_promise(
    order_id: int, promise_id: int, *, give_up_rest: bool = False, version: int | None = None
) -> PurchaseOrder:
    """Expect a line when its supplier says that it comes.

    give_up_rest: what will not come is cancelled; without it, it stays on order. What cannot be delivered at all is always
    cancelled. An order of which nothing more is expected then ends. Raises Forbidden, NotFound, VersionConflict, Conflict
    where it does not wait for a decision any more.
    """
    order, line, said = _waiting(order_id, promise_id, version)
    gone = Decimal(0)
    if give_up_rest or said.promised_on is None:
        # What came since does not change how many will not come.
        gone = min(said.of_open - said.quantity, line.open_quantity)
    line.cancelled += gone
    if said.promised_on is not None:
        line.expected_on = said.promised_on
    _decide(order, line, said, PromiseOutcome.ACCEPTED, gone)
    if gone and not line.open_quantity:
        not_mended(order.document, [line.part_id])
    return _end_if_nothing_comes(order)


def leave_promise(order_id: int, promise_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Go on expecting a line as it was expected, whatever its supplier said; raises as `accept_promise`."""
    order, line, said = _waiting(order_id, promise_id, version)
    _decide(order, line, said, PromiseOutcome.NOT_ACCEPTED, Decimal(0))
    return order


def _waiting(
    order_id: int, promise_id: int, version: int | None
) -> tuple[PurchaseOrder, PurchaseLine, SupplierPromise]:
    order = load_for_change(PurchaseOrder, order_id)
    require(ORDER_WRITE, store_id=order.store_id)
    said = load(SupplierPromise, promise_id)
    line = load_for_change(PurchaseLine, said.order_line_id)
    if line.order_id != order.id:
        raise NotFound(_("This does not exist, or no longer."))
    if line.waiting_promise_id != said.id or not order.state.takes_goods or not line.open_quantity:
        raise Conflict(_("This does not wait for a decision any more."))
    if version is not None:
        order = load_for_change(PurchaseOrder, order_id, version=version)
    return order, line, said


def _decide(
    order: PurchaseOrder, line: PurchaseLine, said: SupplierPromise, outcome: PromiseOutcome, gone: Decimal
) -> None:
    line.waiting_promise_id = None
    order.updated_at = now()
    decided = PromiseDecision(
        promise_id=said.id, outcome=outcome, cancelled=gone, decided_by_id=current_actor().member_id
    )
    session().add(decided)
    session().flush()
    what = "promise_accepted" if outcome is PromiseOutcome.ACCEPTED else "promise_left"
    told: dict[str, object] = {"line_id": line.id}
    if said.promised_on is not None:
        told["promised_on"] = said.promised_on.isoformat()
    tell(order, what, {**told, "cancelled": plain(gone)} if gone else told)


def _end_if_nothing_comes(order: PurchaseOrder) -> PurchaseOrder:
    if any(line.open_quantity for line in lines_of_order(order.id)):
        return order
    if order.state is OrderState.PARTLY_RECEIVED:
        return end(order, OrderStep.CLOSE, "closed")
    return end(order, OrderStep.CANCEL, "cancelled")
