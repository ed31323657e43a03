"""Where complaints are entered: in the menu, and in the index of settings."""

from __future__ import annotations

from plugins.complaints.permissions import CATEGORIES, READ
from plugins.complaints.queries import overdue_count
from saas.plugin_api import NavItem, SettingsPage, _l

NAV = [
    NavItem(
        key="cases",
        label=_l("Complaints"),
        endpoint="complaints.cases",
        icon="message-report",
        permission=READ,
        badge=overdue_count,
    )
]

SETTINGS_PAGES = [
    SettingsPage(
        key="complaints.categories",
        title=_l("Categories of complaints"),
        summary=_l("What complaints are about; in the group's own words."),
        endpoint="complaints.categories",
        icon="tag",
        permission=CATEGORIES,
    )
]
