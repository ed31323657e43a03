"""Intervals from the errors that a method has made: no distribution is assumed, least of all the normal one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats


class QuantileType(StrEnum):
    """Where among n ordered values a quantile lies (Hyndman and Fan, 1996, American Statistician 50).

    LINEAR, their type 7: the first value is the quantile 0 and the last 1. WEIBULL, their type 6: the next value falls below
    the quantile p with the probability p, as an interval wants it; of 12 errors those of 10 and 90 % hold 80 % of what comes
    by type 6 and 68 % by type 7.
    """

    LINEAR = "type_7"
    WEIBULL = "type_6"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionInterval:
    """Where demand will lie. lower, upper: (…, horizon), NaN where too few errors are known; level: share that it is to hold.

    errors: how many errors it was made from, (…, horizon). quantile_type: of the bounds.
    """

    lower: Floats
    upper: Floats
    level: float
    errors: NDArray[np.int64]
    quantile_type: QuantileType


def prediction_interval(
    mean: Floats,
    errors: Floats,
    *,
    level: float = 0.8,
    least: int = 8,
    floor: float | None = 0.0,
    quantile_type: QuantileType = QuantileType.LINEAR,
) -> PredictionInterval:
    """The forecast plus the quantiles of past errors at the same distance, (1 - level) / 2 left out at either side.

    The forecast itself lies within: where a method was mostly wrong in one direction, so that both quantiles lie on one side
    of nothing, the nearer bound is the forecast. The interval is then wider than the quantiles have it, never narrower, and
    holds at least as much; a dozen errors of overlapping spans tell too little of a bias to move the forecast by it.

    mean: (…, horizon). errors: actual less forecast, (…, origins, horizon), NaN where not known, as `rolling_origin` answers.
    least: fewer errors than these make no interval. floor: what demand cannot be below; None for nothing. Raises ValueError
    for a level that is not between 0 and 1 and for shapes that do not fit.
    """
    if not 0 < level < 1:
        msg = f"level must lie between 0 and 1, got {level}"
        raise ValueError(msg)
    if mean.shape != (*errors.shape[:-2], errors.shape[-1]):
        msg = f"errors must have the shape of mean with an axis of origins before the last, got {errors.shape} for {mean.shape}"
        raise ValueError(msg)
    sample = np.moveaxis(errors, -2, -1)
    counts = (~np.isnan(sample)).sum(axis=-1).astype(np.int64)
    ends = quantiles(sample, [(1 - level) / 2, (1 + level) / 2], quantile_type=quantile_type)
    ends = np.stack([np.minimum(ends[..., 0], 0.0), np.maximum(ends[..., 1], 0.0)], axis=-1)
    bounds = np.where((counts >= least)[..., None], mean[..., None] + ends, np.nan)
    if floor is not None:
        bounds = np.maximum(bounds, floor)
    return PredictionInterval(
        lower=bounds[..., 0],
        upper=bounds[..., 1],
        level=level,
        errors=counts,
        quantile_type=QuantileType(quantile_type),
    )


def total_interval(
    mean: Floats,
    errors: Floats,
    *,
    level: float = 0.8,
    least: int = 8,
    floor: float | None = 0.0,
    quantile_type: QuantileType = QuantileType.LINEAR,
) -> PredictionInterval:
    """The interval of the demand of the first 1, 2, … periods together, as a lead time needs it.

    Arguments as of `prediction_interval`.
    """
    return prediction_interval(
        mean.cumsum(axis=-1),
        errors.cumsum(axis=-1),
        level=level,
        least=least,
        floor=floor,
        quantile_type=quantile_type,
    )


def quantiles(
    sample: Floats, probabilities: Sequence[float], *, quantile_type: QuantileType = QuantileType.LINEAR
) -> Floats:
    """Quantiles of the last axis without its NaN: (…, probabilities), NaN of nothing. probabilities: from 0 to 1."""
    ordered = np.sort(sample, axis=-1)
    if not sample.shape[-1]:
        return np.full((*sample.shape[:-1], len(probabilities)), np.nan)
    counts = (~np.isnan(sample)).sum(axis=-1, keepdims=True)
    last = np.maximum(counts - 1, 0)
    places = last * np.array(probabilities, dtype=np.float64)
    if QuantileType(quantile_type) is QuantileType.WEIBULL:
        places = np.clip((counts + 1) * np.array(probabilities, dtype=np.float64) - 1, 0, last)
    below = np.floor(places).astype(np.int64)
    low = np.take_along_axis(ordered, below, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(below + 1, last), axis=-1)
    found: Floats = low + (places - below) * (high - low)
    return found
