"""The entry of the stock in the menu."""

from __future__ import annotations

from plugins.parts.permissions import MAP_READ, STOCK_READ
from plugins.parts.queries.alerts import new_alerts
from plugins.parts.queries.counts import waiting_count
from saas.plugin_api import NavItem, _l

STOCK_NAV = [
    NavItem(
        key="stock",
        label=_l("Parts and stock"),
        endpoint="parts.stock",
        icon="package",
        permission=STOCK_READ,
        weight=60,
    ),
    NavItem(
        key="alerts",
        label=_l("Stock alerts"),
        endpoint="parts.alerts",
        icon="alert-triangle",
        permission=STOCK_READ,
        weight=61,
        badge=new_alerts,
    ),
    NavItem(
        key="map",
        label=_l("Stock of the group"),
        endpoint="parts.map",
        icon="building-store",
        permission=MAP_READ,
        weight=61,
    ),
    NavItem(
        key="counts",
        label=_l("Counts of stock"),
        endpoint="parts.counts",
        icon="clipboard-check",
        permission=STOCK_READ,
        weight=62,
        badge=waiting_count,
    ),
    NavItem(
        key="figures",
        label=_l("Stock figures"),
        endpoint="parts.figures",
        icon="chart-bar",
        permission=STOCK_READ,
        weight=66,
    ),
]
