"""The verbs that change a group's organisation."""

from saas.core.organisation.operations.calendars import create_default_calendar
from saas.core.organisation.operations.groups import create_group, next_group_id

__all__ = ["create_default_calendar", "create_group", "next_group_id"]
