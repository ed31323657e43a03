"""The flexible budget: what the actual volume should have cost and earned (Horngren, Datar and Rajan, Cost Accounting, ch. 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plugins.budget.amounts import EXACT, Amount, exact, total
from plugins.budget.variance.direction import LineKind, Variance


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One line whose flexible budget is `fixed + rate × volume`.

    fixed: None for a line that varies wholly with its driver; such lines make the contribution margin. rate: per unit of
    the line's own driver (a repair order, an hour); 0 for a fixed cost. actual: what was booked. Amounts stand as they do
    in the books, a cost above 0; the kind says what they do to income.
    """

    name: str
    kind: LineKind
    actual: Amount
    fixed: Amount | None = None
    rate: Amount = 0
    budget_volume: Amount = 0
    actual_volume: Amount = 0

    def __post_init__(self) -> None:
        """Take the kind by its value; ValueError for another."""
        object.__setattr__(self, "kind", LineKind(self.kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One row in its three columns: static budget, flexible budget and actual."""

    name: str
    kind: LineKind
    static: Decimal
    flexible: Decimal
    actual: Decimal

    @property
    def static_variance(self) -> Variance:
        """Actual against the static budget: the flexible-budget and the sales-volume variance together."""
        return self._between(self.actual, self.static)

    @property
    def flexible_variance(self) -> Variance:
        """Actual against the flexible budget: prices and efficiency."""
        return self._between(self.actual, self.flexible)

    @property
    def volume_variance(self) -> Variance:
        """Flexible against static budget: only the volume differs."""
        return self._between(self.flexible, self.static)

    def _between(self, new: Decimal, old: Decimal) -> Variance:
        return Variance(amount=self.kind.effect(EXACT.subtract(new, old)), base=old)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexibleBudget:
    """Every line, and the operating income that they make; variances are signed by their effect on income."""

    lines: tuple[Comparison, ...]
    contribution_margin: Comparison
    operating_income: Comparison

    @property
    def static_income(self) -> Decimal:
        """Operating income in the static budget."""
        return self.operating_income.static

    @property
    def flexible_income(self) -> Decimal:
        """Operating income in the flexible budget."""
        return self.operating_income.flexible

    @property
    def actual_income(self) -> Decimal:
        """Operating income as it was."""
        return self.operating_income.actual

    @property
    def static_variance(self) -> Decimal:
        """Static-budget variance = flexible-budget variance + sales-volume variance."""
        return self.operating_income.static_variance.amount

    @property
    def flexible_variance(self) -> Decimal:
        """Flexible-budget variance of operating income."""
        return self.operating_income.flexible_variance.amount

    @property
    def sales_volume_variance(self) -> Decimal:
        """Sales-volume variance of operating income."""
        return self.operating_income.volume_variance.amount

    @property
    def selling_price_variance(self) -> Decimal:
        """Flexible-budget variance of the revenues: actual units at actual less budgeted price."""
        return total(line.flexible_variance.amount for line in self.lines if line.kind is LineKind.REVENUE)

    def line(self, name: str) -> Comparison:
        """The line of this name. Raises KeyError."""
        for line in self.lines:
            if line.name == name:
                return line
        raise KeyError(name)


def flexible_budget_of_lines(lines: Sequence[BudgetLine]) -> FlexibleBudget:
    """Static and flexible budget of lines that each have a driver of their own. No lines make an income of 0.

    Contribution margin: revenues less costs of the lines without a fixed part. Raises ValueError for amounts that are not
    finite, and for two lines of one name.
    """
    for name, times in Counter(line.name for line in lines).items():
        if times > 1:
            msg = f"lines has {name!r} {times} times: give each line a name of its own"
            raise ValueError(msg)
    rows = tuple(_comparison(line) for line in lines)
    varying = [row for row, line in zip(rows, lines, strict=True) if line.fixed is None]
    return FlexibleBudget(
        lines=rows,
        contribution_margin=_income("contribution margin", varying),
        operating_income=_income("operating income", rows),
    )


def flexible_budget(
    *,
    budget_units: Amount,
    actual_units: Amount,
    budget_price: Amount,
    actual_price: Amount,
    budget_variable: Mapping[str, Amount],
    actual_variable: Mapping[str, Amount],
    budget_fixed: Amount,
    actual_fixed: Amount,
) -> FlexibleBudget:
    """The textbook's table of one product: lines `revenue`, one for each variable cost, and `fixed`.

    budget_variable: cost per unit. actual_variable: the cost in all, under the same names. budget_fixed, actual_fixed:
    in all. Raises ValueError where the names differ or an amount is not finite.
    """
    if odd := sorted(set(budget_variable) ^ set(actual_variable)):
        msg = f"budget_variable and actual_variable must have the same names, only one has {', '.join(odd)}"
        raise ValueError(msg)
    revenue = EXACT.multiply(exact("actual_units", actual_units), exact("actual_price", actual_price))

    def varying(name: str, kind: LineKind, rate: Amount, actual: Amount) -> BudgetLine:
        return BudgetLine(
            name=name,
            kind=kind,
            actual=actual,
            rate=rate,
            budget_volume=budget_units,
            actual_volume=actual_units,
        )

    costs = [
        varying(name, LineKind.COST, rate, actual_variable[name]) for name, rate in budget_variable.items()
    ]
    fixed = BudgetLine(name="fixed", kind=LineKind.COST, actual=actual_fixed, fixed=budget_fixed)
    return flexible_budget_of_lines(
        [varying("revenue", LineKind.REVENUE, budget_price, revenue), *costs, fixed]
    )


def _comparison(line: BudgetLine) -> Comparison:
    fixed, rate = exact(f"{line.name}.fixed", line.fixed or 0), exact(f"{line.name}.rate", line.rate)
    budgeted = exact(f"{line.name}.budget_volume", line.budget_volume)
    actual = exact(f"{line.name}.actual_volume", line.actual_volume)
    return Comparison(
        name=line.name,
        kind=line.kind,
        static=EXACT.fma(rate, budgeted, fixed),
        flexible=EXACT.fma(rate, actual, fixed),
        actual=exact(f"{line.name}.actual", line.actual),
    )


def _income(name: str, rows: Sequence[Comparison]) -> Comparison:
    return Comparison(
        name=name,
        kind=LineKind.REVENUE,
        static=total(row.kind.effect(row.static) for row in rows),
        flexible=total(row.kind.effect(row.flexible) for row in rows),
        actual=total(row.kind.effect(row.actual) for row in rows),
    )
