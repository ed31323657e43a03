"""Rolling origin: a method forecasts from where one stood in the past, and is compared with what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats
from plugins.parts.forecast.demand import Demand, read_demand
from plugins.parts.forecast.result import Forecast, check_horizon

# A method with its settings: history of shape (series, periods) and horizon in, forecast out.
Forecaster = Callable[[Floats, int], Forecast]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollingOrigin:
    """What came of forecasts from several origins.

    origins: periods known at each, (origins,), ascending. forecasts, errors (actual less forecast): (…, origins, horizon),
    NaN where either is not known.
    """

    origins: NDArray[np.int64]
    forecasts: Floats
    errors: Floats


def rolling_origin(
    demand: Demand, forecaster: Forecaster, *, horizon: int = 1, origins: int = 12, step: int = 1
) -> RollingOrigin:
    """Forecast from each of the last origins with only what was known by then (Tashman, 2000, IJF 16), parameters chosen anew.

    demand: (periods,) or (series, periods). origins: how many at most; each leaves at least one period before and `horizon`
    after it. step: periods from one to the next. Forecasts below 0 count as 0 where all demand is at least 0. Raises
    ValueError for counts below 1.
    """
    history = read_demand(demand, signed=True)
    places = origins_of(history.periods.shape[0], horizon=horizon, origins=origins, step=step)
    rows = np.ascontiguousarray(history.periods.T)
    forecasts = np.full((len(places), horizon, history.count), np.nan)
    errors = forecasts.copy()
    for at, known in enumerate(places.tolist()):
        forecasts[at] = at_least_nothing(rows, forecaster(rows[:, :known], horizon).mean).T
        errors[at] = history.periods[known : known + horizon] - forecasts[at]
    return RollingOrigin(origins=places, forecasts=history.shaped(forecasts), errors=history.shaped(errors))


def origins_of(periods: int, *, horizon: int, origins: int, step: int = 1) -> NDArray[np.int64]:
    """How many periods are known at each of the last origins, ascending; none where the history is too short for one."""
    check_horizon(horizon)
    if origins < 1 or step < 1:
        msg = f"origins and step must be at least 1, got {origins} and {step}"
        raise ValueError(msg)
    places = periods - horizon - step * np.arange(origins - 1, -1, -1)
    return places[places >= 1].astype(np.int64)


def at_least_nothing(demand: Floats, mean: Floats) -> Floats:
    """The forecast of each series, not below 0 unless its demand is. demand: (series, periods); mean: (series, horizon)."""
    signed = (demand < 0).any(axis=1, keepdims=True)
    return np.where(signed, mean, np.maximum(mean, 0.0))
