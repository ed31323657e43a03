"""What made a cost differ: the price paid for its inputs, or how many of them were used (Horngren, ch. 7 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from plugins.budget.amounts import EXACT, Amount, exact, quotient
from plugins.budget.variance.direction import Direction, LineKind, direction_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEfficiencyVariance:
    """Parts of a flexible-budget variance, signed by their effect on income: `price + efficiency = flexible`."""

    price: Decimal
    efficiency: Decimal
    flexible: Decimal

    @property
    def price_direction(self) -> Direction:
        """The word for the price variance (of labour: rate variance; of overhead: spending variance)."""
        return direction_of(self.price)

    @property
    def efficiency_direction(self) -> Direction:
        """The word for the efficiency variance (of materials: usage variance)."""
        return direction_of(self.efficiency)

    @property
    def flexible_direction(self) -> Direction:
        """The word for both together."""
        return direction_of(self.flexible)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedOverheadVariance:
    """Of a fixed cost that is allocated by a rate: `spending + production_volume = allocated - actual`, signed by income."""

    spending: Decimal
    production_volume: Decimal
    underallocated: Decimal


def price_efficiency_variance(
    *,
    actual_quantity: Amount,
    actual_price: Amount,
    standard_quantity: Amount,
    standard_price: Amount,
    kind: LineKind = LineKind.COST,
) -> PriceEfficiencyVariance:
    """Price variance AQ(SP-AP) and efficiency variance (SQ-AQ)SP; the joint part counts as price, as usual.

    standard_quantity: of the inputs, that the actual output should have taken. kind: of revenues the signs turn round, and
    `efficiency` is the sales-volume variance. Raises ValueError for what is not finite.
    """
    kind = LineKind(kind)
    used, paid = exact("actual_quantity", actual_quantity), exact("actual_price", actual_price)
    allowed, standard = exact("standard_quantity", standard_quantity), exact("standard_price", standard_price)
    price = EXACT.multiply(used, EXACT.subtract(paid, standard))
    efficiency = EXACT.multiply(EXACT.subtract(used, allowed), standard)
    return PriceEfficiencyVariance(
        price=kind.effect(price),
        efficiency=kind.effect(efficiency),
        flexible=kind.effect(EXACT.add(price, efficiency)),
    )


def fixed_overhead_variance(
    *,
    actual_fixed: Amount,
    budget_fixed: Amount,
    budget_quantity: Amount,
    standard_quantity: Amount,
    places: int = 10,
) -> FixedOverheadVariance:
    """Spending variance, and what the fixed cost's rate allocates more or less than budgeted (production-volume variance).

    budget_quantity: of the allocation base in the budget, above 0. standard_quantity: allowed for the actual output.
    places: digits after the point to which the production-volume variance is rounded. Raises ValueError for a base that is
    not above 0 and for what is not finite.
    """
    spent, budgeted = exact("actual_fixed", actual_fixed), exact("budget_fixed", budget_fixed)
    base, allowed = exact("budget_quantity", budget_quantity), exact("standard_quantity", standard_quantity)
    if base <= 0:
        msg = f"budget_quantity must be above 0 to make a rate of the fixed cost, got {budget_quantity}"
        raise ValueError(msg)
    # As one quotient: the rate itself may not end.
    volume = quotient(EXACT.multiply(budgeted, EXACT.subtract(allowed, base)), base, places)
    spending = EXACT.subtract(budgeted, spent)
    return FixedOverheadVariance(
        spending=spending, production_volume=volume, underallocated=EXACT.add(spending, volume)
    )
