"""Where budgets and what they are made of are entered."""

from __future__ import annotations

from plugins.budget.permissions import CATEGORIES, READ, STANDARDS
from saas.plugin_api import NavItem, SettingsPage, _l

SHEET_NAV = [
    NavItem(
        key="board", label=_l("Budget board"), endpoint="budget.board", icon="chart-bar", permission=READ
    ),
    NavItem(
        key="sheets",
        label=_l("Budgets"),
        endpoint="budget.sheets",
        icon="wallet",
        permission=READ,
        weight=51,
    ),
    NavItem(
        key="analysis",
        label=_l("Cost analysis"),
        endpoint="budget.structure",
        icon="report-analytics",
        permission=READ,
        weight=53,
    ),
]

SETTINGS_PAGES = [
    SettingsPage(
        key="budget.categories",
        title=_l("Cost categories"),
        summary=_l("What money is spent on, and what happens when a budget is not enough."),
        endpoint="budget.categories",
        icon="tag",
        permission=CATEGORIES,
    ),
    SettingsPage(
        key="budget.rates",
        title=_l("Standard rates"),
        summary=_l("What a unit costs by the group's own standard; budget lines are made of them."),
        endpoint="budget.rates",
        icon="list",
        permission=STANDARDS,
    ),
    SettingsPage(
        key="budget.limits",
        title=_l("Expense limits"),
        summary=_l("How much one expense may cost, by category, position and city."),
        endpoint="budget.limits",
        icon="receipt",
        permission=STANDARDS,
    ),
]
