"""CUSUM of counts: Poisson counts standardised, and summed as if they were normal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from plugins.complaints.detectors.counts import Bools, Floats, Numbers, beside, read_counts
from plugins.complaints.detectors.cusum import cusum, first_alarm


class Standardization(StrEnum):
    """How a count x with the mean m becomes nearly standard normal.

    STANDARD: z = (x - m) / sqrt(m). ROSSI: (x - 3 m + 2 sqrt(x m)) / (2 sqrt(m)) (Rossi, Lampugnani and Marchi 1999).
    ANSCOMBE: 3/2 (x^(2/3) - m^(2/3)) / m^(1/6).
    """

    STANDARD = "standard"
    ROSSI = "rossi"
    ANSCOMBE = "anscombe"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PoissonCusum:
    """For each period, shaped as the counts were; nan where not reported.

    standardized: the count. cusum: the sum after it. upperbound: the count from which on there is an alarm, given the sum
    before. alarm: whether the sum reached h.
    """

    standardization: Standardization
    k: float
    h: float
    mean: Floats
    standardized: Floats
    cusum: Floats
    upperbound: Floats
    alarm: Bools

    @property
    def first_alarm(self) -> int | None:
        """Index from 0 of the first alarm of one series."""
        return first_alarm(self.alarm)


def standardize_counts(
    counts: ArrayLike, mean: ArrayLike, standardization: Standardization = Standardization.STANDARD
) -> Floats:
    """Standardise Poisson counts. counts: 0 or more; mean: above 0; both broadcast. Formulas: `Standardization`."""
    x, m = np.asarray(counts, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    if not (m > 0).all():
        raise ValueError(
            "mean holds a value that is not above 0; estimate it with a prior, as (cases + 1/2) / periods"
        )
    match Standardization(standardization):
        case Standardization.STANDARD:
            return np.asarray((x - m) / np.sqrt(m))
        case Standardization.ROSSI:
            return np.asarray((x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m)))
        case _:
            return np.asarray(1.5 * (np.cbrt(x) ** 2 - np.cbrt(m) ** 2) / m ** (1 / 6))


def count_reaching(value: ArrayLike, mean: ArrayLike, standardization: Standardization) -> Floats:
    """The least count, 0 or more and not necessarily whole, that is standardised to the value or more."""
    z, m = np.asarray(value, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    match Standardization(standardization):
        case Standardization.STANDARD:
            return np.asarray(np.maximum(m + z * np.sqrt(m), 0.0))
        case Standardization.ROSSI:
            root = np.sqrt(np.maximum(4 * m + 2 * z * np.sqrt(m), 0.0)) - np.sqrt(m)
            return np.asarray(np.maximum(root, 0.0) ** 2)
        case _:
            return np.asarray(np.maximum(np.cbrt(m) ** 2 + z * m ** (1 / 6) / 1.5, 0.0) ** 1.5)


def poisson_cusum(
    counts: Numbers,
    mean: ArrayLike,
    *,
    k: float = 1.04,
    h: float = 2.26,
    standardization: Standardization = Standardization.STANDARD,
    reset: bool = False,
    reported: ArrayLike | None = None,
) -> PoissonCusum:
    """One-sided CUSUM of standardised counts, C = max(0, C + x - k), alarm while C >= h.

    Rossi, Lampugnani and Marchi (1999), Statistics in Medicine 18; R: surveillance::algo.cusum. counts: one series, or
    series x periods. mean: expected in control, above 0: one number, or of the counts' shape; often the mean of the periods
    before, which are then not given. k, h: in standard deviations; `normal_cusum_arl` and `standardized_cusum_arl` say how
    often they are wrong. reset: begin anew after an alarm. Raises ValueError, saying where, for what cannot be read.
    """
    panel = read_counts(counts, reported)
    expected = beside(mean, panel, "mean")
    standardized = standardize_counts(panel.values, expected, standardization)
    sums = cusum(standardized, k=k, h=h, reset=reset, reported=panel.reported)
    before = np.concatenate([np.zeros((panel.series, 1)), sums.c_plus[:, :-1]], axis=1)
    if reset:
        before[:, 1:][sums.alarm[:, :-1]] = 0.0
    blank = ~panel.reported
    bound = count_reaching(h + k - before, expected, standardization)
    return PoissonCusum(
        standardization=Standardization(standardization),
        k=k,
        h=h,
        mean=panel.shaped(np.array(expected)),
        standardized=panel.shaped(np.where(blank, np.nan, standardized)),
        cusum=panel.shaped(sums.c_plus),
        upperbound=panel.shaped(np.where(blank, np.nan, bound)),
        alarm=panel.shaped(sums.alarm),
    )
