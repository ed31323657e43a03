"""The classical decomposition of many series at once: a trend, a pattern that repeats, and what remains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats, Rows, number_rows, whole
from plugins.parts.classify.moments import mean_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """Demand = trend + seasonal + remainder, each of series × periods; seasonal_pattern: series × season, of sum zero.

    nan: at both ends of a classical trend and around what nobody recorded. A series too short for a pattern, or with
    nothing known of one of the seasons, has nan in all of it.
    """

    trend: Floats
    seasonal: Floats
    remainder: Floats
    seasonal_pattern: Floats


def season_of(rows: Floats, season_length: int) -> NDArray[np.int64]:
    """The season, from 0, of each period of these rows."""
    return np.arange(rows.shape[1]) % season_length


def season_periods(season_length: int) -> int:
    """The length of a season, checked: ValueError for less than 2 periods."""
    return whole("season_length", season_length, least=2, why="a season has more than one period")


def classical_decomposition(rows: Rows, season_length: int) -> Decomposition:
    """The additive decomposition by centred moving averages (Persons, 1919; as `decompose` of R).

    rows: series × periods, nan and None where nobody recorded. season_length: periods of a season, 2 or more; the first
    period is of the first season. The pattern is the mean of what is left of each season without the trend, less the
    mean of these means. A series with less than two full seasons recorded has none. Raises ValueError for a shorter
    season, and for rows that are no numbers.
    """
    rows, season_length = number_rows("rows", rows), season_periods(season_length)
    trend = _centred_average(rows, season_length)
    detrended = rows - trend
    pattern = np.column_stack(
        [mean_of(detrended[:, season::season_length]) for season in range(season_length)]
    )
    pattern -= pattern.mean(axis=1, keepdims=True)
    recorded = np.count_nonzero(~np.isnan(rows), axis=1)
    pattern[np.isnan(pattern).any(axis=1) | (recorded < 2 * season_length)] = np.nan
    seasonal = pattern[:, season_of(rows, season_length)]
    return Decomposition(
        trend=trend, seasonal=seasonal, remainder=detrended - seasonal, seasonal_pattern=pattern
    )


def _centred_average(rows: Floats, season_length: int) -> Floats:
    """The mean of a season around each period, in an even one the outermost two by half; nan where it does not reach."""
    reach = season_length // 2
    weights = np.ones(2 * reach + 1)
    if season_length % 2 == 0:
        weights[[0, -1]] = 0.5
    averages = np.full(rows.shape, np.nan)
    middle = rows.shape[1] - 2 * reach
    if middle > 0:
        total = np.zeros((len(rows), middle))
        for lag, weight in enumerate(weights):
            total += weight * rows[:, lag : lag + middle]
        averages[:, reach : reach + middle] = total / season_length
    return averages
