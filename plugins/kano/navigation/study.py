"""Studies and the library of factors in the menu."""

from __future__ import annotations

from plugins.kano.permissions import READ
from saas.plugin_api import NavItem, _l

NAV = [
    NavItem(
        key="studies",
        label=_l("Kano studies"),
        endpoint="kano.studies",
        icon="chart-dots",
        permission=READ,
    ),
    NavItem(
        key="factors",
        label=_l("Improvement factors"),
        endpoint="kano.factors",
        icon="list-check",
        permission=READ,
        weight=51,
    ),
]
