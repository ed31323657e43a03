"""What purchase orders cost, held against the group's budgets where it keeps some."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from plugins.parts.models import PurchaseLine, PurchaseOrder
from plugins.parts.numbers import value_fen
from saas.plugin_api import (
    NotFound,
    Spend,
    SpendControl,
    current_tenant,
    load_for_change,
    service,
    session,
    today,
    zone_of,
)

CATEGORY = "parts"


def total_fen(lines: Iterable[PurchaseLine]) -> int:
    """What the lines of an order cost together."""
    return sum(value_fen(line.quantity, line.unit_price) for line in lines)


def set_aside(order: PurchaseOrder, amount_fen: int) -> None:
    """Set aside what an order costs; raises Conflict where the budget does not allow it. Nothing without budgets."""
    control = service(SpendControl)
    if control is None or amount_fen == 0:
        return
    spend = Spend(
        store_id=order.store_id,
        day=today(zone_of(order.store_id)),
        amount_fen=amount_fen,
        document=order.document,
        title=order.document_no,
        category=CATEGORY,
    )
    control.commit(spend, order.document)
    order.committed = True


def settle(order: PurchaseOrder, *, last: bool) -> None:
    """Tell the budget what came since it was last told, and with the last of it let go of what is left.

    While the budget is switched off nothing is told; the next time, or within the hour after it is on, all of it is.
    """
    control = service(SpendControl)
    if control is None or not order.committed:
        return
    key, due = order.document, order.spent_fen - order.reported_fen
    try:
        if due:
            day = today(zone_of(order.store_id))
            control.actual(key, act=f"{key}:spent:{order.spent_fen}", amount_fen=due, day=day)
        if last:
            control.release(key, act=f"{key}:released")
    except NotFound:
        # The budget's rows were purged meanwhile: there is nothing to settle with.
        last = True
    order.reported_fen = order.spent_fen
    order.committed = not last
    session().flush()


def orders_owing() -> list[int]:
    """Orders of which the budget has not heard all: goods came, or it ended, while the budget was off. None while it is."""
    if service(SpendControl) is None:
        return []
    mine = select(PurchaseOrder.id).where(
        PurchaseOrder.tenant_id == current_tenant(),
        PurchaseOrder.committed,
        or_(PurchaseOrder.ended_at.is_not(None), PurchaseOrder.spent_fen > PurchaseOrder.reported_fen),
    )
    return list(session().scalars(mine.order_by(PurchaseOrder.id)))


def tell_what_was_missed(order_id: int) -> bool:
    """Settle an order with the budget as it stands now; whether the budget has heard all of it. Twice tells once."""
    order = load_for_change(PurchaseOrder, order_id)
    settle(order, last=order.ended_at is not None)
    return order.reported_fen == order.spent_fen and not (order.committed and order.ended_at)
