"""The methods with the settings that they compete with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from plugins.parts.arguments import Floats
from plugins.parts.forecast.aggregation import adida, imapa
from plugins.parts.forecast.croston import croston, sba, sbj
from plugins.parts.forecast.demand import Demand, read_demand
from plugins.parts.forecast.holt_winters import holt_winters
from plugins.parts.forecast.result import Forecast, Method
from plugins.parts.forecast.rolling import Forecaster
from plugins.parts.forecast.seasonal import naive, seasonal_naive
from plugins.parts.forecast.smoothing import NARROW, moving_average, ses
from plugins.parts.forecast.tsb import tsb


def default_candidates(season: int = 12) -> dict[str, Forecaster]:
    """Every method but `naive` by its name, the plainest first: of equal ones the first is chosen.

    Croston's family with fixed parameters of .1, as published; smoothing with an alpha from .1 to .3, Holt-Winters with all
    its parameters chosen anew at each origin. season: periods in a season, 12 for months, 52 for weeks; also the window of
    the moving average.
    """
    methods: dict[Method, Callable[..., Forecast]] = {
        Method.MOVING_AVERAGE: partial(moving_average, window=season),
        Method.SES: partial(ses, alpha=None, bounds=NARROW),
        Method.CROSTON: croston,
        Method.SBA: sba,
        Method.SBJ: sbj,
        Method.TSB: tsb,
        Method.ADIDA: adida,
        Method.IMAPA: imapa,
        Method.SEASONAL_NAIVE: partial(seasonal_naive, season=season),
        Method.HOLT_WINTERS: partial(holt_winters, season=season),
    }
    return {method: forecaster(function) for method, function in methods.items()}


def forecaster(method: Callable[..., Forecast]) -> Forecaster:
    """A method, with its settings bound by `functools.partial`, as the rolling origin asks it."""

    def asked(rows: Floats, horizon: int) -> Forecast:
        return method(rows, horizon=horizon)

    return asked


def forecast(demand: Demand, method: Method, *, season: int = 12, horizon: int = 1) -> Forecast:
    """A forecast by the name of the method, with the settings of `default_candidates`.

    demand: (periods,) or (series, periods), None or NaN where missing. season, horizon: periods.
    """
    if Method(method) is Method.NAIVE:
        return naive(demand, horizon=horizon)
    return default_candidates(season)[Method(method)](read_demand(demand, signed=True).rows, horizon)
