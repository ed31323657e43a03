"""How far forecasts were from what came, on a scale on which parts of all sizes compare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from plugins.parts.arguments import Floats
from plugins.parts.forecast.demand import Demand, read_demand
from plugins.parts.forecast.known import mean_of_known, ratio
from plugins.parts.forecast.seasonal import check_season


def naive_scale(history: Demand, *, season: int = 1, power: int = 1) -> Floats:
    """The mean absolute (power 1) or squared (2) change from a season ago within the history: (…,), null without a pair.

    history: (periods,) or (series, periods). season: periods; 1 compares neighbours. Raises ValueError for another power.
    """
    check_season(season)
    if power not in (1, 2):
        msg = f"power must be 1 or 2, got {power}"
        raise ValueError(msg)
    read = read_demand(history, signed=True)
    changes = np.abs(read.periods[season:] - read.periods[: max(read.periods.shape[0] - season, 0)]) ** power
    return read.shaped(mean_of_known(changes, 0))


def mase(actual: Demand, forecast: Demand, history: Demand, *, season: int = 1) -> Floats:
    """The mean absolute scaled error (Hyndman and Koehler, 2006, IJF 22, section 4): (…,).

    actual, forecast: (horizon,) or (series, horizon); history: what the forecast was made from, (periods,) or (series,
    periods). Pairs of which one is missing do not count. Null where the history never changes or nothing can be compared.
    """
    return ratio(_mean_error(actual, forecast, 1), naive_scale(history, season=season))


def rmsse(actual: Demand, forecast: Demand, history: Demand, *, season: int = 1) -> Floats:
    """The root mean squared scaled error (Makridakis et al., 2022, IJF 38, eq. 1): (…,). Arguments as of `mase`."""
    return np.sqrt(ratio(_mean_error(actual, forecast, 2), naive_scale(history, season=season, power=2)))


def _mean_error(actual: Demand, forecast: Demand, power: int) -> Floats:
    came, said = read_demand(actual, signed=True), read_demand(forecast, signed=True)
    if came.periods.shape != said.periods.shape or came.many != said.many:
        msg = f"actual and forecast must have the same shape, got {came.rows.shape} and {said.rows.shape}"
        raise ValueError(msg)
    return came.shaped(mean_of_known(np.abs(came.periods - said.periods) ** power, 0))


def pinball_loss(actual: Floats, quantile: Floats, probability: Floats | float) -> Floats:
    """What a forecast quantile costs (Koenker and Bassett, 1978): p times what was short, 1 - p times what was over.

    actual, quantile, probability: numbers or arrays that broadcast; NaN gives NaN. Raises ValueError for a probability that
    is not between 0 and 1.
    """
    level = np.asarray(probability, dtype=np.float64)
    if not ((level > 0) & (level < 1)).all():
        msg = f"probability must lie between 0 and 1, got {probability}"
        raise ValueError(msg)
    short = np.asarray(actual, dtype=np.float64) - np.asarray(quantile, dtype=np.float64)
    return np.maximum(level * short, (level - 1) * short)


def scaled_pinball(
    actual: Demand, quantiles: Floats, probabilities: Sequence[float], history: Demand, *, season: int = 1
) -> Floats:
    """The mean pinball loss over periods and probabilities, over `naive_scale` (Makridakis et al., 2022, IJF 38, eq. 2): (…,).

    actual: (horizon,) or (series, horizon); quantiles: the same with a last axis of the probabilities. Null where the history
    never changes or nothing can be compared.
    """
    values = read_demand(actual, signed=True).rows
    said = np.asarray(quantiles, dtype=np.float64)
    wanted = (*values.shape, len(probabilities))
    if said.shape != wanted:
        msg = f"quantiles must have the shape of actual and one more axis of the probabilities, {wanted}, got {said.shape}"
        raise ValueError(msg)
    losses = pinball_loss(values[..., None], said, np.array(probabilities))
    return ratio(mean_of_known(losses, axis=(-2, -1)), naive_scale(history, season=season))
