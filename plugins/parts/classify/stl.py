"""STL, seasonal and trend decomposition by loess, of many complete series at once.

Without robustness weights each smoothing is a product with a matrix that depends on the length alone, so that one matrix
serves all series.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from plugins.parts.arguments import Floats, Rows, number_rows, whole
from plugins.parts.classify.decomposition import Decomposition, season_of, season_periods


def stl_decomposition(
    rows: Rows,
    season_length: int,
    *,
    seasonal_window: int | None = None,
    seasonal_degree: int = 0,
    rounds: int = 2,
) -> Decomposition:
    """The STL decomposition (Cleveland, Cleveland, McRae and Terpenning, 1990, Journal of Official Statistics 6).

    rows: series × periods without nan, two full seasons at least; the first period is of the first season.
    seasonal_window: periods of the same season over which its pattern changes, odd, 3 or more; None: the pattern never
    changes, as with `stl(x, "periodic")` of R. seasonal_degree: 0 (R) or 1 (statsmodels) of the loess of the seasons.
    rounds: of the inner loop. Not robust; the windows of the trend and of the low-pass filter follow the paper's rule,
    their degree is 1; each point is smoothed itself (all jumps 1), none is interpolated.

    Raises ValueError for shorter rows, for gaps, for a season of less than 2 periods and for another window or degree.
    """
    rows, season_length = number_rows("rows", rows), season_periods(season_length)
    _check(rows, season_length, seasonal_window, seasonal_degree)
    length = rows.shape[1]
    window = 10 * length + 1 if seasonal_window is None else seasonal_window
    trend_smoother = _loess(length, _odd(1.5 * season_length / (1 - 1.5 / window)), 1)
    low_pass = _loess(length, _odd(season_length), 1) @ _moving_averages(length, season_length)
    seasonal_smoother = _seasons_loess(length, season_length, window, seasonal_degree)
    seasonal, trend = np.zeros((2, *rows.shape))
    for _ in range(whole("rounds", rounds, least=1, why="the first makes the pattern")):
        cycles = (rows - trend) @ seasonal_smoother.T
        seasonal = cycles[:, season_length:-season_length] - cycles @ low_pass.T
        trend = (rows - seasonal) @ trend_smoother.T
    seasons = season_of(rows, season_length)
    pattern = np.column_stack(
        [seasonal[:, seasons == season].mean(axis=1) for season in range(season_length)]
    )
    if seasonal_window is None:
        seasonal = pattern[:, seasons]
    return Decomposition(
        trend=trend, seasonal=seasonal, remainder=rows - trend - seasonal, seasonal_pattern=pattern
    )


def _check(rows: Floats, season_length: int, window: int | None, degree: int) -> None:
    if rows.shape[1] < 2 * season_length or np.isnan(rows).any():
        msg = f"rows must be complete over two seasons, {2 * season_length} periods, or more: decompose others classically"
        raise ValueError(msg)
    if window is not None and whole("seasonal_window", window, least=3, why="it has neighbours") % 2 == 0:
        msg = f"seasonal_window must be odd, with as many neighbours before as behind, got {window}"
        raise ValueError(msg)
    if degree not in {0, 1}:
        msg = f"seasonal_degree must be 0, a mean, or 1, a line; got {degree}"
        raise ValueError(msg)


def _odd(width: float) -> int:
    """The least odd whole number from the width on."""
    least = ceil(width)
    return least if least % 2 else least + 1


def _seasons_loess(length: int, season_length: int, window: int, degree: int) -> Floats:
    """(length + two seasons) × length: the periods of each season smoothed among themselves, and one more at either end."""
    smoother = np.zeros((length + 2 * season_length, length))
    for season in range(season_length):
        own = slice(season, None, season_length)
        count = len(range(length)[own])
        nearest = min(window, count)
        ends = [_fit(-1, 0, nearest, window, degree), _fit(count, count - nearest, nearest, window, degree)]
        rows = np.zeros((count + 2, count))
        rows[0, :nearest], rows[1:-1], rows[-1, count - nearest :] = (
            ends[0],
            _loess(count, window, degree),
            ends[1],
        )
        smoother[own, own] = rows
    return smoother


def _moving_averages(length: int, season_length: int) -> Floats:
    """length × (length + two seasons): over a season, over a season again, and over three periods."""
    averages = np.eye(length + 2 * season_length)
    for width in (season_length, season_length, 3):
        rows = len(averages) - width + 1
        averages = sum((averages[lag : lag + rows] for lag in range(1, width)), averages[:rows]) / width
    return averages


def _loess(length: int, window: int, degree: int) -> Floats:
    """length × length: the local fit at each period, of the nearest `window` ones with tricube weights."""
    width = min(window, length)
    # Half a window to the left, but a whole one at either end.
    left = np.clip(np.arange(length) - (width - 1) // 2, 0, length - width).tolist()
    smoother = np.zeros((length, length))
    for place, first in enumerate(left):
        smoother[place, first : first + width] = _fit(place, first, width, window, degree)
    return smoother


def _fit(place: int, first: int, width: int, window: int, degree: int) -> Floats:
    """The weight that each of `width` neighbours from the first on has in what is fitted at the place.

    A window wider than there are neighbours reaches as much further, so that its weights grow more alike.
    """
    distances = np.arange(first, first + width, dtype=np.float64) - place
    reach = np.abs(distances).max() + (window - width) // 2
    relative = np.abs(distances) / reach
    weights: Floats = np.where(relative <= 0.999, (1 - np.minimum(relative, 1.0) ** 3) ** 3, 0.0)
    weights /= weights.sum()
    if degree == 0:
        return weights
    centre = float(weights @ distances)
    spread = float(weights @ (distances - centre) ** 2)
    line: Floats = weights * (1 - centre / spread * (distances - centre)) if spread > 0 else weights
    return line
