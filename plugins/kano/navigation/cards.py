"""Trees and cards in the menu."""

from __future__ import annotations

from plugins.kano.permissions import CARD_READ, OBJECTION_DECIDE, TREE_READ
from plugins.kano.queries.objections import news_of_mine, open_objections
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
        key="objections",
        label=_l("Appraisal objections"),
        endpoint="kano.objections",
        icon="message-report",
        permission=OBJECTION_DECIDE,
        weight=75,
        badge=open_objections,
    ),
    NavItem(
        key="my_cards",
        label=_l("My appraisal"),
        endpoint="kano.my_cards",
        icon="user-check",
        permission=CARD_READ,
        weight=80,
        badge=news_of_mine,
    ),
]
