"""Budgets, their analysis and findings of audits as tables to take out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from plugins.budget.analysis.structure import structure
from plugins.budget.analysis.variances import variances
from plugins.budget.auditing_export import FINDINGS
from plugins.budget.claim_words import OBJECTS
from plugins.budget.months import Span
from plugins.budget.permissions import EXPORT
from plugins.budget.queries.analysis import Extent
from plugins.budget.queries.claim_objects import sums_by_object
from plugins.budget.queries.days import today_of
from plugins.budget.queries.months import month_rows
from plugins.budget.schemas.analysis import BudgetPeriodQuery, BudgetStructureQuery, BudgetVarianceQuery
from plugins.budget.words import in_locale
from saas.plugin_api import Exporter, _, _l

Line = list[str | int | float | None]


def month_lines(filters: Mapping[str, Any], limit: int) -> Iterable[Line]:
    """Every line of a year within reach, month by month."""
    for row in month_rows(_extent(filters), _span(filters), limit):
        yield [
            row.store or _("The group"),
            row.department or "",
            in_locale(row.names),
            f"{row.year}-{row.month:02d}",
            *(_yuan(one) for one in (row.planned_fen, row.committed_fen, row.actual_fen)),
        ]


def structure_lines(filters: Mapping[str, Any], limit: int) -> Iterable[Line]:
    """The parts of the cost."""
    span = _span(filters)
    before = span.just_before() if filters["against"] == "months" else span.a_year_before()
    found = structure(filters["by"], _extent(filters), span, before)
    for one in islice(found.parts, limit):
        amounts = (one.actual_fen, one.planned_fen, one.before_fen, one.over_fen)
        yield [one.name, *(_yuan(amount) for amount in amounts), _percent(one.share), _percent(one.upto)]


def variance_lines(filters: Mapping[str, Any], limit: int) -> Iterable[Line]:
    """All rows of variances, those that differ most first."""
    for one in variances(filters["by"], _extent(filters), _span(filters), limit=limit).rows:
        amounts = (
            one.planned_fen,
            one.flexible_fen,
            one.actual_fen,
            one.volume_fen,
            one.spending_fen,
            one.total_fen,
        )
        yield [one.place, one.name, *(_yuan(amount) for amount in amounts)]


def object_lines(filters: Mapping[str, Any], limit: int) -> Iterable[Line]:
    """What was claimed for each cost object, the greatest first."""
    for row in sums_by_object(_extent(filters), _span(filters), limit):
        vehicle = " ".join(filter(None, [row.make, row.series]))
        code = f"#{row.vehicle_id}" if row.vehicle_id else row.object_code
        told = (row.store, str(OBJECTS[row.object_kind]), code, row.object_name or vehicle)
        yield [*told, row.expenses, _yuan(row.amount_fen)]


def _extent(filters: Mapping[str, Any]) -> Extent:
    names = ("store_id", "department_id", "category_id")
    return Extent(permission=EXPORT, **{name: filters[name] for name in names})


def _span(filters: Mapping[str, Any]) -> Span:
    year = filters["year"] or today_of(filters["store_id"]).year
    until = filters["until"] or 12
    return Span.of_year(year, min(filters["first"], until), until)


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}"


_MONTHS = Exporter(
    key="budget.months",
    title=_l("Budget by month"),
    columns=(
        _l("Store"),
        _l("Department"),
        _l("Category"),
        _l("Month"),
        _l("Budgeted in yuan"),
        _l("Committed in yuan"),
        _l("Spent in yuan"),
    ),
    rows=month_lines,
    permission=EXPORT,
    filters=BudgetPeriodQuery,
    list_endpoint="budget.trend",
)
_STRUCTURE = Exporter(
    key="budget.structure",
    title=_l("Structure of cost"),
    columns=(
        _l("Part of the cost"),
        _l("Spent in yuan"),
        _l("Budgeted in yuan"),
        _l("Before, in yuan"),
        _l("More than budgeted, in yuan"),
        _l("Share in percent"),
        _l("Cumulative share in percent"),
    ),
    rows=structure_lines,
    permission=EXPORT,
    filters=BudgetStructureQuery,
    list_endpoint="budget.structure",
)
_VARIANCES = Exporter(
    key="budget.variances",
    title=_l("Variances"),
    columns=(
        _l("Store"),
        _l("Line"),
        _l("Budgeted in yuan"),
        _l("Flexible budget in yuan"),
        _l("Spent in yuan"),
        _l("By volume, in yuan"),
        _l("By prices and efficiency, in yuan"),
        _l("Variance in yuan"),
    ),
    rows=variance_lines,
    permission=EXPORT,
    filters=BudgetVarianceQuery,
    list_endpoint="budget.variances",
)
_OBJECTS = Exporter(
    key="budget.objects",
    title=_l("Expenses by what they were for"),
    columns=(
        _l("Store"),
        _l("What it was for"),
        _l("Reference"),
        _l("Name"),
        _l("Number of expenses"),
        _l("Claimed in yuan"),
    ),
    rows=object_lines,
    permission=EXPORT,
    filters=BudgetPeriodQuery,
    list_endpoint="budget.claims",
)
EXPORTERS: Mapping[str, Exporter] = {
    one.key: one for one in (_MONTHS, _STRUCTURE, _VARIANCES, _OBJECTS, FINDINGS)
}
"""The tables by their keys."""
