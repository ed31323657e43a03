"""STL, seasonal and trend decomposition by loess, of many complete series at once.

Without robustness weights each smoothing is a product with a matrix that depends on the length alone, so that one matrix
serves all series.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from plugins.parts.arguments import Floats, Rows, number_rows
from plugins.parts.classify.decomposition import Decomposition, season_of, season_periods

_ROUNDS = 2


def stl_decomposition(rows: Rows, season_length: int) -> Decomposition:
    """The periodic STL decomposition (Cleveland, Cleveland, McRae and Terpenning, 1990; `stl(x, "periodic")` of R).

    rows: series × periods without nan, two full seasons at least; the first period is of the first season. Not robust,
    two rounds of the inner loop, the windows of the trend and of the low-pass filter by the paper's rule; each point is
    smoothed itself (R with all jumps 1), none is interpolated. Raises ValueError for shorter rows, for gaps, and for a
    season of less than 2 periods.
    """
    rows, season_length = number_rows("rows", rows), season_periods(season_length)
    length = rows.shape[1]
    if length < 2 * season_length or np.isnan(rows).any():
        msg = f"rows must be complete over two seasons, {2 * season_length} periods, or more: decompose others classically"
        raise ValueError(msg)
    trend_smoother = _loess(length, _odd(1.5 * season_length / (1 - 1.5 / (10 * length + 1))))
    low_pass = _loess(length, _odd(season_length)) @ _moving_averages(length, season_length)
    seasonal_smoother = _cycle_means(length, season_length)
    seasonal, trend = np.zeros((2, *rows.shape))
    for _ in range(_ROUNDS):
        cycles = (rows - trend) @ seasonal_smoother.T
        seasonal = cycles[:, season_length:-season_length] - cycles @ low_pass.T
        trend = (rows - seasonal) @ trend_smoother.T
    seasons = season_of(rows, season_length)
    pattern = np.column_stack(
        [seasonal[:, seasons == season].mean(axis=1) for season in range(season_length)]
    )
    seasonal = pattern[:, seasons]
    return Decomposition(
        trend=trend, seasonal=seasonal, remainder=rows - trend - seasonal, seasonal_pattern=pattern
    )


def _odd(width: float) -> int:
    """The least odd whole number from the width on."""
    whole = ceil(width)
    return whole if whole % 2 else whole + 1


def _cycle_means(length: int, season_length: int) -> Floats:
    """(length + two seasons) × length: each season's mean, which is what a periodic smoother makes of it, out to both sides."""
    extended = np.arange(-season_length, length + season_length) % season_length
    same = (extended[:, np.newaxis] == np.arange(length) % season_length).astype(np.float64)
    means: Floats = same / same.sum(axis=1, keepdims=True)
    return means


def _moving_averages(length: int, season_length: int) -> Floats:
    """length × (length + two seasons): over a season, over a season again, and over three periods."""
    averages = np.eye(length + 2 * season_length)
    for width in (season_length, season_length, 3):
        rows = len(averages) - width + 1
        averages = sum((averages[lag : lag + rows] for lag in range(1, width)), averages[:rows]) / width
    return averages


def _loess(length: int, window: int) -> Floats:
    """length × length: the locally linear fit at each period, of the nearest `window` ones with tricube weights."""
    places = np.arange(length, dtype=np.float64)
    width = min(window, length)
    # Half a window to the left, but a whole one at either end.
    left = np.clip(np.arange(length) - (width - 1) // 2, 0, length - width)
    smoother = np.zeros((length, length))
    for place in range(length):
        near = slice(left[place], left[place] + width)
        reach = max(place - near.start, near.stop - 1 - place) + max(window - length, 0) // 2
        smoother[place, near] = _local_line(places[near] - place, reach)
    return smoother


def _local_line(distances: Floats, reach: float) -> Floats:
    """The weight of each neighbour, at these distances, in the value of the line fitted at distance 0."""
    relative = np.abs(distances) / reach
    weights = np.where(relative <= 0.999, (1 - np.minimum(relative, 1.0) ** 3) ** 3, 0.0)
    weights /= weights.sum()
    centre = float(weights @ distances)
    spread = float(weights @ (distances - centre) ** 2)
    line: Floats = weights * (1 - centre / spread * (distances - centre))
    return line
