"""The figures of a period: of every member, store or the group at once, and the rows behind one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Select, String, Subquery, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from saas.core.contracts.metrics import Metric, MetricAggregate, MetricSubject, MetricUnit, Period
from saas.core.insight.registry import had, metric_of, place_of
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.plugins import fetch_declared
from saas.statistics import round_half_up, wilson_interval

PLACES = 6
"""Digits after the point that a figure keeps."""
GROUP = 0
"""The id that stands for the group where figures are told by the ids of their subjects."""
SURE = 0.95
_ENOUGH_FOR_NORMAL = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricValue:
    """A figure, how many rows it is made of, and where it may lie.

    value: None for a mean of no rows. low, high: the interval at 95 %, by Wilson for a share, by the normal
    approximation for a mean of at least 30 rows, else None. digest: of the ids and values of the rows, in hexadecimal;
    the same rows give the same, whenever it is computed.
    """

    value: Decimal | None
    n: int
    low: Decimal | None
    high: Decimal | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One row that a figure is made of."""

    row_id: int
    happened_on: date
    value: Decimal


def metric_values(
    key: str, period: Period, *, by: MetricSubject, subjects: Collection[int] | None = None
) -> Mapping[int, MetricValue]:
    """A metric's figures in a period, one statement for all: by member id or store id, under `GROUP` for the group.

    subjects: ids to narrow to. Who has no rows is not in it: for them a count is 0 and a mean unknown. Everything in the
    group counts, whoever asks; whoever shows a figure asks for the right to. Raises NotFound for a metric that is not
    there or whose plugin is off, Invalid for a subject that it does not measure, Unavailable when it fails.
    """
    found = metric_of(key)
    _check_subject(found.value, by)

    def compute() -> dict[int, MetricValue]:
        lines = session().execute(_figures(found.value, period, by, subjects))
        return {line.subject: _value(found.value, line) for line in lines}

    return had(fetch_declared(found, place_of(found), compute, Mapping[int, MetricValue]))


def metric_rows(
    key: str,
    period: Period,
    *,
    by: MetricSubject,
    subject_id: int,
    after: int | None = None,
    limit: int = 50,
) -> Sequence[SourceRow]:
    """The rows behind one figure, by id, at most `limit` after the id given. Raises as `metric_values` does."""
    found = metric_of(key)
    _check_subject(found.value, by)

    def fetch() -> list[SourceRow]:
        rows = found.value.rows(period).subquery()
        wanted = select(rows.c.row_id, rows.c.happened_on, cast(rows.c.value, Numeric).label("value"))
        if by is not MetricSubject.GROUP:
            wanted = wanted.where(_subject(rows, by) == subject_id)
        if after is not None:
            wanted = wanted.where(rows.c.row_id > after)
        lines = session().execute(wanted.order_by(rows.c.row_id).limit(limit))
        return [SourceRow(**line._asdict()) for line in lines]

    return had(fetch_declared(found, place_of(found), fetch, Sequence[SourceRow]))


def _check_subject(metric: Metric, by: MetricSubject) -> None:
    if by not in metric.subjects:
        raise Invalid("subject", _("This figure is not measured for that."))


def _figures(
    metric: Metric, period: Period, by: MetricSubject, subjects: Collection[int] | None
) -> Select[Any]:
    rows = metric.rows(period).subquery()
    subject, value = _subject(rows, by), cast(rows.c.value, Numeric)
    wanted = select(
        subject.label("subject"),
        func.count().label("n"),
        func.sum(value).label("total"),
        func.stddev_samp(value).label("spread"),
        _digest(rows.c.row_id, value).label("digest"),
    )
    if by is MetricSubject.GROUP:
        return wanted.having(func.count() > 0)
    wanted = wanted.where(subject.is_not(None))
    if subjects is not None:
        wanted = wanted.where(subject.in_(subjects))
    return wanted.group_by(subject)


def _subject(rows: Subquery, by: MetricSubject) -> ColumnElement[Any]:
    if by is MetricSubject.GROUP:
        return literal(GROUP)
    return rows.c.member_id if by is MetricSubject.MEMBER else rows.c.store_id


def _digest(row_id: ColumnElement[Any], value: ColumnElement[Any]) -> ColumnElement[str]:
    # The value without the zeros that only the way of computing it left behind.
    line = cast(row_id, String) + ":" + cast(func.trim_scale(value), String)
    lines = func.string_agg(line, aggregate_order_by(literal(",", Text), row_id))
    return func.encode(func.sha256(func.convert_to(lines, "UTF8")), "hex")


def _value(metric: Metric, line: Any) -> MetricValue:
    value, low, high = _figure(metric, line)
    return MetricValue(value=value, n=line.n, low=low, high=high, digest=line.digest)


def _figure(metric: Metric, line: Any) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    if metric.aggregate is MetricAggregate.COUNT:
        return Decimal(line.n), None, None
    if metric.aggregate is MetricAggregate.SUM:
        return round_half_up(line.total, PLACES), None, None
    mean = round_half_up(line.total / line.n, PLACES)
    if metric.unit is MetricUnit.SHARE:
        limits = wilson_interval(int(line.total), line.n, SURE)
    else:
        limits = _normal_interval(float(mean), line)
    if limits is None:
        return mean, None, None
    return mean, round_half_up(limits[0], PLACES), round_half_up(limits[1], PLACES)


def _normal_interval(mean: float, line: Any) -> tuple[float, float] | None:
    if line.n < _ENOUGH_FOR_NORMAL:
        return None
    reach = NormalDist().inv_cdf((1 + SURE) / 2) * float(line.spread) / sqrt(line.n)
    return mean - reach, mean + reach
