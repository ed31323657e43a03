"""Deadlines in the working time of a store: its calendar, holidays and make-up workdays."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from saas.core.organisation.models import CalendarException, ExceptionKind, Store, WorkCalendar
from saas.core.organisation.queries import default_calendar
from saas.core.sla.working_time import Calendar, after_working_time, working_time
from saas.platform.database import load, session
from saas.platform.tenancy import current_tenant


def calendar_of(store_id: int) -> Calendar:
    """When a store works: its own calendar, the group's standard one without. Raises NotFound."""
    store = load(Store, store_id)
    found = load(WorkCalendar, store.calendar_id) if store.calendar_id else default_calendar()
    mine = select(CalendarException).where(
        CalendarException.tenant_id == current_tenant(), CalendarException.calendar_id == found.id
    )
    exceptions = {
        one.day: _ranges(one, found) if one.kind is ExceptionKind.WORK else ()
        for one in session().scalars(mine)
    }
    return Calendar(zone=ZoneInfo(store.timezone), weekly=found.weekly, exceptions=exceptions)


def working_deadline(store_id: int, start: datetime, wanted: timedelta) -> datetime:
    """When so much of a store's working time has passed since `start` (aware); in UTC.

    Raises NotFound for a store that does not exist, NeverAtWork for one that does not work any more.
    """
    return after_working_time(calendar_of(store_id), start, wanted)


def working_time_of(store_id: int, start: datetime, end: datetime) -> timedelta:
    """How much of the span between two moments is working time of a store. Raises NotFound."""
    return working_time(calendar_of(store_id), start, end)


def _ranges(day: CalendarException, calendar: WorkCalendar) -> list[list[str]]:
    """The hours of a make-up workday: its own, those of an ordinary Monday without."""
    ranges: list[list[str]] = day.ranges or calendar.weekly.get("1", [])
    return ranges
