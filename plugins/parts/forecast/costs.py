"""What a method's forecasts within the history cost, by the criteria of Kourentzes (2014, IJPE 156)."""

from __future__ import annotations

import numpy as np

from plugins.parts.arguments import Floats
from plugins.parts.forecast.known import mean_of_known, ratio, sum_of_known
from plugins.parts.forecast.result import Cost


def in_sample_cost(cost: Cost, periods: Floats, fitted: Floats, target: Floats) -> Floats:
    """The mean cost of each series over the periods that were forecast, (series,); NaN if there is none.

    periods: demand; fitted: what was said of it; target: the rate so far; each of shape (periods, series).
    """
    errors = (target if cost in (Cost.MAR, Cost.MSR) else periods) - fitted
    size = errors * errors if cost in (Cost.MSE, Cost.MSR) else np.abs(errors)
    return mean_of_known(np.where(np.isnan(periods), np.nan, size))


def rate_so_far(periods: Floats) -> Floats:
    """The mean of the known demand up to each period, shape (periods, series).

    Those of the first three tenths of the known periods, rounded up, are as at their end: a mean of few tells little.
    """
    known = ~np.isnan(periods)
    counts = known.cumsum(axis=0)
    rates = ratio(np.where(known, periods, 0.0).cumsum(axis=0), counts)
    if not periods.size:
        return rates
    early = np.ceil(0.3 * counts[-1])
    settled = sum_of_known(np.where(known & (counts == early), rates, 0.0))
    return np.asarray(np.where(counts <= early, settled, rates))
