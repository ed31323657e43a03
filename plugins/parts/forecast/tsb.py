"""The method of Teunter, Syntetos and Babai, whose forecast fades where demand ends."""

from __future__ import annotations

import numpy as np

from plugins.parts.arguments import Floats, share
from plugins.parts.forecast.costs import in_sample_cost, rate_so_far
from plugins.parts.forecast.demand import Demand, History, read_demand
from plugins.parts.forecast.known import Flags, sum_of_known
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


def tsb(
    demand: Demand,
    *,
    alpha_demand: float = 0.1,
    alpha_probability: float = 0.1,
    initial: Initial | tuple[float, float] = Initial.NAIVE,
    optimise: Cost | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
    horizon: int = 1,
) -> Forecast:
    """Teunter, Syntetos and Babai (2011, EJOR 214): the smoothed probability of a demand times its smoothed size.

    The probability moves in every known period, so that the forecast goes to 0 where a part is no longer asked for. demand:
    (periods,) or (series, periods), at least 0; None or NaN where missing, which moves nothing. initial: NAIVE, the size of
    the first demand and 1 or 0 as the first period has demand or not; MEAN, the probability is the share of periods with
    demand; or (size, probability). The first period moves nothing; it is what the start is made of. optimise: both
    parameters, within bounds, are those of least cost of each series, and the given ones do not count.

    A series without demand is forecast 0, one that was never observed null. parameters: alpha_demand, alpha_probability;
    components: size, probability. Raises ValueError for a parameter, bound or probability outside of 0 to 1.
    """
    share("alpha_demand", alpha_demand)
    share("alpha_probability", alpha_probability)
    check_bounds(bounds)
    history = read_demand(demand)
    start = _start(history, initial)
    cost = None if optimise is None else Cost(optimise)
    if cost is None:
        parameters = np.repeat(np.array([[alpha_demand], [alpha_probability]]), history.count, axis=1)
    else:
        parameters = _least_cost(history, start, cost, bounds)
    sizes, probabilities = _states(history.periods, parameters, start)
    return flat_forecast(
        Method.TSB,
        history,
        probabilities * sizes,
        horizon,
        parameters={"alpha_demand": parameters[0], "alpha_probability": parameters[1]},
        components={"size": sizes[-1], "probability": probabilities[-1]},
        initial=Initial(initial) if isinstance(initial, str) else Initial.GIVEN,
        cost=cost,
    )


def _start(history: History, initial: Initial | tuple[float, float]) -> Start:
    """The size and the probability that stand after the first known period."""
    hits = history.periods > 0
    known = ~np.isnan(history.periods)
    if not isinstance(initial, str):
        size, probability = initial
        if size < 0:
            msg = f"the size to start with must be at least 0, got {size}"
            raise ValueError(msg)
        share("the probability to start with", probability)
        return np.full(history.count, float(size)), np.full(history.count, float(probability))
    size_of_first = _first(history.periods, hits)
    if Initial(initial) is Initial.NAIVE:
        return size_of_first, _first(hits.astype(np.float64), known)
    if Initial(initial) is Initial.MEAN:
        counts = known.sum(axis=0)
        return size_of_first, hits.sum(axis=0) / np.maximum(counts, 1)
    msg = f"initial must be naive, mean or a size and a probability, got {initial}"
    raise ValueError(msg)


def _first(values: Floats, where: Flags) -> Floats:
    """Each series' first value of those, 0 without one."""
    if not values.shape[0]:
        return np.zeros(values.shape[1])
    found = np.take_along_axis(values, where.argmax(axis=0)[None], axis=0)[0]
    return np.where(where.any(axis=0), found, 0.0)


def _states(periods: Floats, parameters: Floats, start: Start) -> tuple[Floats, Floats]:
    """Size and probability after 0, 1, … periods, each (periods + 1, series), NaN before the first known one."""
    sizes = np.full((periods.shape[0] + 1, periods.shape[1]), np.nan)
    probabilities = sizes.copy()
    size, probability = sizes[0], probabilities[0]
    for at, demand in enumerate(periods, start=1):
        known, hit, first = ~np.isnan(demand), demand > 0, np.isnan(size)
        moved = np.where(hit, size + parameters[0] * (demand - size), size)
        size = sizes[at] = np.where(known & first, start[0], moved)
        moved = np.where(known, probability + parameters[1] * (hit - probability), probability)
        probability = probabilities[at] = np.where(known & first, start[1], moved)
    return sizes, probabilities


def _least_cost(history: History, start: Start, cost: Cost, bounds: tuple[float, float]) -> Floats:
    periods = history.periods
    if cost is Cost.COMPONENTS:
        return np.vstack([_least_component(periods, start, place, bounds) for place in (0, 1)])
    target = rate_so_far(periods)

    def cost_of(parameters: Floats) -> Floats:
        sizes, probabilities = _states(periods, parameters, start)
        return in_sample_cost(cost, periods, (sizes * probabilities)[:-1], target)

    return least_cost(cost_of, [bounds, bounds], history.count, points=9, rounds=20, restarts=2)


def _least_component(periods: Floats, start: Start, place: int, bounds: tuple[float, float]) -> Floats:
    """The share that sizes (place 0) or occurrence (1) alone would be smoothed with, (1, series)."""
    hits = periods > 0
    values = np.where(hits, periods, np.nan) if place == 0 else np.where(np.isnan(periods), np.nan, hits)

    def cost_of(parameters: Floats) -> Floats:
        states = _states(periods, np.repeat(parameters, 2, axis=0), start)[place]
        errors = values - states[:-1]
        return sum_of_known(errors * errors)

    return least_cost(cost_of, [bounds], periods.shape[1], points=9)
