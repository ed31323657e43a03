"""A cost as a line of its volume by ordinary least squares, with intervals.

Draper and Smith (1998), Applied Regression Analysis, chapter 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special

from plugins.budget.cost_behaviour.observations import GREATEST, Values, known_pairs

# Costs that miss the line by no more than this share of the largest lie on it: decimals are not exact.
_NOTHING = 1e-14


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEstimate:
    """The cost that the line expects of a volume.

    mean_low to mean_high holds the mean cost of such periods, low to high the cost of one such period; None where the line
    leaves no degrees of freedom. extrapolated: the volume lies outside of those that the line was made of.
    """

    volume: float
    cost: float
    mean_low: float | None
    mean_high: float | None
    low: float | None
    high: float | None
    extrapolated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """One number of the line, with how well it is known.

    p: two-sided, of the value being 0. All but the value are None of two observations; t and p also where every cost lies on
    the line.
    """

    value: float
    standard_error: float | None
    t: float | None
    p: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBehaviour:
    """`cost = fixed + variable × volume`, with what can be said of it.

    intercept: the fixed cost of a period. slope: the variable cost of a unit of volume. Their intervals are at `confidence`.
    residual_se: standard error of the estimate (n-2), None of two observations. r_squared: None where all costs are equal.
    dropped: periods left out because a number was missing.
    """

    intercept: Coefficient
    slope: Coefficient
    r_squared: float | None
    adjusted_r_squared: float | None
    residual_se: float | None
    confidence: float
    observations: int
    dropped: int
    mean_volume: float
    mean_cost: float
    squares_of_volume: float
    least_volume: float
    greatest_volume: float

    @property
    def fixed(self) -> float:
        """Fixed cost of a period."""
        return self.intercept.value

    @property
    def variable(self) -> float:
        """Variable cost of one unit of volume."""
        return self.slope.value

    def cost_at(self, volume: float) -> CostEstimate:
        """What the line expects of a volume, with both intervals at its confidence. Raises ValueError if beyond 1e100."""
        if not abs(volume) <= GREATEST:
            msg = f"volume must be a finite number, got {volume}"
            raise ValueError(msg)
        away = volume - self.mean_volume
        cost = self.mean_cost + self.variable * away
        leverage = 1 / self.observations + away * away / self.squares_of_volume
        mean_low, mean_high = self._around(cost, leverage)
        low, high = self._around(cost, 1 + leverage)
        return CostEstimate(
            volume=float(volume),
            cost=cost,
            mean_low=mean_low,
            mean_high=mean_high,
            low=low,
            high=high,
            extrapolated=not self.least_volume <= volume <= self.greatest_volume,
        )

    def _around(self, cost: float, leverage: float) -> tuple[float, float] | tuple[None, None]:
        if self.residual_se is None:
            return None, None
        half = _t_quantile(self.confidence, self.observations - 2) * self.residual_se * sqrt(leverage)
        return cost - half, cost + half


def ordinary_least_squares(volumes: Values, costs: Values, *, confidence: float = 0.95) -> CostBehaviour:
    """Fit the line. volumes, costs: of the same periods, None or nan where one is missing. confidence: above 0, below 1.

    Raises ValueError with fewer than two known pairs, or where all volumes are equal: then nothing tells the fixed part
    from the variable one, and the manager's split is what there is.
    """
    if not 0 < confidence < 1:
        msg = f"confidence must lie between 0 and 1, got {confidence}"
        raise ValueError(msg)
    seen = known_pairs(volumes, costs)
    mean_x, mean_y = _mean(seen.volumes), _mean(seen.costs)
    # Around the means, so that large numbers that differ little lose no digits.
    x, y = seen.volumes - mean_x, seen.costs - mean_y
    squares = float(x @ x)
    if not seen.volumes_differ:
        msg = (
            f"volumes must have at least two different values with a known cost, got {len(seen)} known pairs"
        )
        raise ValueError(msg)
    variable = float(x @ y) / squares
    rest = y - variable * x
    if np.abs(rest).max(initial=0.0) <= _NOTHING * np.abs(seen.costs).max(initial=0.0):
        rest = np.zeros_like(rest)
    unexplained, whole = float(rest @ rest), float(y @ y)
    free = len(seen) - 2
    residual_se = sqrt(unexplained / free) if free else None
    varies = np.ptp(seen.costs) > 0 and whole > 0
    spread = sqrt(1 / len(seen) + mean_x * mean_x / squares)
    return CostBehaviour(
        intercept=_coefficient(mean_y - variable * mean_x, residual_se, spread, free, confidence),
        slope=_coefficient(variable, residual_se, 1 / sqrt(squares), free, confidence),
        r_squared=1 - unexplained / whole if varies else None,
        adjusted_r_squared=1 - unexplained / free / (whole / (free + 1)) if varies and free else None,
        residual_se=residual_se,
        confidence=confidence,
        observations=len(seen),
        dropped=seen.dropped,
        mean_volume=mean_x,
        mean_cost=mean_y,
        squares_of_volume=squares,
        least_volume=float(np.min(seen.volumes)),
        greatest_volume=float(np.max(seen.volumes)),
    )


def _mean(values: NDArray[np.float64]) -> float:
    return fsum(values) / len(values) if len(values) else 0.0


def _t_quantile(confidence: float, free: int) -> float:
    return float(special.stdtrit(free, (1 + confidence) / 2))


def _coefficient(
    value: float, residual_se: float | None, spread: float, free: int, confidence: float
) -> Coefficient:
    """spread: the standard error of the value in units of the residual one."""
    if residual_se is None:
        return Coefficient(value=value, standard_error=None, t=None, p=None, low=None, high=None)
    error = residual_se * spread
    half = _t_quantile(confidence, free) * error
    t = value / error if error > 0 else None
    return Coefficient(
        value=value,
        standard_error=error,
        t=t,
        p=None if t is None else float(2 * special.stdtr(free, -abs(t))),
        low=value - half,
        high=value + half,
    )
