"""A variance: how much, against what, and whether it does the income good."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from plugins.budget.amounts import EXACT, Amount, exact, quotient


class Direction(StrEnum):
    """The word that goes with a variance."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    NONE = "none"


class LineKind(StrEnum):
    """Whether more of a line raises income or lowers it."""

    REVENUE = "revenue"
    COST = "cost"

    def effect(self, amount: Decimal) -> Decimal:
        """What the amount does to income: itself of a revenue, its negative of a cost."""
        return amount if self is LineKind.REVENUE else EXACT.minus(amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """A difference signed by its effect on income: above 0 favourable, below 0 unfavourable. base: what it is compared with."""

    amount: Decimal
    base: Decimal

    @property
    def direction(self) -> Direction:
        """The word for the sign."""
        return direction_of(self.amount)

    @property
    def percent(self) -> Decimal | None:
        """The amount in per cent of the base's size, with the amount's sign, to ten places; None where the base is 0."""
        if not self.base:
            return None
        return quotient(EXACT.multiply(self.amount, Decimal(100)), EXACT.abs(self.base), places=10)


def direction_of(amount: Decimal) -> Direction:
    """The word for an amount that is signed by its effect on income."""
    if not amount:
        return Direction.NONE
    return Direction.FAVOURABLE if amount > 0 else Direction.UNFAVOURABLE


def variance(actual: Amount, budget: Amount, kind: LineKind) -> Variance:
    """Actual against budget: a cost above its budget is unfavourable, a revenue above it favourable.

    Raises ValueError for amounts that are not finite.
    """
    kind = LineKind(kind)
    wanted = exact("budget", budget)
    difference = EXACT.subtract(exact("actual", actual), wanted)
    return Variance(amount=kind.effect(difference), base=wanted)
