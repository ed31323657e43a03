"""What Farrington's detectors answer, and how it is put together from rows of series and weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plugins.complaints.detectors.counts import Bools, Floats, Panel, Whole
from plugins.complaints.detectors.options import FarringtonOptions
from plugins.complaints.detectors.prediction import Prediction
from plugins.complaints.detectors.thresholds import Threshold


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FarringtonResult:
    """For each tested week; series x weeks where several series were given. nan stands where there is no answer.

    weeks: tested, as indices from 0. observed: nan where not reported. expected: mean predicted from the baseline.
    threshold: the count that must be passed. upperbound: the same as R's surveillance reports it where `enough_cases` is
    false (0 by the classic method, nan by the flexible one). alarm: observed > threshold, with enough cases. score:
    (observed - expected) / (threshold - expected), nan where the bound is not above what is expected. p_value: of a count
    this large or larger. dispersion: variance / mean, at least 1. trend: whether it was kept; slope: per period, on the log
    scale, nan without. enough_cases: the last periods held as many as limit54 asks. converged: of the first fit.
    tested: whether there was enough baseline, and a report. method: "farrington" or "farringtonFlexible".
    """

    method: str
    options: FarringtonOptions
    weeks: Whole
    observed: Floats
    expected: Floats
    threshold: Floats
    upperbound: Floats
    alarm: Bools
    score: Floats
    p_value: Floats
    dispersion: Floats
    trend: Bools
    slope: Floats
    enough_cases: Bools
    converged: Bools
    tested: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """What the pairs of series and week came to, filled some at a time."""

    expected: Floats
    threshold: Floats
    p_value: Floats
    dispersion: Floats
    slope: Floats
    trend: Bools
    converged: Bools

    @classmethod
    def empty(cls, rows: int) -> Rows:
        """Nothing known of any."""
        expected, threshold, p_value, dispersion, slope = (np.full(rows, np.nan) for _ in range(5))
        trend, converged = (np.zeros(rows, dtype=np.bool_) for _ in range(2))
        return cls(
            expected=expected,
            threshold=threshold,
            p_value=p_value,
            dispersion=dispersion,
            slope=slope,
            trend=trend,
            converged=converged,
        )

    def put(self, row: Whole, found: Prediction, expected: Floats, bound: Threshold) -> None:
        """Note some rows."""
        self.expected[row], self.threshold[row], self.p_value[row] = expected, bound.upper, bound.p_value
        self.dispersion[row], self.slope[row] = found.dispersion, found.slope
        self.trend[row], self.converged[row] = found.trend, found.converged


def collect(
    method: str, counts: Panel, weeks: Whole, options: FarringtonOptions, rows: Rows
) -> FarringtonResult:
    """Shape what the rows came to as series x weeks, and compare what was observed with it."""
    shape = (len(weeks),) if counts.single else (counts.series, len(weeks))
    seen = counts.reported[:, weeks].reshape(shape)
    observed = np.where(seen, counts.values[:, weeks].reshape(shape), np.nan)
    threshold, expected = rows.threshold.reshape(shape), rows.expected.reshape(shape)
    tested = seen & ~np.isnan(threshold)
    enough = _enough_cases(counts, weeks, options.limit54).reshape(shape)
    count = np.where(tested, observed, 0.0)
    room = np.where(tested, threshold - expected, 0.0)
    few = 0.0 if method == "farrington" else np.nan
    return FarringtonResult(
        method=method,
        options=options,
        weeks=weeks,
        observed=observed,
        expected=expected,
        threshold=threshold,
        upperbound=np.where(enough, threshold, few),
        alarm=tested & enough & (count > np.where(tested, threshold, 0.0)),
        score=np.divide(count - expected, room, out=np.full(shape, np.nan), where=room > 0),
        p_value=np.where(tested, rows.p_value.reshape(shape), np.nan),
        dispersion=rows.dispersion.reshape(shape),
        trend=rows.trend.reshape(shape),
        slope=rows.slope.reshape(shape),
        enough_cases=enough,
        converged=rows.converged.reshape(shape),
        tested=tested,
    )


def _enough_cases(counts: Panel, weeks: Whole, limit54: tuple[int, int]) -> Bools:
    """Whether the last periods, the tested one included, held as many cases as asked for."""
    cases, periods = limit54
    total = np.concatenate([np.zeros((counts.series, 1)), np.cumsum(counts.values, axis=1)], axis=1)
    last = total[:, weeks + 1] - total[:, np.maximum(weeks + 1 - periods, 0)]
    return np.asarray(last >= cases)
