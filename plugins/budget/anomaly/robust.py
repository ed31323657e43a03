"""Amounts far from what is usual in their category, by median and MAD.

Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers, section 3.3.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.budget.amounts import Amount, known

MAD_FACTOR = 0.6745
"""The upper quartile of the normal distribution, as published: MAD / 0.6745 estimates the standard deviation."""

MEAN_DEVIATION_FACTOR = 1.253314
"""sqrt(pi / 2), as published: mean deviation × 1.253314 estimates the standard deviation."""


class Side(StrEnum):
    """Which amounts are flagged: those far above, or those far off to either side (as published)."""

    ABOVE = "above"
    BOTH = "both"


class AmountScale(StrEnum):
    """linear: amounts as they are, as published. log: their logarithms, for categories with a long tail; none of 0 or less."""

    LINEAR = "linear"
    LOG = "log"


class SpreadMeasure(StrEnum):
    """What the distance was divided by: where more than half of the amounts are equal the MAD is 0, and the mean deviation
    from the median serves; where all are equal every score is 0."""

    MAD = "mad"
    MEAN_DEVIATION = "mean_deviation"
    NONE = "none"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySpread:
    """What is usual in a category. Of the logarithms where these were scored; median and spread are None with too few."""

    category: Hashable
    observations: int
    median: float | None
    mad: float | None
    mean_deviation: float | None
    measure: SpreadMeasure


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustZ:
    """Each row's score, and the rows beyond the threshold; None where there is no amount, or its category has too few."""

    scores: tuple[float | None, ...]
    flagged: tuple[int, ...]
    categories: tuple[CategorySpread, ...]
    threshold: float
    side: Side
    scale: AmountScale


def robust_z(
    amounts: Sequence[Amount | None],
    categories: Sequence[Hashable] | None = None,
    *,
    threshold: float = 3.5,
    side: Side = Side.BOTH,
    scale: AmountScale = AmountScale.LINEAR,
    least_observations: int = 5,
) -> RobustZ:
    """Score every amount within its category: 0.6745 (x - median) / MAD, flagged beyond the threshold.

    categories: one for each amount, None for a single category. least_observations: with fewer no score is given.
    Raises ValueError for lengths that differ, amounts that are not finite and a threshold that is not above 0.
    """
    if not threshold > 0:
        msg = f"threshold must be above 0, or what is usual is flagged; got {threshold}"
        raise ValueError(msg)
    side, scale = Side(side), AmountScale(scale)
    kinds: Sequence[Hashable] = [None] * len(amounts) if categories is None else categories
    if len(kinds) != len(amounts):
        msg = f"categories must have one for each of the {len(amounts)} amounts, got {len(kinds)}"
        raise ValueError(msg)
    values = _on_scale(amounts, scale)
    members: dict[Hashable, list[int]] = {}
    for row in np.flatnonzero(~np.isnan(values)).tolist():
        members.setdefault(kinds[row], []).append(row)
    scores: list[float | None] = [None] * len(amounts)
    spreads = []
    for category, rows in members.items():
        spread, found = _scored(category, values[rows], least_observations)
        spreads.append(spread)
        for row, score in zip(rows, found, strict=False):
            scores[row] = score
    return RobustZ(
        scores=tuple(scores),
        flagged=tuple(row for row, score in enumerate(scores) if _beyond(score, threshold, side)),
        categories=tuple(spreads),
        threshold=threshold,
        side=side,
        scale=scale,
    )


def _on_scale(amounts: Sequence[Amount | None], scale: AmountScale) -> NDArray[np.float64]:
    """nan where there is no amount, or none that has a logarithm."""
    values = np.array(
        [
            np.nan if (read := known(f"amounts[{row}]", amount)) is None else float(read)
            for row, amount in enumerate(amounts)
        ],
        dtype=np.float64,
    )
    if scale is AmountScale.LINEAR:
        return values
    found = np.full(len(values), np.nan)
    np.log(values, out=found, where=values > 0)
    return found


def _scored(
    category: Hashable, values: NDArray[np.float64], least_observations: int
) -> tuple[CategorySpread, list[float]]:
    if len(values) < least_observations:
        too_few = CategorySpread(
            category=category,
            observations=len(values),
            median=None,
            mad=None,
            mean_deviation=None,
            measure=SpreadMeasure.TOO_FEW,
        )
        return too_few, []
    median = float(np.median(values))
    off = values - median
    mad, mean_deviation = float(np.median(np.abs(off))), float(np.mean(np.abs(off)))
    if mad > 0:
        measure, scores = SpreadMeasure.MAD, MAD_FACTOR * off / mad
    elif mean_deviation > 0:
        measure, scores = SpreadMeasure.MEAN_DEVIATION, off / (MEAN_DEVIATION_FACTOR * mean_deviation)
    else:
        measure, scores = SpreadMeasure.NONE, np.zeros(len(values))
    spread = CategorySpread(
        category=category,
        observations=len(values),
        median=median,
        mad=mad,
        mean_deviation=mean_deviation,
        measure=measure,
    )
    return spread, scores.tolist()


def _beyond(score: float | None, threshold: float, side: Side) -> bool:
    if score is None:
        return False
    return (abs(score) if side is Side.BOTH else score) > threshold
