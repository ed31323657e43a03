"""Trees and cards in the menu."""

from __future__ import annotations

from plugins.kano.permissions import CARD_READ, TREE_READ
from saas.plugin_api import NavItem, _l

NAV = [
    NavItem(
        key="trees",
        label=_l("KPI trees"),
        endpoint="kano.trees",
        icon="target",
        permission=TREE_READ,
        weight=60,
    ),
    NavItem(
        key="cycles",
        label=_l("Appraisal"),
        endpoint="kano.cycles",
        icon="clipboard-check",
        permission=CARD_READ,
        weight=70,
    ),
    NavItem(
        key="my_cards",
        label=_l("My appraisal"),
        endpoint="kano.my_cards",
        icon="user-check",
        permission=CARD_READ,
        weight=80,
    ),
]
