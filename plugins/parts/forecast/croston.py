"""Croston's method and the two that take its bias away: size of a demand and time between demands, smoothed apart."""

from __future__ import annotations

import numpy as np

from plugins.parts.arguments import Floats, share
from plugins.parts.forecast.costs import in_sample_cost, rate_so_far
from plugins.parts.forecast.demand import Demand, History, read_demand
from plugins.parts.forecast.known import ratio, sum_of_known
from plugins.parts.forecast.result import (
    Cost,
    Forecast,
    Initial,
    Method,
    check_bounds,
    flat_forecast,
)
from plugins.parts.forecast.search import least_cost

Start = tuple[Floats, Floats]


def croston(
    demand: Demand,
    *,
    alpha: float = 0.1,
    beta: float | None = None,
    initial: Initial | tuple[float, float] = Initial.NAIVE,
    optimise: Cost | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
    horizon: int = 1,
) -> Forecast:
    """Croston (1972, ORQ 23): the smoothed size of a demand over the smoothed interval between two.

    demand: (periods,) or (series, periods), at least 0; None or NaN where missing, which counts as no time. alpha: smooths
    sizes; beta: smooths intervals, alpha if None. initial: NAIVE, the first size and the index, from 1, of the first demand;
    MEAN, the first size and the mean of all intervals; or (size, interval). optimise: alpha and beta, each within bounds, are
    those of least cost of each series, and the given ones do not count. Both are moved by each demand after the first.

    A series without demand is forecast 0, one that was never observed null. parameters: alpha, beta; components: size,
    interval (NaN without demand). Raises ValueError for a parameter or bound outside of 0 to 1.
    """
    return _croston(
        Method.CROSTON,
        demand,
        alpha,
        beta,
        initial=initial,
        optimise=optimise,
        bounds=bounds,
        horizon=horizon,
    )


def sba(
    demand: Demand,
    *,
    alpha: float = 0.1,
    beta: float | None = None,
    initial: Initial | tuple[float, float] = Initial.NAIVE,
    optimise: Cost | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
    horizon: int = 1,
) -> Forecast:
    """Syntetos and Boylan's approximation (2005, IJF 21): Croston's rate times 1 - beta / 2. Arguments as of `croston`."""
    return _croston(
        Method.SBA, demand, alpha, beta, initial=initial, optimise=optimise, bounds=bounds, horizon=horizon
    )


def sbj(
    demand: Demand,
    *,
    alpha: float = 0.1,
    beta: float | None = None,
    initial: Initial | tuple[float, float] = Initial.NAIVE,
    optimise: Cost | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
    horizon: int = 1,
) -> Forecast:
    """Shale, Boylan and Johnston (2006, JORS 57): Croston's rate times 1 - beta / (2 - beta). Arguments as of `croston`."""
    return _croston(
        Method.SBJ, demand, alpha, beta, initial=initial, optimise=optimise, bounds=bounds, horizon=horizon
    )


def _croston(
    method: Method,
    demand: Demand,
    alpha: float,
    beta: float | None,
    *,
    initial: Initial | tuple[float, float],
    optimise: Cost | None,
    bounds: tuple[float, float],
    horizon: int,
) -> Forecast:
    beta = alpha if beta is None else beta
    share("alpha", alpha)
    share("beta", beta)
    check_bounds(bounds)
    history = read_demand(demand)
    start = _start(history, initial)
    cost = None if optimise is None else Cost(optimise)
    if cost is None:
        parameters = np.repeat(np.array([[alpha], [beta]]), history.count, axis=1)
    else:
        parameters = _least_cost(method, history, start, cost, bounds)
    sizes, intervals = _states(history.periods, parameters, start)
    return flat_forecast(
        method,
        history,
        _rates(method, history.periods, sizes, intervals, parameters[1]),
        horizon,
        parameters={"alpha": parameters[0], "beta": parameters[1]},
        components={"size": sizes[-1], "interval": intervals[-1]},
        initial=Initial(initial) if isinstance(initial, str) else Initial.GIVEN,
        cost=cost,
    )


def _start(history: History, initial: Initial | tuple[float, float]) -> Start:
    """The first size and interval, NaN for those that the first demand tells."""
    unknown = np.full(history.count, np.nan)
    if not isinstance(initial, str):
        size, interval = initial
        if size < 0 or interval < 1:
            msg = f"initial must be a size of at least 0 and an interval of at least 1, got {initial}"
            raise ValueError(msg)
        return np.full(history.count, float(size)), np.full(history.count, float(interval))
    if Initial(initial) is Initial.NAIVE:
        return unknown, unknown
    if Initial(initial) is Initial.MEAN:
        return unknown, mean_interval(history.periods)
    msg = f"initial must be naive, mean or a size and an interval, got {initial}"
    raise ValueError(msg)


def mean_interval(periods: Floats) -> Floats:
    """The mean time between demands, the first counted from the beginning, (series,); NaN without demand."""
    hits = periods > 0
    known = (~np.isnan(periods)).cumsum(axis=0)
    last = np.where(hits, known, 0).max(axis=0, initial=0)
    counts = hits.sum(axis=0)
    return ratio(last, counts)


def _states(periods: Floats, parameters: Floats, start: Start) -> tuple[Floats, Floats]:
    """Size and interval after 0, 1, … periods, each (periods + 1, series), NaN before the first demand."""
    sizes = np.full((periods.shape[0] + 1, periods.shape[1]), np.nan)
    intervals = sizes.copy()
    size, interval = sizes[0], intervals[0]
    waited = np.zeros(periods.shape[1])
    for at, demand in enumerate(periods, start=1):
        waited += ~np.isnan(demand)
        hit = demand > 0
        size = sizes[at] = np.where(hit, _moved(size, demand, parameters[0], start[0]), size)
        interval = intervals[at] = np.where(hit, _moved(interval, waited, parameters[1], start[1]), interval)
        waited = np.where(hit, 0.0, waited)
    return sizes, intervals


def _moved(state: Floats, value: Floats, weight: Floats, start: Floats) -> Floats:
    """The state after a demand: the first sets it, to what it starts with, and the others move it."""
    first = np.where(np.isnan(start), value, start)
    return np.where(np.isnan(state), first, state + weight * (value - state))


def _rates(method: Method, periods: Floats, sizes: Floats, intervals: Floats, beta: Floats) -> Floats:
    """Demand per period after 0, 1, … periods: 0 while there was none, NaN while nothing is known."""
    rates = _correction(method, beta) * sizes / intervals
    observed = np.vstack([np.zeros((1, periods.shape[1]), dtype=bool), ~np.isnan(periods)]).cumsum(axis=0) > 0
    return np.where(np.isnan(rates) & observed, 0.0, rates)


def _correction(method: Method, beta: Floats) -> Floats:
    if method is Method.SBA:
        return 1 - beta / 2
    if method is Method.SBJ:
        return 1 - beta / (2 - beta)
    return np.ones_like(beta)


def _least_cost(
    method: Method, history: History, start: Start, cost: Cost, bounds: tuple[float, float]
) -> Floats:
    periods = history.periods
    if cost is Cost.COMPONENTS:
        return np.vstack([_least_component(periods, start, place, bounds) for place in (0, 1)])
    target = rate_so_far(periods)

    def cost_of(parameters: Floats) -> Floats:
        sizes, intervals = _states(periods, parameters, start)
        rates = _correction(method, parameters[1]) * sizes / intervals
        return in_sample_cost(cost, periods, rates[:-1], target)

    return least_cost(cost_of, [bounds, bounds], history.count, points=9, rounds=20, restarts=2)


def _least_component(periods: Floats, start: Start, place: int, bounds: tuple[float, float]) -> Floats:
    """The share that sizes (place 0) or intervals (1) alone would be smoothed with, (1, series)."""

    def cost_of(parameters: Floats) -> Floats:
        return _component_error(periods, parameters, start, place)

    return least_cost(cost_of, [bounds], periods.shape[1], points=9)


def _component_error(periods: Floats, weight: Floats, start: Start, place: int) -> Floats:
    states = _states(periods, np.repeat(weight, 2, axis=0), start)[place]
    values = periods if place == 0 else _waits(periods)
    errors = np.where(periods > 0, values - states[:-1], np.nan)
    return sum_of_known(errors * errors)


def _waits(periods: Floats) -> Floats:
    """At each demand, the known periods since the one before, itself included; shape (periods, series)."""
    known = (~np.isnan(periods)).cumsum(axis=0)
    at_demand = np.where(periods > 0, known, 0)
    before = np.zeros_like(periods)
    before[1:] = np.maximum.accumulate(at_demand, axis=0)[:-1]
    return np.asarray(known - before)
