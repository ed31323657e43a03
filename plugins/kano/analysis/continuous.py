"""The continuous analysis: answers as scores, factors as points of their mean scores (DuMouchel, in Berger et al., 1993)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import MISSING, Answers, paired
from plugins.kano.analysis.frequencies import category_codes
from plugins.kano.analysis.importance import importances
from plugins.kano.categories import CATEGORIES, Category
from plugins.kano.evaluation_table import STANDARD, EvaluationTable


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuousScale:
    """The score of each answer to the functional and to the dysfunctional question, and where the quadrants part."""

    name: str
    functional: tuple[float, ...]
    dysfunctional: tuple[float, ...]
    cut: float


DUMOUCHEL: Final = ContinuousScale(
    name="DuMouchel", functional=(4, 2, 0, -1, -2), dysfunctional=(-2, -1, 0, 2, 4), cut=2
)
"""Negative answers count half: what is below 0 is more often a reverse or questionable answer than a strong feeling."""

UNIT: Final = ContinuousScale(
    name="unit", functional=(1, 0.5, 0, -0.25, -0.5), dysfunctional=(-0.5, -0.25, 0, 0.5, 1), cut=0.5
)
"""A quarter of it, as R's stp25kano scores."""


class Zone(StrEnum):
    """Where a factor's means lie."""

    MUST_BE = "M"
    ONE_DIMENSIONAL = "O"
    ATTRACTIVE = "A"
    INDIFFERENT = "I"
    REVERSE_OR_QUESTIONABLE = "R/Q"
    """A mean below 0: outside of the map, where reverse and questionable answers prevail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuousPoint:
    """One factor. n: pairs that count; missing: pairs without an answer; excluded: pairs of excluded categories.

    Means and standard deviations (n-1) of the scores; None without pairs, standard deviations with one. zone: of the
    plain means. weighted_functional, weighted_dysfunctional: means weighted with each respondent's importance; None
    without importances.
    """

    n: int
    missing: int
    excluded: int
    functional: float | None
    dysfunctional: float | None
    functional_sd: float | None
    dysfunctional_sd: float | None
    weighted_functional: float | None
    weighted_dysfunctional: float | None
    zone: Zone | None
    scale: str


def continuous_analysis(
    functional: Answers,
    dysfunctional: Answers,
    *,
    importance: Answers | None = None,
    scale: ContinuousScale = DUMOUCHEL,
    excluded: Collection[Category] = (),
    table: EvaluationTable = STANDARD,
) -> tuple[ContinuousPoint, ...]:
    """The mean scores of each factor, and the quadrant they lie in; a mean on a line counts as high.

    functional, dysfunctional: answers from 1 to 5, a row a respondent, a column a factor (or a plain sequence, one factor),
    None where there is none. importance: 1 to 9 for each pair, in the same shape; pairs without one do not enter the weighted
    means. excluded: categories by the table whose pairs do not count, such as Q. Raises ValueError for answers the scale
    does not have and for shapes that differ.
    """
    first, second = paired(functional, dysfunctional, len(scale.functional))
    weights = np.full(first.shape, np.nan) if importance is None else importances(importance, first.shape)
    complete = (first != MISSING) & (second != MISSING)
    counting = complete
    if excluded:
        codes = category_codes(functional, dysfunctional, table)
        counting = complete & ~np.isin(codes, [CATEGORIES.index(Category(one)) for one in excluded])
    # a missing answer is -1 and takes any score: it is not counted
    scored = np.array(scale.functional)[first - 1], np.array(scale.dysfunctional)[second - 1]
    return tuple(
        _point(scored[0][rows, at], scored[1][rows, at], weights[rows, at], complete[:, at], scale)
        for at, rows in enumerate(counting.T)
    )


def zone_of(functional: float, dysfunctional: float, cut: float = DUMOUCHEL.cut) -> Zone:
    """The quadrant of mean scores: functional upwards, dysfunctional to the right."""
    if functional < 0 or dysfunctional < 0:
        return Zone.REVERSE_OR_QUESTIONABLE
    if functional >= cut:
        return Zone.ONE_DIMENSIONAL if dysfunctional >= cut else Zone.ATTRACTIVE
    return Zone.MUST_BE if dysfunctional >= cut else Zone.INDIFFERENT


def _point(
    functional: NDArray[np.float64],
    dysfunctional: NDArray[np.float64],
    importance: NDArray[np.float64],
    complete: NDArray[np.bool_],
    scale: ContinuousScale,
) -> ContinuousPoint:
    n, answered = len(functional), int(complete.sum())
    up, right = _mean(functional), _mean(dysfunctional)
    return ContinuousPoint(
        n=n,
        missing=len(complete) - answered,
        excluded=answered - n,
        functional=up,
        dysfunctional=right,
        functional_sd=_deviation(functional),
        dysfunctional_sd=_deviation(dysfunctional),
        weighted_functional=_weighted(functional, importance),
        weighted_dysfunctional=_weighted(dysfunctional, importance),
        zone=None if up is None or right is None else zone_of(up, right, scale.cut),
        scale=scale.name,
    )


def _mean(scores: NDArray[np.float64]) -> float | None:
    return float(scores.mean()) if scores.size else None


def _deviation(scores: NDArray[np.float64]) -> float | None:
    return float(scores.std(ddof=1)) if scores.size > 1 else None


def _weighted(scores: NDArray[np.float64], importance: NDArray[np.float64]) -> float | None:
    known = ~np.isnan(importance)
    return float(np.average(scores[known], weights=importance[known])) if known.any() else None
