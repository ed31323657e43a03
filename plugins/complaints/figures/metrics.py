"""The figures of complaints that others may use, appraisals for example; from the lines that the page counts as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, select

from plugins.complaints.figures.cohort import day_of, lines, within
from plugins.complaints.models import Case, CaseEvent, EventKind
from plugins.complaints.states import CaseState
from plugins.complaints.work_models import Closure
from saas.plugin_api import (
    LazyStr,
    Metric,
    MetricAggregate,
    MetricDirection,
    MetricUnit,
    Period,
    Store,
    _l,
    current_tenant,
)


def received_rows(period: Period) -> Select[Any]:
    """Complaints received in the period; each is of the colleague whose work it is about, if one is named."""
    of = lines(period).subquery()
    return _rows(of, literal(1), of.c.concerned_id)


def marks_rows(period: Period) -> Select[Any]:
    """Marks that customers gave, in the period, when asked whether their complaint is solved; of whoever had resolved it."""
    before = (
        select(CaseEvent.actor_id)
        .where(
            CaseEvent.tenant_id == Closure.tenant_id,
            CaseEvent.case_id == Closure.case_id,
            CaseEvent.kind == EventKind.RESOLVED,
            CaseEvent.actor_kind == "member",
            CaseEvent.happened_at <= Closure.asked_at,
        )
        .order_by(CaseEvent.id.desc())
        .limit(1)
        .correlate(Closure)
        .scalar_subquery()
    )
    theirs = and_(Case.tenant_id == Closure.tenant_id, Case.id == Closure.case_id)
    columns: tuple[ColumnElement[Any], ...] = (
        Closure.id.label("row_id"),
        day_of(Closure.asked_at).label("happened_on"),
        Closure.mark.label("value"),
        func.coalesce(before, Case.handler_id).label("member_id"),
        Case.store_id.label("store_id"),
    )
    return (
        select(*columns)
        .join(Case, theirs)
        .join(Store, and_(Store.tenant_id == Case.tenant_id, Store.id == Case.store_id))
        .where(Closure.tenant_id == current_tenant(), Closure.mark.is_not(None))
        .where(Case.state != CaseState.DUPLICATE, *within(Closure.asked_at, period))
    )


def _share_rows(name: str, whose: str) -> Callable[[Period], Select[Any]]:
    """Of complaints received in the period those of which it can be said already."""

    def rows(period: Period) -> Select[Any]:
        of = lines(period).subquery()
        return _rows(of, of.c[name], of.c[whose]).where(of.c[name].is_not(None))

    return rows


def _rows(of: Subquery, value: ColumnElement[Any], member_id: ColumnElement[Any]) -> Select[Any]:
    return select(
        of.c.case_id.label("row_id"),
        of.c.day.label("happened_on"),
        value.label("value"),
        member_id.label("member_id"),
        of.c.store_id,
    )


_WHOSE = {
    "heard": "hearer_id",
    "resolved": "resolver_id",
    "reopened": "resolver_id",
    "repeated": "handler_id",
}
"""Whose figure it is: of who did it, since a complaint that was opened again goes to somebody higher."""


def _share(key: str, column: str, title: LazyStr, summary: LazyStr, direction: MetricDirection) -> Metric:
    return Metric(
        key=f"complaints.{key}",
        title=title,
        summary=summary,
        unit=MetricUnit.SHARE,
        direction=direction,
        aggregate=MetricAggregate.MEAN,
        rows=_share_rows(column, _WHOSE[column]),
        source_title=_l("Complaint"),
        source_endpoint="complaints.case",
        source_argument="case_id",
    )


METRICS: Sequence[Metric] = (
    Metric(
        key="complaints.received",
        title=_l("Complaints received"),
        summary=_l(
            "Number of complaints of the period, duplicates left out; of a member those about their work."
        ),
        unit=MetricUnit.COUNT,
        direction=MetricDirection.LOWER,
        aggregate=MetricAggregate.COUNT,
        rows=received_rows,
        source_title=_l("Complaint"),
        source_endpoint="complaints.case",
        source_argument="case_id",
    ),
    _share(
        "acknowledged_in_time",
        "heard",
        _l("Complaints acknowledged in time"),
        _l(
            "Complaints of the period acknowledged within the time owed, divided by all of which that is certain."
        ),
        MetricDirection.HIGHER,
    ),
    _share(
        "resolved_in_time",
        "resolved",
        _l("Complaints resolved in time"),
        _l(
            "Complaints of the period resolved within the time owed, divided by all of which that is certain."
        ),
        MetricDirection.HIGHER,
    ),
    _share(
        "reopened",
        "reopened",
        _l("Complaints opened again"),
        _l("Complaints of the period that were opened again, divided by all that were resolved once."),
        MetricDirection.LOWER,
    ),
    _share(
        "repeated",
        "repeated",
        _l("Repeated complaints"),
        _l(
            "Complaints of the period whose customer or vehicle had another in the 180 days before, "
            "divided by all whose customer or vehicle is on record."
        ),
        MetricDirection.LOWER,
    ),
    Metric(
        key="complaints.satisfaction",
        title=_l("Satisfaction after complaints"),
        summary=_l("Mean of the marks that customers gave when asked whether their complaint is solved."),
        unit=MetricUnit.SCORE,
        direction=MetricDirection.HIGHER,
        aggregate=MetricAggregate.MEAN,
        rows=marks_rows,
        source_title=_l("Mark"),
    ),
)
