"""What purchase orders cost, held against the group's budgets where it keeps some."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.parts.models import PurchaseLine, PurchaseOrder
from plugins.parts.numbers import value_fen
from saas.plugin_api import NotFound, Spend, SpendControl, service, session, today, zone_of

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

    While the budget is switched off nothing is told; the next time all of it is.
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
