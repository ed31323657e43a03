"""The organisation's entries of the settings index."""

from __future__ import annotations

from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.permissions import EMPLOYEE_READ, SETTINGS_WRITE, STORE_READ
from saas.platform.i18n import _l

SETTINGS_PAGES = (
    SettingsPage(
        key="organisation.group",
        title=_l("Group"),
        summary=_l("Its name."),
        endpoint="organisation.group",
        icon="building",
        permission=SETTINGS_WRITE,
        weight=0,
    ),
    SettingsPage(
        key="organisation.legal_entities",
        title=_l("Legal entities"),
        summary=_l("The companies of the group."),
        endpoint="organisation.legal_entities_list",
        icon="wallet",
        permission=STORE_READ,
        weight=10,
    ),
    SettingsPage(
        key="organisation.stores",
        title=_l("Stores"),
        summary=_l("Codes, addresses, working hours."),
        endpoint="organisation.stores_list",
        icon="building-store",
        permission=STORE_READ,
        weight=20,
    ),
    SettingsPage(
        key="organisation.departments",
        title=_l("Departments"),
        summary=_l("Of stores and of the group."),
        endpoint="organisation.departments_list",
        icon="users-group",
        permission=STORE_READ,
        weight=30,
    ),
    SettingsPage(
        key="organisation.employees",
        title=_l("Employees"),
        summary=_l("Who works where; also by file."),
        endpoint="organisation.employees_list",
        icon="id",
        permission=EMPLOYEE_READ,
        weight=40,
    ),
    SettingsPage(
        key="organisation.calendar",
        title=_l("Work calendar"),
        summary=_l("Working hours, holidays, make-up workdays."),
        endpoint="organisation.calendar",
        icon="calendar",
        permission=SETTINGS_WRITE,
        weight=50,
    ),
    SettingsPage(
        key="organisation.plugins",
        title=_l("Plugins"),
        summary=_l("What the group uses besides the core."),
        endpoint="organisation.plugins",
        icon="plug",
        permission=SETTINGS_WRITE,
        weight=60,
    ),
)
