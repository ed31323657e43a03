"""What every method of forecasting answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from plugins.parts.arguments import Floats
from plugins.parts.forecast.demand import History


class Method(StrEnum):
    """The methods, by the names of the literature."""

    NAIVE = "naive"
    SEASONAL_NAIVE = "seasonal_naive"
    MOVING_AVERAGE = "moving_average"
    SES = "ses"
    HOLT_WINTERS = "holt_winters"
    CROSTON = "croston"
    SBA = "sba"
    SBJ = "sbj"
    TSB = "tsb"
    ADIDA = "adida"
    IMAPA = "imapa"


class Initial(StrEnum):
    """What smoothing starts with; "given" where the caller gave it."""

    NAIVE = "naive"
    MEAN = "mean"
    FIRST_CYCLES = "first_cycles"
    GIVEN = "given"


class Cost(StrEnum):
    """What smoothing parameters are chosen by, over the forecasts one period ahead within the history.

    MSE, MAE: squared and absolute error. MSR, MAR: the same of the rate, against the mean of the demand up to each period
    (Kourentzes, 2014, IJPE 156, eq. 9-12). COMPONENTS: squared error of sizes, and of intervals or occurrence, each by itself.
    """

    MSE = "mse"
    MAE = "mae"
    MSR = "msr"
    MAR = "mar"
    COMPONENTS = "components"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A forecast of one series, or of many with the series as first axis of every array; NaN is null: it cannot be told.

    mean: expected demand of each coming period, (…, horizon). fitted: what the method, with its final parameters, said of
    each period of the history one period ahead, (…, periods). parameters: smoothing parameters by name, each (…,).
    components: what the method had learnt at the end of the history (size, interval, level …), each (…,). initial: what it
    started with. cost: what the parameters were chosen by; None if they were fixed.
    """

    method: Method
    mean: Floats
    fitted: Floats
    parameters: Mapping[str, Floats]
    components: Mapping[str, Floats]
    initial: Initial | None = None
    cost: Cost | None = None


def flat_forecast(
    method: Method,
    history: History,
    path: Floats,
    horizon: int,
    *,
    parameters: Mapping[str, Floats],
    components: Mapping[str, Floats],
    initial: Initial | None = None,
    cost: Cost | None = None,
) -> Forecast:
    """The same rate for every coming period.

    path: what is said after 0, 1, … periods, shape (periods + 1, series). parameters, components: numbers or (series,).
    """
    check_horizon(horizon)
    return Forecast(
        method=method,
        mean=history.shaped(np.repeat(path[-1:], horizon, axis=0)),
        fitted=history.shaped(path[:-1]),
        parameters=named(history, parameters),
        components=named(history, components),
        initial=initial,
        cost=cost,
    )


def named(history: History, values: Mapping[str, Floats]) -> dict[str, Floats]:
    """Values by name, each of shape (series,), as they are answered."""
    return {name: history.shaped(np.broadcast_to(value, (history.count,))) for name, value in values.items()}


def check_horizon(horizon: int) -> None:
    """Raise ValueError unless at least one period is to be told."""
    if horizon < 1:
        msg = f"horizon must be at least 1 period, got {horizon}"
        raise ValueError(msg)


def check_bounds(bounds: tuple[float, float]) -> None:
    """Raise ValueError unless the bounds lie from 0 to 1, the lower one first."""
    if not 0 <= bounds[0] <= bounds[1] <= 1:
        msg = f"bounds must lie from 0 to 1, the lower one first, got {bounds}"
        raise ValueError(msg)
