"""What made costs differ from their budget: the volume, and what was spent for it; and what deserves a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from plugins.budget.months import Span
from plugins.budget.queries.analysis import Extent, store_names
from plugins.budget.queries.categories import all_categories
from plugins.budget.queries.variances import (
    Key,
    Rows,
    Spent,
    Standard,
    monthly_variances,
    spent_by,
    standards_by,
)
from plugins.budget.variance import (
    BudgetLine,
    Comparison,
    LineKind,
    VarianceSignal,
    flexible_budget_of_lines,
    variance_signal,
)
from plugins.budget.words import in_locale
from saas.plugin_api import _, round_half_up

SHOWN = 100
"""Rows of a page, those that differ most; the export has all."""

HISTORY = 24
"""Months before that say what is usual of a row."""

_NOTHING = Standard(budgeted=Decimal(0), actual=Decimal(0), missing=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From which amount on a variance matters."""

    least_fen: int
    least_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceRow:
    """A row in its three columns; the variances are signed by their effect on income.

    missing: months of lines that were left at their budgeted volume, as nobody entered another. signal: of the last month.
    """

    key: Key
    name: str
    place: str
    compared: Comparison
    missing: int
    signal: VarianceSignal | None = None

    @property
    def planned_fen(self) -> int:
        """As budgeted."""
        return int(self.compared.static)

    @property
    def flexible_fen(self) -> int:
        """What the actual volume should have cost."""
        return int(self.compared.flexible)

    @property
    def actual_fen(self) -> int:
        """As spent."""
        return int(self.compared.actual)

    @property
    def total_fen(self) -> int:
        """Spent against budgeted; the volume's part and the spending's together."""
        return int(self.compared.static_variance.amount)

    @property
    def volume_fen(self) -> int:
        """Because the volume was another."""
        return int(self.compared.volume_variance.amount)

    @property
    def spending_fen(self) -> int:
        """Because of prices and efficiency."""
        return int(self.compared.flexible_variance.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """The rows that differ most, the largest first, and the sums of all."""

    rows: tuple[VarianceRow, ...]
    count: int
    planned_fen: int
    flexible_fen: int
    actual_fen: int
    missing: int

    @property
    def volume_fen(self) -> int:
        """Because volumes were others."""
        return self.planned_fen - self.flexible_fen

    @property
    def spending_fen(self) -> int:
        """Because of prices and efficiency."""
        return self.flexible_fen - self.actual_fen


def variances(
    rows: Rows, extent: Extent, span: Span, threshold: Threshold | None = None, limit: int = SHOWN
) -> Variances:
    """Static budget, flexible budget and actual of a span. threshold: None where no signals are wanted."""
    standards = standards_by(rows, extent, span)
    spent = spent_by(rows, extent, span)
    # Each line's flexible budget is what was planned for it, and what its driver's other volume costs by its standard.
    table = flexible_budget_of_lines([_line(one, standards.get(one.key, _NOTHING)) for one in spent])
    named = _namer(rows)
    found = [
        VarianceRow(
            key=one.key,
            name=named(one.key)[0],
            place=named(one.key)[1],
            compared=compared,
            missing=standards.get(one.key, _NOTHING).missing,
        )
        for one, compared in zip(spent, table.lines, strict=True)
    ]
    found.sort(key=lambda one: (-abs(one.total_fen), one.place, one.name))
    shown = found[:limit]
    if threshold is not None and shown:
        shown = _judged(rows, extent, span, shown, threshold)
    return Variances(
        rows=tuple(shown),
        count=len(found),
        planned_fen=sum(one.planned_fen for one in found),
        flexible_fen=sum(one.flexible_fen for one in found),
        actual_fen=sum(one.actual_fen for one in found),
        missing=sum(one.missing for one in found),
    )


def _line(one: Spent, standard: Standard) -> BudgetLine:
    more = round_half_up(standard.actual - standard.budgeted)
    return BudgetLine(
        name=str(one.key),
        kind=LineKind.COST,
        actual=one.actual_fen,
        fixed=one.planned_fen,
        rate=1,
        budget_volume=0,
        actual_volume=more,
    )


def _namer(rows: Rows) -> Callable[[Key], tuple[str, str]]:
    """What people call a row, and the store of a line."""
    stores = store_names() if rows is not Rows.CATEGORY else {}
    categories = {one.id: in_locale(one.names) for one in all_categories()} if rows is not Rows.STORE else {}

    def named(key: Key) -> tuple[str, str]:
        store = _("The group") if key[0] is None else stores.get(key[0], "—")
        if rows is Rows.STORE:
            return store, ""
        category = categories.get(key[1] or 0, "—")
        return category, store if rows is Rows.LINE else ""

    return named


def _judged(
    rows: Rows, extent: Extent, span: Span, shown: Sequence[VarianceRow], threshold: Threshold
) -> list[VarianceRow]:
    """Each row with the verdict on its last month, by the months before it."""
    months = monthly_variances(
        rows, extent, Span(first=span.last - HISTORY, last=span.last), [one.key for one in shown]
    )
    return [_with_signal(one, months.get(one.key, {}), span.last, threshold) for one in shown]


def _with_signal(
    row: VarianceRow, months: Mapping[int, tuple[int, int]], last: int, threshold: Threshold
) -> VarianceRow:
    if last not in months:
        return row
    planned, actual = months[last]
    signal = variance_signal(
        planned - actual,
        base=planned,
        history=[plan - spent for place, (plan, spent) in sorted(months.items()) if place < last],
        least_amount=threshold.least_fen,
        least_percent=threshold.least_percent,
    )
    return replace(row, signal=signal)
