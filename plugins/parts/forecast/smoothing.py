"""Simple exponential smoothing and the moving average: a level without trend or season."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from plugins.parts.arguments import Floats, share
from plugins.parts.forecast.demand import Demand, read_demand, window_sums, without_gaps
from plugins.parts.forecast.known import in_all, mean_of_known, ratio
from plugins.parts.forecast.result import (
    Cost,
    Forecast,
    Initial,
    Method,
    check_bounds,
    flat_forecast,
)
from plugins.parts.forecast.search import least_cost

NARROW: Final = (0.1, 0.3)


def ses(
    demand: Demand,
    *,
    alpha: float | None = 0.1,
    initial: Initial | float = Initial.NAIVE,
    bounds: tuple[float, float] = (0.0, 1.0),
    horizon: int = 1,
) -> Forecast:
    """Simple exponential smoothing: level + alpha (demand - level) (Brown, 1956; Gardner, 2006, IJF 22, N-N).

    demand: (periods,) or (series, periods), None or NaN where missing; a missing period leaves the level. alpha: None for
    that of least squared error within bounds, of each series by itself. initial: NAIVE, the first demand is the first level;
    MEAN, the mean of the history is the level before the first; or a number. A series without a known period is null.
    """
    history = read_demand(demand, signed=True)
    start = initial_level(history.periods, initial)
    if alpha is None:
        check_bounds(bounds)
        chosen = least_squares_alpha(history.periods, bounds, start)
    else:
        share("alpha", alpha)
        chosen = np.full(history.count, float(alpha))
    path = ses_path(history.periods, chosen, start)
    return flat_forecast(
        Method.SES,
        history,
        path,
        horizon,
        parameters={"alpha": chosen},
        components={"level": path[-1]},
        initial=Initial(initial) if isinstance(initial, str) else Initial.GIVEN,
        cost=Cost.MSE if alpha is None else None,
    )


def moving_average(demand: Demand, *, window: int = 12, horizon: int = 1) -> Forecast:
    """The mean of the last `window` known periods, or of all there are while they are fewer; null without any.

    Raises ValueError for a window below 1.
    """
    if window < 1:
        msg = f"window must be at least 1 period, got {window}"
        raise ValueError(msg)
    history = read_demand(demand, signed=True)
    observed = without_gaps(history.periods)
    empty = np.full((1, history.count), np.nan)
    means = np.vstack([empty, _means_of_last(observed.periods, window)])
    path = observed.back(means)
    return flat_forecast(
        Method.MOVING_AVERAGE, history, path, horizon, parameters={}, components={"level": path[-1]}
    )


def _means_of_last(periods: Floats, window: int) -> Floats:
    known = ~np.isnan(periods)
    counts = np.minimum(known.cumsum(axis=0), window)
    length = periods.shape[0]
    padded = np.vstack(
        [np.zeros((min(window, length) - 1 if length else 0, periods.shape[1])), np.where(known, periods, 0)]
    )
    sums = window_sums(padded, min(window, length))[-length:] if length else padded
    return ratio(sums, counts)


def initial_level(periods: Floats, initial: Initial | float) -> Floats:
    """The level of each series before its first period, (series,); NaN for that of its first demand."""
    if not isinstance(initial, str):
        return np.full(periods.shape[1], float(initial))
    if Initial(initial) is Initial.NAIVE:
        return np.full(periods.shape[1], np.nan)
    if Initial(initial) is Initial.MEAN:
        return mean_of_known(periods)
    msg = f"initial must be naive, mean or a number, got {initial}"
    raise ValueError(msg)


def ses_path(periods: Floats, alpha: Floats, start: Floats) -> Floats:
    """The level after 0, 1, … periods, shape (periods + 1, series). alpha, start: (series,), start NaN for the first demand."""
    path = np.empty((periods.shape[0] + 1, periods.shape[1]))
    path[0] = start
    for at, (level, _) in enumerate(_smoothed(periods, alpha, start), start=1):
        path[at] = level
    return path


def least_squares_alpha(
    periods: Floats, bounds: tuple[float, float], start: Floats, rounds: int = 30
) -> Floats:
    """The alpha of least squared error one period ahead, for each series, (series,)."""

    def squared_error(parameters: Floats) -> Floats:
        return _squared_error(periods, parameters[0], start)

    alpha: Floats = least_cost(squared_error, [bounds], periods.shape[1], points=5, rounds=rounds)[0]
    return alpha


def _squared_error(periods: Floats, alpha: Floats, start: Floats) -> Floats:
    total = np.zeros(periods.shape[1])
    for _, error in _smoothed(periods, alpha, start):
        total += error * error
    return total


def _smoothed(periods: Floats, alpha: Floats, start: Floats) -> Iterator[tuple[Floats, Floats]]:
    """After each period the level, and the error that moved it: 0 where the period or the level before is not known."""
    known = ~np.isnan(periods)
    ready = np.logical_or.accumulate(np.vstack([~np.isnan(start), known]), axis=0)[:-1]
    plain = in_all(known & ready, 1)
    level = start
    for at, demand in enumerate(periods):
        error = demand - level
        if not plain[at]:
            error = np.where(np.isnan(error), 0.0, error)
            level = np.where(ready[at], level, demand)
        level = level + alpha * error
        yield level, error
