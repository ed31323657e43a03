"""Reads of the organisation."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, extract, literal, or_, select

from saas.core.organisation.models import (
    CalendarException,
    Department,
    Employee,
    LegalEntity,
    Standing,
    Store,
    WorkCalendar,
)
from saas.core.organisation.onboarding import Progress, Step, progress_of
from saas.platform.database import Page, keyset_page, load, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.plugins import effective_plugins
from saas.platform.tenancy import TENANT, current_tenant
from saas.platform.tenancy.tenant import Tenant


def current_group() -> Tenant:
    """The row of the current group."""
    return session().get_one(Tenant, current_tenant())


def zone_of(store_id: int | None) -> str:
    """The IANA name of the zone in which a store's days are; the group's for none.

    Raises NotFound for a store that does not exist.
    """
    if store_id is not None:
        return load(Store, store_id).timezone
    return session().execute(select(Tenant.timezone).where(Tenant.id == current_tenant())).scalar_one()


def open_stores() -> list[Store]:
    """The stores in use, by code."""
    return list(session().scalars(_open_stores()))


@cache
def _open_stores() -> Select[Store]:
    return select(Store).where(Store.tenant_id == TENANT, Store.status == Standing.OPEN).order_by(Store.code)


def all_stores() -> list[Store]:
    """All stores, by code, also closed ones."""
    return list(
        session().scalars(select(Store).where(Store.tenant_id == current_tenant()).order_by(Store.code))
    )


def all_legal_entities() -> list[LegalEntity]:
    """All companies of the group, by name."""
    mine = select(LegalEntity).where(LegalEntity.tenant_id == current_tenant())
    return list(session().scalars(mine.order_by(LegalEntity.name)))


def all_departments() -> list[Department]:
    """All departments, those of the group first, then by store and name."""
    mine = select(Department).where(Department.tenant_id == current_tenant())
    return list(
        session().scalars(mine.order_by(Department.store_id.nulls_first(), Department.name, Department.id))
    )


def all_calendars() -> list[WorkCalendar]:
    """All work calendars, the default first."""
    mine = select(WorkCalendar).where(WorkCalendar.tenant_id == current_tenant())
    return list(session().scalars(mine.order_by(WorkCalendar.is_default.desc(), WorkCalendar.name)))


def default_calendar() -> WorkCalendar:
    """The group's standard calendar; raises NotFound for a group without one."""
    calendar = next((calendar for calendar in all_calendars() if calendar.is_default), None)
    if calendar is None:
        raise NotFound(_("This group has no work calendar."))
    return calendar


def exceptions_of_year(calendar_id: int, year: int) -> list[CalendarException]:
    """The days of a year that differ from a calendar's week."""
    mine = select(CalendarException).where(
        CalendarException.tenant_id == current_tenant(),
        CalendarException.calendar_id == calendar_id,
        CalendarException.day.between(date(year, 1, 1), date(year, 12, 31)),
    )
    return list(session().scalars(mine.order_by(CalendarException.day)))


def years_of_exceptions(calendar_id: int) -> list[int]:
    """The years for which a calendar knows days that differ."""
    year = extract("year", CalendarException.day)
    mine = select(year).where(
        CalendarException.tenant_id == current_tenant(), CalendarException.calendar_id == calendar_id
    )
    return [int(found) for found in session().scalars(mine.distinct().order_by(year))]


def legal_entity_page(
    *, after: str | None = None, before: str | None = None, limit: int = 50
) -> Page[LegalEntity]:
    """Companies by name."""
    mine = select(LegalEntity).where(LegalEntity.tenant_id == current_tenant())
    return keyset_page(mine, keys=(LegalEntity.name, LegalEntity.id), limit=limit, after=after, before=before)


def store_page(*, after: str | None = None, before: str | None = None, limit: int = 50) -> Page[Store]:
    """Stores by code."""
    mine = select(Store).where(Store.tenant_id == current_tenant())
    return keyset_page(mine, keys=(Store.code, Store.id), limit=limit, after=after, before=before)


def department_page(
    *, after: str | None = None, before: str | None = None, limit: int = 50
) -> Page[Department]:
    """Departments by name."""
    mine = select(Department).where(Department.tenant_id == current_tenant())
    return keyset_page(mine, keys=(Department.name, Department.id), limit=limit, after=after, before=before)


def employee_page(
    *, search: str = "", after: str | None = None, before: str | None = None, limit: int = 50
) -> Page[Employee]:
    """Employees by number; search: beginning of a number or name."""
    mine: Select[Any] = select(Employee).where(Employee.tenant_id == current_tenant())
    if search:
        mine = mine.where(
            or_(
                Employee.employee_no.startswith(search, autoescape=True),
                Employee.name.startswith(search, autoescape=True),
            )
        )
    return keyset_page(
        mine, keys=(Employee.employee_no, Employee.id), limit=limit, after=after, before=before
    )


def onboarding_progress() -> Progress:
    """How far the current group's set-up is: what was noted, and what is there already or switched on. One query."""
    steps = {
        Step.LEGAL_ENTITIES: LegalEntity,
        Step.STORES: Store,
        Step.DEPARTMENTS: Department,
        Step.STAFF: Employee,
    }
    there = [
        select(literal(1)).where(model.tenant_id == current_tenant()).exists().label(step.value)
        for step, model in steps.items()
    ]
    row = session().execute(select(Tenant.onboarding, *there).where(Tenant.id == current_tenant())).one()
    present = frozenset(step for step in steps if getattr(row, step.value))
    if effective_plugins():
        present |= {Step.PLUGINS}
    return progress_of(row.onboarding, present)
