"""Whether demand has a season: how much of it the pattern explains, and whether that could be chance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats, Rows, demand_rows, share
from plugins.parts.classify.chunks import chunks
from plugins.parts.classify.decomposition import (
    Decomposition,
    classical_decomposition,
    season_of,
    season_periods,
)
from plugins.parts.classify.kruskal_wallis import kruskal_wallis
from plugins.parts.classify.moments import to_unit_height, variance
from plugins.parts.classify.stl import stl_decomposition

# What rounding leaves of the square of nothing, of numbers whose largest is about 1.
_NOTHING = 1e-24


class DecompositionMethod(StrEnum):
    """How the season's pattern is found: by centred moving averages, or by loess."""

    CLASSICAL = "classical"
    STL = "stl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seasonality:
    """Seasonality of each series.

    strength: F_S, from 0 to 1. statistic, p_value: of the Kruskal–Wallis test of the changes from period to period by
    season. seasonal: strong enough and no chance. nan, and not seasonal: with less than two full seasons recorded, too
    little between gaps, or demand that never varies.
    """

    strength: Floats
    statistic: Floats
    p_value: Floats
    seasonal: NDArray[np.bool_]
    method: DecompositionMethod
    season_length: int
    least_strength: float
    significance: float


def seasonality(
    demand: Rows,
    season_length: int = 12,
    *,
    method: DecompositionMethod = DecompositionMethod.CLASSICAL,
    least_strength: float = 0.64,
    significance: float = 0.01,
) -> Seasonality:
    """The strength of the season, F_S = max(0, 1 - var(R) / var(S + R)) (Wang, Smith and Hyndman, 2006), and its test.

    demand: series × periods (see `demand_rows`), the first period of the first season. A series is seasonal with a
    strength of at least least_strength and a p-value below significance in the test of Kruskal and Wallis of its first
    differences by season (as `kw` of R's seastests). With just two seasons the classical pattern leaves no remainder, so
    that the test alone decides; of 24 months its p-value is never below .025. STL needs complete series;
    those with gaps are decomposed classically.

    Raises ValueError for a season of less than 2 periods, for limits that are no shares and as `demand_rows`.
    """
    method = DecompositionMethod(method)
    rows = demand_rows(demand)
    least_strength, significance = (
        share("least_strength", least_strength),
        share("significance", significance),
    )
    season_length = season_periods(season_length)
    strength, statistic, p_value = np.full((3, len(rows)), np.nan)
    for part in chunks(len(rows)):
        long = np.count_nonzero(~np.isnan(rows[part]), axis=1) >= 2 * season_length
        strength[part] = _strength(rows[part], season_length, method)
        statistic[part], p_value[part] = _test(
            np.where(long[:, np.newaxis], rows[part], np.nan), season_length
        )
    return Seasonality(
        strength=strength,
        statistic=statistic,
        p_value=p_value,
        seasonal=(strength >= least_strength) & (p_value < significance),
        method=method,
        season_length=season_length,
        least_strength=least_strength,
        significance=significance,
    )


def _strength(rows: Floats, season_length: int, method: DecompositionMethod) -> Floats:
    rows = to_unit_height(rows)
    strength = seasonal_strength(classical_decomposition(rows, season_length))
    if method is DecompositionMethod.STL and rows.shape[1] >= 2 * season_length:
        complete = ~np.isnan(rows).any(axis=1)
        strength[complete] = seasonal_strength(stl_decomposition(rows[complete], season_length))
    return strength


def seasonal_strength(parts: Decomposition) -> Floats:
    """F_S = max(0, 1 - var(R) / var(S + R)) of each series of a decomposition; nan where nothing but a trend is left."""
    left = parts.seasonal + parts.remainder
    height = np.abs(parts.trend) + np.abs(left)
    varying = variance(to_unit_height(left, height))
    varying[~(varying > _NOTHING)] = np.nan
    return np.maximum(1 - variance(to_unit_height(parts.remainder, height)) / varying, 0.0)


def _test(rows: Floats, season_length: int) -> tuple[Floats, Floats]:
    changes = rows[:, 1:] - rows[:, :-1]
    result = kruskal_wallis(changes, season_of(rows, season_length)[1:])
    return result.statistic, result.p_value
