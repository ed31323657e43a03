"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "organisation.calendar_exception.changed": _l("Day of the work calendar changed"),
            "organisation.calendar_exception.created": _l("Day of the work calendar set"),
            "organisation.department.changed": _l("Department changed"),
            "organisation.department.created": _l("Department added"),
            "organisation.employee.changed": _l("Employee changed"),
            "organisation.employee.created": _l("Employee added"),
            "organisation.group.changed": _l("Group's settings changed"),
            "organisation.group.created": _l("Group created"),
            "organisation.legal_entity.changed": _l("Legal entity changed"),
            "organisation.legal_entity.created": _l("Legal entity added"),
            "organisation.onboarding.step_done": _l("Step of setting up done"),
            "organisation.store.changed": _l("Store changed"),
            "organisation.store.created": _l("Store added"),
            "organisation.work_calendar.exception_cleared": _l("Day of the work calendar cleared"),
            "organisation.work_calendar.exception_set": _l("Day of the work calendar set"),
            "organisation.work_calendar.changed": _l("Work calendar changed"),
            "organisation.work_calendar.created": _l("Work calendar made"),
            "plugins.data.exported": _l("Data of a plugin taken out"),
            "plugins.plugin.disabled": _l("Plugin switched off"),
            "plugins.plugin.enabled": _l("Plugin switched on"),
            "plugins.plugin.entitled": _l("Plugin allowed to the group"),
            "plugins.plugin.no_longer_entitled": _l("Plugin no longer allowed to the group"),
            "plugins.plugin.purged": _l("Data of a plugin removed"),
            "plugins.plugin.upgraded": _l("Plugin brought to a newer version"),
            "plugins.purge.asked": _l("Removal of a plugin's data asked for"),
            "plugins.purge.cancelled": _l("Removal of a plugin's data called off"),
            "plugins.settings.changed": _l("Settings of a plugin changed"),
        },
    ),
)
