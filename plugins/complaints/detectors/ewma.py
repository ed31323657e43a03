"""Exponentially weighted moving averages: a memory that fades, and limits that widen to what it can hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from plugins.complaints.detectors.counts import Bools, Floats, Numbers, read_values
from plugins.complaints.detectors.cusum import first_alarm
from plugins.complaints.detectors.options import Sided


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ewma:
    """For each period, shaped as the values were. ewma: the average. lower, upper: its limits. alarm: whether it left them."""

    lam: float
    sigmas: float
    sided: Sided
    ewma: Floats
    lower: Floats
    upper: Floats
    alarm: Bools

    @property
    def first_alarm(self) -> int | None:
        """Index from 0 of the first alarm of one series."""
        return first_alarm(self.alarm)


def ewma(
    values: Numbers,
    *,
    target: ArrayLike,
    sigma: ArrayLike,
    lam: float = 0.2,
    sigmas: float = 3.0,
    sided: Sided = Sided.ONE,
    steady: bool = False,
    reported: ArrayLike | None = None,
) -> Ewma:
    """EWMA chart: z = lam x + (1 - lam) z, limits target +- sigmas sigma sqrt(lam / (2 - lam) (1 - (1 - lam)^(2 i))).

    Roberts (1959); Montgomery, section 9.2. values: one series, or series x periods; a period that was not reported leaves
    the average and its limits as they are. target, sigma: mean and standard deviation in control, one number or one for each
    series (for Poisson counts the mean and its root). lam: weight of the newest, above 0, up to 1. sided: whether only the
    upper limit alarms. steady: take the limits that are approached from the start. Raises ValueError otherwise.
    """
    if not (0 < lam <= 1 and sigmas > 0):
        raise ValueError(f"lam is {lam}, sigmas {sigmas}; give lam above 0 and up to 1, sigmas above 0")
    panel = read_values(values, reported)
    centre, spread = (_by_series(one, panel.series) for one in (target, sigma))
    if not (spread >= 0).all():
        raise ValueError("sigma holds a negative value; give 0 or more")
    average, found = centre.copy(), np.zeros(panel.values.shape)
    for period in range(panel.periods):
        newest = lam * panel.values[:, period] + (1 - lam) * average
        average = np.where(panel.reported[:, period], newest, average)
        found[:, period] = average
    number = np.cumsum(panel.reported, axis=1)
    memory = np.ones(number.shape) if steady else 1 - (1 - lam) ** (2.0 * number)
    width = sigmas * spread[:, None] * np.sqrt(lam / (2 - lam) * memory)
    lower, upper = centre[:, None] - width, centre[:, None] + width
    beyond = found > upper if Sided(sided) is Sided.ONE else (found > upper) | (found < lower)
    return Ewma(
        lam=lam,
        sigmas=sigmas,
        sided=Sided(sided),
        ewma=panel.shaped(found),
        lower=panel.shaped(lower),
        upper=panel.shaped(upper),
        alarm=panel.shaped(np.asarray(beyond & panel.reported)),
    )


def _by_series(value: ArrayLike, series: int) -> Floats:
    given = np.asarray(value, dtype=np.float64)
    if not np.isfinite(given).all() or given.size not in {1, series}:
        raise ValueError(
            f"target and sigma must be finite: one number, or one for each of the {series} series"
        )
    return np.array(np.broadcast_to(given.reshape(-1), (series,)))
