"""The link to the page on which the supplier of an order answers: made, made anew, revoked."""

from __future__ import annotations

import secrets

from plugins.parts.models import PurchaseOrder
from plugins.parts.operations.purchasing import tell
from plugins.parts.permissions import ORDER_WRITE
from plugins.parts.supplier_page import link_opens
from saas.plugin_api import Conflict, _, load_for_change, require, session


def make_supplier_link(order_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Give an order a link for its supplier; another one ends the one before.

    Raises Forbidden, NotFound, VersionConflict, and Conflict for an order that the supplier does not have yet, and for one
    that ended so long ago that a link would open nothing.
    """
    order = _order(order_id, version)
    if not link_opens(order):
        raise Conflict(_("There is a link once the order is placed, until ninety days after its end."))
    order.link_token = secrets.token_urlsafe(24)
    session().flush()
    tell(order, "linked", {})
    return order


def revoke_supplier_link(order_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Let the link of an order open nothing any more; a second time changes nothing. Raises as `make_supplier_link`."""
    order = _order(order_id, version)
    if order.link_token is not None:
        order.link_token = None
        session().flush()
        tell(order, "link_revoked", {})
    return order


def _order(order_id: int, version: int | None) -> PurchaseOrder:
    order = load_for_change(PurchaseOrder, order_id)
    require(ORDER_WRITE, store_id=order.store_id)
    return order if version is None else load_for_change(PurchaseOrder, order_id, version=version)
