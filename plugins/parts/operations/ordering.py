"""The way of a purchase order: submitted, approved by somebody else, placed, closed or cancelled."""

from __future__ import annotations

from datetime import timedelta

from plugins.parts.models import OrderStep, Part, PurchaseOrder, Supplier
from plugins.parts.operations.holding import parts_of
from plugins.parts.operations.mending import not_mended
from plugins.parts.operations.order_money import set_aside, settle, total_fen
from plugins.parts.operations.purchasing import orderable, tell
from plugins.parts.order_states import state_after
from plugins.parts.permissions import ORDER_APPROVE, ORDER_WRITE
from plugins.parts.permissions.buying import ORDER_APPROVER
from plugins.parts.queries.orders import lines_of_order
from plugins.parts.queries.suppliers import terms_in_force
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_actor,
    load_for_change,
    now,
    require,
    require_another,
    session,
    today,
    zone_of,
)


def submit_order(order_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Hand an order to somebody who approves it.

    Raises Forbidden, NotFound, Conflict in another state, Invalid without lines and for parts for which the supplier is not
    approved, VersionConflict.
    """
    order = order_at(order_id, ORDER_WRITE, OrderStep.SUBMIT, version)
    orderable(order.supplier_id)
    lines = lines_of_order(order.id)
    if not lines:
        raise Invalid("", _("There is nothing on this order yet."))
    _check_approved(order, [line.part_id for line in lines])
    order.submitted_at, order.submitted_by_id = now(), current_actor().member_id
    order.decided_at, order.decided_by_id, order.reason = None, None, ""
    take(order, OrderStep.SUBMIT)
    tell(order, "submitted", {"lines": len(lines), "total_fen": total_fen(lines)})
    return order


def send_order_back(order_id: int, *, reason: str, version: int | None = None) -> PurchaseOrder:
    """Have an order written again; raises as `approve_order`, and Invalid without a reason."""
    order = order_at(order_id, ORDER_APPROVE, OrderStep.SEND_BACK, version)
    require_another(ORDER_APPROVER, ORDER_APPROVE, than=[order.submitted_by_id])
    if not reason.strip():
        raise Invalid("reason", _("Say what is to be changed."))
    order.reason = reason.strip()
    order.decided_at, order.decided_by_id = now(), current_actor().member_id
    take(order, OrderStep.SEND_BACK)
    tell(order, "sent_back", {"reason": order.reason})
    return order


def approve_order(order_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Approve an order; what it costs is set aside in the budget, where the group keeps one.

    Raises Forbidden for whoever submitted it, NotFound, Conflict in another state and where the budget is not enough,
    VersionConflict.
    """
    order = order_at(order_id, ORDER_APPROVE, OrderStep.APPROVE, version)
    require_another(ORDER_APPROVER, ORDER_APPROVE, than=[order.submitted_by_id])
    total = total_fen(lines_of_order(order.id))
    set_aside(order, total)
    order.decided_at, order.decided_by_id = now(), current_actor().member_id
    take(order, OrderStep.APPROVE)
    tell(order, "approved", {"total_fen": total})
    return order


def place_order(order_id: int, *, version: int | None = None) -> PurchaseOrder:
    """The supplier has the order; when the goods should come follows from the lead time where nobody said it."""
    order = order_at(order_id, ORDER_WRITE, OrderStep.PLACE, version)
    supplier = orderable(order.supplier_id)
    order.placed_at = now()
    if order.expected_on is None:
        day = today(zone_of(order.store_id))
        order.expected_on = day + timedelta(days=_lead_days(order, supplier))
    take(order, OrderStep.PLACE)
    tell(order, "placed", {"expected_on": order.expected_on.isoformat()})
    return order


def close_order(order_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Expect nothing more of an order: what has not come is cancelled, and its money is free again."""
    order = order_at(order_id, ORDER_WRITE, OrderStep.CLOSE, version)
    return end(order, OrderStep.CLOSE, "closed")


def cancel_order(order_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Give up an order of which nothing has come; its money is free again."""
    order = order_at(order_id, ORDER_WRITE, OrderStep.CANCEL, version)
    return end(order, OrderStep.CANCEL, "cancelled")


def order_at(order_id: int, permission: str, step: OrderStep, version: int | None) -> PurchaseOrder:
    """An order that allows a step, locked, for somebody who may do it; raises Forbidden, NotFound, Conflict, VersionConflict."""
    order = load_for_change(PurchaseOrder, order_id)
    require(permission, store_id=order.store_id)
    if state_after(order.state, step) is None:
        raise Conflict(_("This cannot be done with the order as it stands now."))
    return order if version is None else load_for_change(PurchaseOrder, order_id, version=version)


def take(order: PurchaseOrder, step: OrderStep) -> None:
    """Bring an order to the state after a step that it allows."""
    after = state_after(order.state, step)
    if after is None:
        raise Conflict(_("This cannot be done with the order as it stands now."))
    order.state = after
    session().flush()


def end(order: PurchaseOrder, step: OrderStep, what: str) -> PurchaseOrder:
    """End an order by a step that it allows: what has not come is cancelled, and its money is free again."""
    lines = lines_of_order(order.id)
    left = [line for line in lines if line.open_quantity]
    for line in left:
        line.cancelled += line.open_quantity
    order.ended_at = now()
    take(order, step)
    settle(order, last=True)
    not_mended(order.document, [line.part_id for line in left])
    tell(order, what, {"lines_cancelled": len(left)})
    return order


def _check_approved(order: PurchaseOrder, part_ids: list[int]) -> None:
    terms = terms_in_force(order.supplier_id, part_ids, today(zone_of(order.store_id)))
    refused = [part_id for part_id in part_ids if part_id not in terms or not terms[part_id].approved]
    if refused:
        parts: dict[int, Part] = parts_of(refused)
        numbers = ", ".join(sorted(part.number for part in parts.values()))
        raise Invalid("", _("This supplier is not approved for: %(numbers)s.", numbers=numbers))


def _lead_days(order: PurchaseOrder, supplier: Supplier) -> int:
    part_ids = [line.part_id for line in lines_of_order(order.id)]
    terms = terms_in_force(supplier.id, part_ids, today(zone_of(order.store_id)))
    own = [one.lead_days for one in terms.values() if one.lead_days is not None]
    # The whole order is there when its slowest part is.
    return max(own, default=0) if len(own) == len(part_ids) else max([supplier.lead_days, *own])
