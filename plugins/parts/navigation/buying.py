"""The entries of purchase orders and suppliers in the menu."""

from __future__ import annotations

from plugins.parts.permissions import ORDER_READ, SUPPLIER_READ
from plugins.parts.queries.orders import waiting_orders
from saas.plugin_api import NavItem, _l

BUYING_NAV = [
    NavItem(
        key="orders",
        label=_l("Purchase orders"),
        endpoint="parts.orders",
        icon="clipboard-list",
        permission=ORDER_READ,
        weight=63,
        badge=waiting_orders,
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
