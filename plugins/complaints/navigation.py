"""Where complaints are entered: in the menu, and in the index of settings."""

from __future__ import annotations

from plugins.complaints.permissions import CATEGORIES, HANDLE, READ, ROUTING
from plugins.complaints.quality.permissions import READ as READ_ISSUES
from plugins.complaints.queries import overdue_count
from plugins.complaints.warning.permissions import READ as READ_ALERTS
from plugins.complaints.warning.queries import new_count
from saas.plugin_api import NavItem, SettingsPage, _l

NAV = [
    NavItem(
        key="cases",
        label=_l("Complaints"),
        endpoint="complaints.cases",
        icon="message-report",
        permission=READ,
        badge=overdue_count,
    ),
    NavItem(
        key="board",
        label=_l("Complaints by stage"),
        endpoint="complaints.show_board",
        icon="columns-3",
        permission=READ,
        weight=52,
    ),
    NavItem(
        key="queue",
        label=_l("My complaints"),
        endpoint="complaints.queue",
        icon="clipboard-list",
        permission=HANDLE,
        weight=51,
    ),
    NavItem(
        key="cases_warning",
        label=_l("Early warning"),
        endpoint="complaints.alerts",
        icon="urgent",
        permission=READ_ALERTS,
        weight=53,
        badge=new_count,
    ),
    NavItem(
        key="cases_quality",
        label=_l("Quality issues"),
        endpoint="complaints.issues",
        icon="alert-triangle",
        permission=READ_ISSUES,
        weight=54,
    ),
    NavItem(
        key="cases_figures",
        label=_l("Complaint figures"),
        endpoint="complaints.show_figures",
        icon="chart-bar",
        permission=READ,
        weight=55,
    ),
]

SETTINGS_PAGES = [
    SettingsPage(
        key="complaints.categories",
        title=_l("Categories of complaints"),
        summary=_l("What complaints are about; in the group's own words."),
        endpoint="complaints.categories",
        icon="tag",
        permission=CATEGORIES,
    ),
    SettingsPage(
        key="complaints.intake",
        title=_l("Complaints by customers"),
        summary=_l("Address and QR code of the form by which customers complain themselves."),
        endpoint="complaints.intake",
        icon="speakerphone",
        permission=READ,
    ),
    SettingsPage(
        key="complaints.rules",
        title=_l("Who gets complaints"),
        summary=_l("Which handler a complaint goes to by category, severity and store."),
        endpoint="complaints.rules",
        icon="route",
        permission=ROUTING,
    ),
]
