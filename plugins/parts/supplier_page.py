"""What a supplier's link opens: one purchase order, as long as somebody may want to look at it."""

from __future__ import annotations

from datetime import timedelta

from flask import g
from sqlalchemy import or_, select

from plugins.parts.models import PurchaseOrder
from plugins.parts.order_states import ENDED
from saas.plugin_api import NotFound, _, current_tenant, now, public_link, session

OPEN_AFTERWARDS = timedelta(days=90)
"""How long a link opens an order that has ended: as long as people still ask after a delivery."""


def link_opens(order: PurchaseOrder) -> bool:
    """Whether a link to the order opens it: once the supplier has it, until some time after its end."""
    if order.state in ENDED:
        return order.placed_at is not None and (
            order.ended_at is None or order.ended_at > now() - OPEN_AFTERWARDS
        )
    return order.state.takes_goods


def order_of_link(token: str) -> PurchaseOrder:
    """The order of a link; raises NotFound alike for an unknown, a revoked, an old and a foreign one."""
    alive = or_(PurchaseOrder.ended_at.is_(None), PurchaseOrder.ended_at > now() - OPEN_AFTERWARDS)
    mine = (PurchaseOrder.tenant_id == current_tenant(), PurchaseOrder.link_token == token, alive)
    found = session().scalar(select(PurchaseOrder).where(*mine))
    if found is None:
        raise not_valid()
    return found


def not_valid() -> NotFound:
    """What is said of a link that opens nothing."""
    return NotFound(_("This link is not valid, or no longer. Ask whoever gave it to you for a new one."))


def supplier_link(token: str) -> str:
    """The whole address of the page of an order that its supplier looks at."""
    return public_link(g.tenant.code, f"x/parts/order/{token}")
