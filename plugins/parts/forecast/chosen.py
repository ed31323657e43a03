"""The forecast of each series by the method that was chosen for it, with intervals from the errors that it has made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plugins.parts.arguments import Floats
from plugins.parts.forecast.candidates import default_candidates
from plugins.parts.forecast.demand import Demand, read_demand
from plugins.parts.forecast.intervals import (
    PredictionInterval,
    QuantileType,
    prediction_interval,
    total_interval,
)
from plugins.parts.forecast.result import check_horizon
from plugins.parts.forecast.rolling import Forecaster, at_least_nothing, origins_of, rolling_origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenForecast:
    """Forecasts by the methods of the series.

    mean: (…, horizon), at least 0; NaN where nothing was ever known. errors: actual less forecast over past origins, (…,
    origins, horizon). interval: around the mean of each period; total: around that of the first 1, 2, … together.
    """

    methods: tuple[str, ...]
    mean: Floats
    errors: Floats
    interval: PredictionInterval
    total: PredictionInterval


def forecast_chosen(
    demand: Demand,
    methods: Sequence[str],
    *,
    candidates: Mapping[str, Forecaster] | None = None,
    season: int = 12,
    horizon: int = 1,
    origins: int = 12,
    level: float = 0.8,
    least: int = 8,
    quantile_type: QuantileType = QuantileType.WEIBULL,
) -> ChosenForecast:
    """Forecast each series by its method.

    demand: (periods,) or (series, periods), None or NaN where missing. methods: a name for each series, as
    `MethodChoice.methods`. candidates: by name, `default_candidates(season)` if None. origins: how many past forecasts at most
    the intervals are made from; level, least, quantile_type: see `prediction_interval`. Raises ValueError for another number
    of methods and for one that is not offered.
    """
    check_horizon(horizon)
    history = read_demand(demand)
    offered = default_candidates(season) if candidates is None else candidates
    _check(methods, history.count, offered)
    rows = np.ascontiguousarray(history.periods.T)
    places = origins_of(rows.shape[1], horizon=horizon, origins=origins)
    mean = np.full((len(rows), horizon), np.nan)
    errors = np.full((len(rows), places.size, horizon), np.nan)
    names = np.array(methods, dtype=np.str_)
    for name in dict.fromkeys(methods):
        these = np.flatnonzero(names == name)
        part = rows[these]
        mean[these] = at_least_nothing(part, offered[name](part, horizon).mean)
        errors[these] = rolling_origin(part, offered[name], horizon=horizon, origins=origins).errors
    if not history.many:
        mean, errors = mean[0], errors[0]
    return ChosenForecast(
        methods=tuple(methods),
        mean=mean,
        errors=errors,
        interval=prediction_interval(mean, errors, level=level, least=least, quantile_type=quantile_type),
        total=total_interval(mean, errors, level=level, least=least, quantile_type=quantile_type),
    )


def _check(methods: Sequence[str], count: int, offered: Mapping[str, Forecaster]) -> None:
    if isinstance(methods, str) or len(methods) != count:
        msg = f"methods must name one for each of the {count} series, got {methods!r:.100}"
        raise ValueError(msg)
    for place, name in enumerate(methods):
        if name not in offered:
            msg = f"methods[{place}] must be one of {', '.join(offered)}, got {name}"
            raise ValueError(msg)
