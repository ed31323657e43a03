"""The complaints that figures are made of: a line for each with all that counts; the page and the metrics read the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, Subquery, and_, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from plugins.complaints.models import Case, CaseEvent, EventKind
from plugins.complaints.operations.times import KIND
from plugins.complaints.settings import ACKNOWLEDGE, RESOLVE
from plugins.complaints.states import CaseState
from plugins.complaints.work_models import Closure, ClosureOutcome
from saas.plugin_api import Period, Store, clock_outcomes, current_tenant

REPEATED_WITHIN = timedelta(days=180)
"""A complaint repeats an earlier one of the same customer or about the same vehicle that came in so shortly before."""

Earlier = aliased(Case)
Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """What figures are narrowed to. first, last: days in the zone of each store, both included."""

    first: date
    last: date
    store_id: int | None = None
    category_id: int | None = None

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(first=self.first, last=self.last)


def lines(period: Period, *criteria: ColumnElement[bool]) -> Select[Any]:
    """A line for each complaint that was received in the period, duplicates left out.

    What cannot be said of a complaint yet, or at all, is NULL and does not count: `heard_seconds` working time until it
    was acknowledged; `heard`, `resolved` 1 within the time owed, 0 beyond it; `closed_seconds` from receipt to closure;
    `reopened` and `repeated` 1 or 0; `asked`, `content` how often the customer answered after it was resolved, and was
    content; `marks`, `mark_sum` the marks that were given. `hearer_id`, `resolver_id`: who acknowledged and first resolved it,
    whoever has it since; its handler before that.
    """
    heard, resolved, asked = clock_outcomes(KIND, ACKNOWLEDGE), clock_outcomes(KIND, RESOLVE), _answers()
    day = day_of(Case.received_at)
    closed = and_(Case.state == CaseState.CLOSED, Case.closed_at.is_not(None))
    ever_done = or_(Case.resolved_at.is_not(None), Case.reopen_count > 0)
    return (
        select(
            Case.id.label("case_id"),
            day.label("day"),
            cast(func.date_trunc("month", day), Date).label("month"),
            Case.store_id,
            func.coalesce(Case.category_id, 0).label("category_id"),
            Case.handler_id,
            Case.concerned_id,
            func.coalesce(_doer(EventKind.ACKNOWLEDGED), Case.handler_id).label("hearer_id"),
            func.coalesce(_doer(EventKind.RESOLVED), Case.handler_id).label("resolver_id"),
            heard.c.counted_seconds.label("heard_seconds"),
            cast(heard.c.in_time, Integer).label("heard"),
            cast(resolved.c.in_time, Integer).label("resolved"),
            case((closed, func.extract("epoch", Case.closed_at - Case.received_at))).label("closed_seconds"),
            case((closed, 1), else_=0).label("closed"),
            case((ever_done, cast(Case.reopen_count > 0, Integer))).label("reopened"),
            _repeated().label("repeated"),
            func.coalesce(asked.c.asked, 0).label("asked"),
            func.coalesce(asked.c.content, 0).label("content"),
            func.coalesce(asked.c.marks, 0).label("marks"),
            func.coalesce(asked.c.mark_sum, 0).label("mark_sum"),
        )
        .join(Store, and_(Store.tenant_id == Case.tenant_id, Store.id == Case.store_id))
        .outerjoin(heard, heard.c.object_id == Case.id)
        .outerjoin(resolved, resolved.c.object_id == Case.id)
        .outerjoin(asked, asked.c.case_id == Case.id)
        .where(Case.tenant_id == current_tenant(), Case.state != CaseState.DUPLICATE)
        .where(*within(Case.received_at, period), *criteria)
    )


def day_of(moment: Moment) -> ColumnElement[date]:
    """The day of a moment in the zone of its store, which is joined."""
    return cast(func.timezone(Store.timezone, moment), Date)


def within(moment: Moment, period: Period) -> tuple[ColumnElement[bool], ...]:
    """The criteria of moments in a period of days of their store; the first two serve the index, the day decides."""
    begin = datetime.combine(period.first, time(), UTC) - timedelta(days=1)
    end = datetime.combine(period.last, time(), UTC) + timedelta(days=2)
    return moment >= begin, moment < end, day_of(moment).between(period.first, period.last)


def _doer(kind: EventKind) -> ColumnElement[int | None]:
    mine = (CaseEvent.tenant_id == Case.tenant_id, CaseEvent.case_id == Case.id)
    done = select(CaseEvent.actor_id).where(*mine, CaseEvent.kind == kind, CaseEvent.actor_kind == "member")
    return done.order_by(CaseEvent.id).limit(1).correlate(Case).scalar_subquery()


def _answers() -> Subquery:
    content = func.count().filter(Closure.outcome == ClosureOutcome.SATISFIED)
    return (
        select(
            Closure.case_id,
            func.count().label("asked"),
            content.label("content"),
            func.count(Closure.mark).label("marks"),
            func.sum(Closure.mark).label("mark_sum"),
        )
        .where(Closure.tenant_id == current_tenant(), Closure.outcome != ClosureOutcome.UNREACHED)
        .group_by(Closure.case_id)
        .subquery()
    )


def _repeated() -> ColumnElement[Any]:
    """1 where there is an earlier one, 0 where there is none, NULL where neither customer nor vehicle is on record."""
    known = or_(Case.customer_id.is_not(None), Case.vehicle_id.is_not(None))
    # Two conditions rather than one, so that each finds its rows by its own index.
    again = or_(
        _earlier(Earlier.customer_id, Case.customer_id), _earlier(Earlier.vehicle_id, Case.vehicle_id)
    )
    return case((known, cast(again, Integer)))


def _earlier(
    theirs: InstrumentedAttribute[int | None], mine: InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    return (
        select(Earlier.id)
        .where(
            Earlier.tenant_id == Case.tenant_id,
            theirs == mine,
            Earlier.state != CaseState.DUPLICATE,
            Earlier.received_at < Case.received_at,
            Earlier.received_at >= Case.received_at - REPEATED_WITHIN,
        )
        .correlate(Case)
        .exists()
    )
