"""The work calendar: the ordinary week, and the days that differ from it."""

from __future__ import annotations

from datetime import date

from flask import Response, make_response, redirect, request, url_for

from saas.core.organisation.models import WorkCalendar
from saas.core.organisation.operations import change_week, clear_exception, copy_calendar, set_exception
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.queries import (
    all_calendars,
    default_calendar,
    exceptions_of_year,
    years_of_exceptions,
)
from saas.core.organisation.schemas import CalendarCopySchema, ExceptionSchema, WeekSchema
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.saving import Conflicted, save
from saas.core.organisation.working_hours import WEEKDAYS, read_ranges, week_minutes, write_ranges
from saas.platform.clock import today
from saas.platform.database import load
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, read_form, render, tell


@pages.get("/settings/calendar/", endpoint="calendar")
@requires(SETTINGS_WRITE)
def show_default() -> Response:
    """The group's standard calendar."""
    return _page(default_calendar())


@pages.get("/settings/calendar/<int:row_id>", endpoint="calendar_edit")
@requires(SETTINGS_WRITE)
def show_calendar(row_id: int) -> Response:
    """One calendar."""
    return _page(load(WorkCalendar, row_id))


@pages.post("/settings/calendar/<int:row_id>", endpoint="calendar_change")
@requires(SETTINGS_WRITE)
def change(row_id: int) -> Response:
    """Save the ordinary week."""

    def work() -> None:
        values = read_form(WeekSchema, request)
        weekly = {day: read_ranges(values[f"day_{day}"]) for day in WEEKDAYS}
        change_week(row_id, name=values["name"], weekly=weekly, version=form_version())
        tell(_("The working hours were saved."))

    faults = save(work)
    if faults is not None:
        return _page(load(WorkCalendar, row_id), week_faults=faults)
    return make_response(redirect(url_for("organisation.calendar_edit", row_id=row_id), 303))


@pages.post("/settings/calendar/<int:row_id>/copy", endpoint="calendar_copy")
@requires(SETTINGS_WRITE)
def copy(row_id: int) -> Response:
    """Make a further calendar like this one."""
    made: list[int] = []

    def work() -> None:
        made.append(copy_calendar(row_id, name=read_form(CalendarCopySchema, request)["name"]).id)
        tell(_("The calendar was made. Change its hours here, then choose it at the stores that need it."))

    faults = save(work)
    if faults is not None:
        return _page(load(WorkCalendar, row_id), copy_faults=faults)
    return make_response(redirect(url_for("organisation.calendar_edit", row_id=made[0]), 303))


@pages.post("/settings/calendar/<int:row_id>/days", endpoint="calendar_set_day")
@requires(SETTINGS_WRITE)
def set_day(row_id: int) -> Response:
    """Say how a day differs from the week."""
    days: list[date] = []

    def work() -> None:
        values = read_form(ExceptionSchema, request)
        days.append(values["day"])
        set_exception(row_id, **{**values, "ranges": read_ranges(values["ranges"])})
        tell(_("The day was saved."))

    faults = save(work)
    if faults is not None:
        return _page(load(WorkCalendar, row_id), day_faults=faults)
    return make_response(
        redirect(url_for("organisation.calendar_edit", row_id=row_id, year=days[0].year), 303)
    )


@pages.post("/settings/calendar/<int:row_id>/days/<day>/clear", endpoint="calendar_clear_day")
@requires(SETTINGS_WRITE)
def clear_day(row_id: int, day: str) -> Response:
    """Let a day be like its weekday again."""
    try:
        cleared = date.fromisoformat(day)
    except ValueError:
        raise Invalid("day", _("Choose a day.")) from None
    clear_exception(row_id, cleared)
    tell(_("The day is an ordinary one again."))
    return make_response(
        redirect(url_for("organisation.calendar_edit", row_id=row_id, year=cleared.year), 303)
    )


def _page(
    calendar: WorkCalendar,
    *,
    week_faults: Conflicted | None = None,
    day_faults: Conflicted | None = None,
    copy_faults: Conflicted | None = None,
) -> Response:
    years = years_of_exceptions(calendar.id)
    asked = request.args.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 else today("Asia/Shanghai").year
    faults = week_faults or day_faults or copy_faults
    week = Form(
        WeekSchema,
        {
            "name": calendar.name,
            **{f"day_{day}": write_ranges(calendar.weekly.get(day, [])) for day in WEEKDAYS},
        },
        error=week_faults.error if week_faults else None,
        version=week_faults.version(calendar) if week_faults else calendar.row_version,
    )
    return render(
        "organisation/calendar.html",
        status=faults.status if faults else 200,
        calendar=calendar,
        calendars=all_calendars(),
        week=week,
        hours=week_minutes(calendar.weekly) / 60,
        day=Form(ExceptionSchema, error=day_faults.error if day_faults else None),
        further=Form(CalendarCopySchema, error=copy_faults.error if copy_faults else None),
        exceptions=exceptions_of_year(calendar.id, year),
        year=year,
        years=sorted({*years, year}),
        write_ranges=write_ranges,
    )
