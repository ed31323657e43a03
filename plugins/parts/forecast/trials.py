"""Candidates tried from several origins of many series, and what their forecasts cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats
from plugins.parts.forecast.accuracy import pinball_loss
from plugins.parts.forecast.intervals import quantiles
from plugins.parts.forecast.known import in_any, mean_of_known
from plugins.parts.forecast.result import Forecast
from plugins.parts.forecast.rolling import Forecaster, at_least_nothing


class Criterion(StrEnum):
    """What methods are judged by over the rolling origins.

    MASE: absolute error, which the median serves best: of parts asked for in fewer than half of the periods it prefers
    low forecasts. RMSSE: squared error, which the mean serves best. SCALED_PINBALL: the quantiles that stock is kept for.
    """

    MASE = "mase"
    RMSSE = "rmsse"
    SCALED_PINBALL = "scaled_pinball"


def hold_trials(
    rows: Floats,
    candidates: Mapping[str, Forecaster],
    places: NDArray[np.int64],
    *,
    horizon: int,
    criterion: Criterion,
    probabilities: Sequence[float],
) -> Floats:
    """What the forecasts of each candidate from each origin cost: (candidates, series, origins, horizon), NaN if not known.

    rows: (series, periods); places: periods known at each origin. The losses are absolute errors, squared ones, or the mean
    pinball losses of the probabilities.
    """
    losses = np.full((len(candidates), len(rows), len(places), horizon), np.nan)
    for origin, known in enumerate(places.tolist()):
        past, came = rows[:, :known], rows[:, known : known + horizon]
        for place, candidate in enumerate(candidates.values()):
            said = candidate(past, horizon)
            mean = at_least_nothing(past, said.mean)
            if criterion is Criterion.SCALED_PINBALL:
                losses[place, :, origin] = _pinball(past, came, said, mean, probabilities)
            else:
                losses[place, :, origin] = np.abs(came - mean) ** (2 if criterion is Criterion.RMSSE else 1)
    return losses


def _pinball(
    past: Floats, came: Floats, said: Forecast, mean: Floats, probabilities: Sequence[float]
) -> Floats:
    """The mean loss over the probabilities, (series, horizon), of the forecast plus quantiles of the errors within the past."""
    around = quantiles(past - said.fitted, probabilities)
    expected = at_least_nothing(past, (mean[:, :, None] + around[:, None, :]).reshape(len(past), -1))
    losses = pinball_loss(came[:, :, None], expected.reshape(*mean.shape, -1), np.array(probabilities))
    return np.asarray(losses.mean(axis=-1))


def mean_losses(losses: Floats) -> Floats:
    """The mean loss of each candidate, (candidates, series).

    They are compared over the same forecasts: those that at least one candidate could make. One that could not make all of
    them has no loss.
    """
    known = ~np.isnan(losses)
    missed = in_any(in_any(known, 0) & ~known, (-2, -1))
    return np.where(missed, np.nan, mean_of_known(losses, axis=(-2, -1)))
