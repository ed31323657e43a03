"""Where expense claims are entered in the menu."""

from __future__ import annotations

from plugins.budget.permissions.claims import CLAIM_READ
from plugins.budget.queries.claims import waiting_count
from saas.plugin_api import NavItem, _l

CLAIM_NAV = (
    NavItem(
        key="claims",
        label=_l("Expense claims"),
        endpoint="budget.claims",
        icon="receipt",
        permission=CLAIM_READ,
        weight=52,
        badge=waiting_count,
    ),
)
