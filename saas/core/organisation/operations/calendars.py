"""Work calendars: the week, the days that differ from it, and the default that every group starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, delete, exists, select

from saas.core.organisation.holidays import shipped_holidays
from saas.core.organisation.models import CalendarException, ExceptionKind, WorkCalendar
from saas.core.organisation.working_hours import DEFAULT_WEEK, WEEKDAYS
from saas.platform.audit import Change, record
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant

Ranges = Sequence[Sequence[str]]


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
    record("organisation.work_calendar.created", "work_calendar", calendar.id)
    return calendar


def copy_calendar(calendar_id: int, *, name: str) -> WorkCalendar:
    """Make another calendar with the same week and days, for stores that work differently.

    Raises NotFound, Invalid for a missing name and one that exists.
    """
    model = load(WorkCalendar, calendar_id)
    _check_name(name)
    copied = WorkCalendar(name=name.strip(), weekly=model.weekly, is_default=False)
    session().add(copied)
    session().flush()
    theirs = select(CalendarException).where(
        CalendarException.tenant_id == current_tenant(), CalendarException.calendar_id == model.id
    )
    session().add_all(
        CalendarException(calendar_id=copied.id, day=one.day, kind=one.kind, name=one.name, ranges=one.ranges)
        for one in session().scalars(theirs)
    )
    record("organisation.work_calendar.created", "work_calendar", copied.id, detail={"from": model.id})
    return copied


def change_week(
    calendar_id: int, *, name: str, weekly: Mapping[str, Ranges], version: int | None = None
) -> WorkCalendar:
    """Change a calendar's name and ordinary week.

    weekly: ranges by ISO weekday; a day without ranges is off. Raises NotFound, Conflict for a stale version, Invalid
    for a missing name and for a week without any working time.
    """
    calendar = load_for_change(WorkCalendar, calendar_id, version=version)
    _check_name(name, but=calendar.id)
    if not any(weekly.get(day) for day in WEEKDAYS):
        raise Invalid("", _("A week needs at least one working day."))
    before = {"name": calendar.name, "weekly": calendar.weekly}
    calendar.name = name.strip()
    calendar.weekly = {day: [list(pair) for pair in weekly[day]] for day in WEEKDAYS if weekly.get(day)}
    changes = {
        key: Change(before=value, after=getattr(calendar, key))
        for key, value in before.items()
        if value != getattr(calendar, key)
    }
    if changes:
        record("organisation.work_calendar.changed", "work_calendar", calendar.id, changes=changes)
        session().flush()
    return calendar


def set_exception(
    calendar_id: int, day: date, *, kind: ExceptionKind, name: str = "", ranges: Ranges = ()
) -> CalendarException:
    """Say how one day differs from the week; an earlier word on that day is replaced.

    ranges: hours of a working day, empty for those of an ordinary Monday. Raises NotFound.
    """
    calendar = load_for_change(WorkCalendar, calendar_id)
    row = session().scalars(_of_day(calendar.id, day)).one_or_none()
    if row is None:
        row = CalendarException(calendar_id=calendar.id, day=day)
        session().add(row)
    row.kind, row.name = kind, name.strip()
    row.ranges = [list(pair) for pair in ranges] if kind is ExceptionKind.WORK else []
    session().flush()
    detail = {"day": day.isoformat(), "kind": kind.value}
    record("organisation.work_calendar.exception_set", "work_calendar", calendar.id, detail=detail)
    return row


def clear_exception(calendar_id: int, day: date) -> None:
    """Let a day be like its weekday again; one that is so already stays so. Raises NotFound for the calendar."""
    calendar = load_for_change(WorkCalendar, calendar_id)
    mine = (
        CalendarException.tenant_id == current_tenant(),
        CalendarException.calendar_id == calendar.id,
        CalendarException.day == day,
    )
    session().execute(delete(CalendarException).where(*mine))
    detail = {"day": day.isoformat()}
    record("organisation.work_calendar.exception_cleared", "work_calendar", calendar.id, detail=detail)


def _check_name(name: str, but: int = 0) -> None:
    if not name.strip():
        raise Invalid("name", _("Enter a name."))
    same = (WorkCalendar.tenant_id == current_tenant(), WorkCalendar.name == name.strip())
    if session().scalar(select(exists().where(*same, WorkCalendar.id != but))):
        raise Invalid("name", _("This exists already."))


def _of_day(calendar_id: int, day: date) -> Select[CalendarException]:
    return select(CalendarException).where(
        CalendarException.tenant_id == current_tenant(),
        CalendarException.calendar_id == calendar_id,
        CalendarException.day == day,
    )
