"""The value of a season ago: the yardstick that a method has to beat."""

from __future__ import annotations

import numpy as np

from plugins.parts.forecast.demand import Demand, read_demand
from plugins.parts.forecast.result import Forecast, Method, check_horizon


def naive(demand: Demand, *, horizon: int = 1) -> Forecast:
    """The last known value for every coming period; null without any. demand: (periods,) or (series, periods)."""
    return _of_a_season_ago(Method.NAIVE, demand, 1, horizon)


def seasonal_naive(demand: Demand, *, season: int = 12, horizon: int = 1) -> Forecast:
    """The last known value of the same period of the season; null where there is none.

    demand: (periods,) or (series, periods), None or NaN where missing: then it is the value of two seasons ago, and so on.
    season: periods in a season, 12 for months. Raises ValueError for a season below 1.
    """
    return _of_a_season_ago(Method.SEASONAL_NAIVE, demand, season, horizon)


def _of_a_season_ago(method: Method, demand: Demand, season: int, horizon: int) -> Forecast:
    check_season(season)
    check_horizon(horizon)
    history = read_demand(demand, signed=True)
    length = history.periods.shape[0]
    last = np.full((season, history.count), np.nan)
    fitted = np.empty_like(history.periods)
    for at, now in enumerate(history.periods):
        fitted[at] = last[at % season]
        last[at % season] = np.where(np.isnan(now), last[at % season], now)
    coming = last[(length + np.arange(horizon)) % season]
    return Forecast(
        method=method,
        mean=history.shaped(coming),
        fitted=history.shaped(fitted),
        parameters={},
        components={},
    )


def check_season(season: int) -> None:
    """Raise ValueError unless a season has at least one period."""
    if season < 1:
        msg = f"season must be at least 1 period, got {season}"
        raise ValueError(msg)
