"""Which split of a cost a budget is made of: the one that twelve months show, or the one that its manager gave."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugins.budget.cost_behaviour.least_squares import CostBehaviour, ordinary_least_squares
from plugins.budget.cost_behaviour.observations import Observations, Values, known_pairs

LEAST_OBSERVATIONS = 12
"""A year of months: with fewer, a season looks like a slope."""


class SplitSource(StrEnum):
    """Where a split came from."""

    LEAST_SQUARES = "least_squares"
    MANAGER = "manager"
    NONE = "none"


class SplitReason(StrEnum):
    """Why the line was taken or not."""

    FITTED = "fitted"
    TOO_FEW = "too_few"
    VOLUME_CONSTANT = "volume_constant"
    SLOPE_NEGATIVE = "slope_negative"
    FIXED_NEGATIVE = "fixed_negative"
    R_SQUARED_LOW = "r_squared_low"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerSplit:
    """What the manager of a line knows of it: fixed cost of a period, and cost of a unit of volume."""

    fixed: float
    variable: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSplit:
    """The split to budget with, None in both parts where nobody gave one; fit: the line, taken or not, where there is one."""

    fixed: float | None
    variable: float | None
    source: SplitSource
    reason: SplitReason
    observations: int
    fit: CostBehaviour | None


def split_cost(
    volumes: Values,
    costs: Values,
    *,
    manager: ManagerSplit | None = None,
    least_observations: int = LEAST_OBSERVATIONS,
    least_r_squared: float = 0.0,
    confidence: float = 0.95,
) -> CostSplit:
    """The least-squares line of at least twelve known periods, if it makes sense; else the manager's split.

    It makes none where all volumes are equal, more volume costs less, no volume costs less than nothing beyond what the
    interval of the fixed part allows, or R² is below `least_r_squared`. volumes, costs: None or nan where one is missing.
    Raises ValueError for lengths that differ and numbers that are not finite.
    """
    seen = known_pairs(volumes, costs)
    fit = None
    if seen.volumes_differ:
        fit = ordinary_least_squares(volumes, costs, confidence=confidence)
    reason = _reason(seen, fit, least_observations, least_r_squared)
    if fit is not None and reason is SplitReason.FITTED:
        split, source = ManagerSplit(fixed=fit.fixed, variable=fit.variable), SplitSource.LEAST_SQUARES
    elif manager is not None:
        split, source = manager, SplitSource.MANAGER
    else:
        return CostSplit(
            fixed=None,
            variable=None,
            source=SplitSource.NONE,
            reason=reason,
            observations=len(seen),
            fit=fit,
        )
    return CostSplit(
        fixed=split.fixed,
        variable=split.variable,
        source=source,
        reason=reason,
        observations=len(seen),
        fit=fit,
    )


def _reason(
    seen: Observations, fit: CostBehaviour | None, least_observations: int, least_r_squared: float
) -> SplitReason:
    if len(seen) < max(least_observations, 2):
        return SplitReason.TOO_FEW
    if fit is None:
        return SplitReason.VOLUME_CONSTANT
    if fit.variable < 0:
        return SplitReason.SLOPE_NEGATIVE
    if fit.intercept.high is not None and fit.intercept.high < 0:
        return SplitReason.FIXED_NEGATIVE
    # Costs that are all equal are wholly fixed, which is as clear as a line can be.
    if fit.r_squared is not None and fit.r_squared < least_r_squared:
        return SplitReason.R_SQUARED_LOW
    return SplitReason.FITTED
