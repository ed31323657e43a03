"""The entries of purchase orders, transfers and suppliers in the menu."""

from __future__ import annotations

from plugins.parts.permissions import ORDER_READ, STOCK_READ, SUPPLIER_READ
from plugins.parts.queries.orders import answered_orders, waiting_orders
from plugins.parts.queries.transfers import waiting_transfers
from saas.plugin_api import NavItem, _l


def _orders_to_look_at() -> int | None:
    """Orders that wait for approval, and those of which the supplier said something that waits for a decision."""
    return (waiting_orders() or 0) + (answered_orders() or 0) or None


BUYING_NAV = [
    NavItem(
        key="proposals",
        label=_l("Proposals for shortages"),
        endpoint="parts.proposals",
        icon="list-check",
        permission=STOCK_READ,
        weight=62,
    ),
    NavItem(
        key="orders",
        label=_l("Purchase orders"),
        endpoint="parts.orders",
        icon="clipboard-list",
        permission=ORDER_READ,
        weight=63,
        badge=_orders_to_look_at,
    ),
    NavItem(
        key="transfers",
        label=_l("Transfers between stores"),
        endpoint="parts.transfers",
        icon="switch-horizontal",
        permission=STOCK_READ,
        weight=64,
        badge=waiting_transfers,
    ),
    NavItem(
        key="suppliers",
        label=_l("Suppliers"),
        endpoint="parts.suppliers",
        icon="building",
        permission=SUPPLIER_READ,
        weight=65,
    ),
]
