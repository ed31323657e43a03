"""Forecasts of demand summed over several periods, where zeros are fewer: ADIDA at one width, IMAPA over all up to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats, share, whole
from plugins.parts.forecast.croston import mean_interval
from plugins.parts.forecast.demand import (
    Demand,
    History,
    Observed,
    read_demand,
    window_sums,
    without_gaps,
)
from plugins.parts.forecast.result import (
    Cost,
    Forecast,
    Initial,
    Method,
    check_bounds,
    flat_forecast,
)
from plugins.parts.forecast.smoothing import NARROW, least_squares_alpha


def adida(
    demand: Demand,
    *,
    level: int | None = None,
    alpha: float | None = None,
    bounds: tuple[float, float] = NARROW,
    horizon: int = 1,
) -> Forecast:
    """Aggregate, smooth, disaggregate (Nikolopoulos et al., 2011, JORS 62): sums of `level` periods smoothed, divided by level.

    demand: (periods,) or (series, periods), at least 0; missing periods are left out. Sums do not overlap and end with the
    history; periods at its beginning that fill no sum are dropped. level: periods in a sum; None for the mean interval
    between demands rounded (a half to even), of each series by itself. alpha: of the smoothing, which starts with the first
    sum; None for that of least squared error within bounds.

    A series without demand is forecast 0; one shorter than the level is null. fitted: what level and alpha would have said
    after each period. parameters: alpha; components: aggregation_level.
    """
    observed, levels, history = _read(demand, level)
    _check(alpha, bounds)
    path = np.full((observed.periods.shape[0] + 1, history.count), np.nan)
    alphas = np.full(history.count, np.nan)
    for width in np.unique(levels).tolist():
        columns = np.flatnonzero(levels == width)
        part = observed.periods[:, columns]
        alphas[columns] = _alphas(part, width, alpha, bounds)
        path[:, columns] = _level_path(part, width, alphas[columns])
    return flat_forecast(
        Method.ADIDA,
        history,
        observed.back(path),
        horizon,
        parameters={"alpha": alphas},
        components={"aggregation_level": levels.astype(np.float64)},
        initial=Initial.NAIVE,
        cost=Cost.MSE if alpha is None else None,
    )


def imapa(
    demand: Demand,
    *,
    maximum_level: int | None = None,
    alpha: float | None = None,
    bounds: tuple[float, float] = NARROW,
    horizon: int = 1,
) -> Forecast:
    """The mean of what ADIDA says at the levels 1, 2, … (Petropoulos and Kourentzes, 2015, JORS 66, smoothing at each level).

    maximum_level: the highest; None for the level that `adida` would take. The other arguments as of `adida`; each level has
    an alpha of its own. fitted: over the levels that were filled by then. components: maximum_level.
    """
    observed, levels, history = _read(demand, maximum_level)
    _check(alpha, bounds)
    total = np.zeros((observed.periods.shape[0] + 1, history.count))
    filled = np.zeros(total.shape, dtype=np.int64)
    for width in range(1, int(levels.max(initial=0)) + 1):
        columns = np.flatnonzero(levels >= width)
        part = observed.periods[:, columns]
        path = _level_path(part, width, _alphas(part, width, alpha, bounds))
        known = ~np.isnan(path)
        total[:, columns] += np.where(known, path, 0.0)
        filled[:, columns] += known
    path = np.divide(total, filled, out=np.full_like(total, np.nan), where=filled > 0)
    return flat_forecast(
        Method.IMAPA,
        history,
        observed.back(path),
        horizon,
        parameters={} if alpha is None else {"alpha": np.full(history.count, alpha)},
        components={"maximum_level": levels.astype(np.float64)},
        initial=Initial.NAIVE,
        cost=Cost.MSE if alpha is None else None,
    )


def _read(demand: Demand, level: int | None) -> tuple[Observed, NDArray[np.int64], History]:
    history = read_demand(demand)
    observed = without_gaps(history.periods)
    if level is not None:
        periods = whole("level", level, least=1, why="it is a number of periods")
        return observed, np.full(history.count, periods, dtype=np.int64), history
    intervals = mean_interval(observed.periods)
    levels = np.where(np.isnan(intervals), 1, np.rint(intervals)).astype(np.int64)
    return observed, levels, history


def _check(alpha: float | None, bounds: tuple[float, float]) -> None:
    if alpha is not None:
        share("alpha", alpha)
    check_bounds(bounds)


def _alphas(periods: Floats, width: int, alpha: float | None, bounds: tuple[float, float]) -> Floats:
    if alpha is not None:
        return np.full(periods.shape[1], float(alpha))
    sums = window_sums(periods, width)[::-1][::width][::-1]
    return least_squares_alpha(sums, bounds, np.full(periods.shape[1], np.nan), rounds=18)


def _level_path(periods: Floats, width: int, alpha: Floats) -> Floats:
    """What one level says after 0, 1, … periods, shape (periods + 1, series); NaN until a sum is filled.

    The sums that end with period t are those of t, t - width, t - 2 width, …: smoothing reaches back one width at a time, and
    one pass answers every t.
    """
    path = np.full((periods.shape[0] + 1, periods.shape[1]), np.nan)
    sums, levels = window_sums(periods, width), path[1:]
    for begin in range(0, periods.shape[0], width):
        here = sums[begin : begin + width]
        before = levels[begin - width : begin][: here.shape[0]] if begin else np.full_like(here, np.nan)
        levels[begin : begin + width] = np.where(np.isnan(before), here, before + alpha * (here - before))
    return path / width
