"""From which day until which a role counts; the days are those of the group's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, DateTime, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from saas.platform.clock import now
from saas.platform.tenancy import TENANT
from saas.platform.tenancy.tenant import Tenant

Day = InstrumentedAttribute[date | None] | InstrumentedAttribute[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that belong together, both ends included."""

    valid_from: date | None = None
    """The first day; none for what has always counted."""
    valid_until: date | None = None
    """The last day; none for what counts until it is taken away."""

    @property
    def upside_down(self) -> bool:
        """Whether it ends before it begins."""
        return bool(self.valid_from and self.valid_until and self.valid_until < self.valid_from)

    def has_begun(self, day: date) -> bool:
        """Whether `day` is its first or a later one."""
        return self.valid_from is None or self.valid_from <= day

    def has_ended(self, day: date) -> bool:
        """Whether `day` comes after its last one."""
        return self.valid_until is not None and self.valid_until < day


ALWAYS = Period()

# Found when a statement is sent, which may be kept for days.
_NOW = bindparam("current_moment", type_=DateTime(timezone=True), callable_=now)


def in_force(begin: Day, end: Day) -> ColumnElement[bool]:
    """The criterion that a row counts today, whenever the statement is sent.

    begin, end: the columns of its first and last day.
    """
    return and_(or_(begin.is_(None), begin <= group_day()), not_ended(end))


def not_ended(end: Day) -> ColumnElement[bool]:
    """The criterion that a row counts today or will."""
    return or_(end.is_(None), end >= group_day())


def group_day() -> ColumnElement[date]:
    """The current day of the current group, as of when the statement is sent."""
    zone = select(Tenant.timezone).where(Tenant.id == TENANT).correlate(None).scalar_subquery()
    return cast(func.timezone(zone, _NOW), Date)
