"""Work calendars: the week, the days that differ from it, and the default that every group starts with."""

from __future__ import annotations

from saas.core.organisation.holidays import shipped_holidays
from saas.core.organisation.models import CalendarException, ExceptionKind, WorkCalendar
from saas.core.organisation.working_hours import DEFAULT_WEEK
from saas.platform.audit import record
from saas.platform.database import session
from saas.platform.i18n import _


def create_default_calendar() -> WorkCalendar:
    """Give a new group its calendar: Monday to Friday, with China's holidays and make-up workdays of all known years."""
    calendar = WorkCalendar(name=_("Standard working hours"), weekly=DEFAULT_WEEK, is_default=True)
    session().add(calendar)
    session().flush()
    session().add_all(
        CalendarException(
            calendar_id=calendar.id,
            day=holiday.day,
            kind=ExceptionKind.OFF if holiday.off else ExceptionKind.WORK,
            name=holiday.name,
        )
        for holiday in shipped_holidays()
    )
    record("organisation.calendar.created", "work_calendar", calendar.id)
    return calendar
