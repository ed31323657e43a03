"""Farrington's detectors: is this week's count more than the same weeks of earlier years let expect?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plugins.complaints.detectors.counts import (
    Floats,
    Numbers,
    Panel,
    Whole,
    read_counts,
    read_exposure,
    read_weeks,
)
from plugins.complaints.detectors.farrington_result import FarringtonResult, Rows, collect
from plugins.complaints.detectors.options import (
    FarringtonOptions,
    Inference,
    PowerTransform,
    Sided,
    ThresholdMethod,
)
from plugins.complaints.detectors.prediction import Baselined, Prediction, predict
from plugins.complaints.detectors.reference import Baseline, baselines
from plugins.complaints.detectors.thresholds import (
    Threshold,
    delta_threshold,
    negative_binomial_threshold,
)

# Rows of one pass: their matrices stay within the processor's caches, and memory stays small for any number of series.
_ROWS: Final = 512


def farrington(
    counts: Numbers,
    weeks: Sequence[int] | NDArray[np.integer] | None = None,
    *,
    frequency: int = 52,
    b: int = 5,
    w: int = 3,
    alpha: float = 0.01,
    sided: Sided = Sided.TWO,
    trend: bool = True,
    p_threshold_trend: float = 0.05,
    reweight: bool = True,
    weights_threshold: float = 1.0,
    power_transform: PowerTransform = PowerTransform.TWO_THIRDS,
    limit54: tuple[int, int] = (5, 4),
    reported: ArrayLike | None = None,
    exposure: Numbers | None = None,
    dates: Sequence[date] | None = None,
) -> FarringtonResult:
    """The classic detector (Farrington, Andrews, Beale and Catchpole 1996, JRSS A 159; R: surveillance::algo.farrington).

    counts: one series, or series x periods; None or nan where not reported. weeks: indices from 0 to test; without, all
    from frequency x b - w - 1 on; earlier ones can be asked for (baseline weeks before the first are left out). frequency:
    periods of a year (52, 12, 365, 4). b: years back. w: half width of the window in each. alpha: of both sides together,
    as published; Sided.ONE puts it all above. trend, p_threshold_trend: tried, and kept below this p (and b >= 3, and no
    prediction above all counts of the baseline). reweight, weights_threshold: down-weight past outbreaks. power_transform:
    scale of the bound. limit54: no alarm with fewer cases than the first in as many last periods as the second. reported:
    mask. exposure: what the counts are of, as an offset. dates: of the periods; the same calendar week is then meant by its
    date. Raises ValueError, saying where, for what cannot be read.
    """
    options = FarringtonOptions(
        frequency=frequency,
        b=b,
        w=w,
        alpha=alpha,
        sided=Sided(sided),
        trend=trend,
        p_threshold_trend=p_threshold_trend,
        reweight=reweight,
        weights_threshold=weights_threshold,
        no_periods=1,
        past_weeks_not_included=w,
        threshold_method=ThresholdMethod.DELTA,
        power_transform=PowerTransform(power_transform),
        limit54=limit54,
    )
    read = read_counts(counts, reported)
    first = max(frequency - w, 0)
    # R counts from 1: its freq * b - w is one less here.
    default = range(max(frequency * b - w - 1, first), read.periods)
    tested = read_weeks(default if weeks is None else weeks, first, read.periods)
    return _run("farrington", read, tested, options, exposure=exposure, dates=dates)


def farrington_flexible(
    counts: Numbers,
    weeks: Sequence[int] | NDArray[np.integer] | None = None,
    *,
    frequency: int = 52,
    b: int = 5,
    w: int = 3,
    alpha: float = 0.01,
    sided: Sided = Sided.ONE,
    trend: bool = True,
    p_threshold_trend: float = 1.0,
    reweight: bool = True,
    weights_threshold: float = 2.58,
    no_periods: int = 10,
    past_weeks_not_included: int | None = None,
    threshold_method: ThresholdMethod = ThresholdMethod.NB_PLUGIN,
    power_transform: PowerTransform = PowerTransform.TWO_THIRDS,
    limit54: tuple[int, int] = (5, 4),
    inference: Inference = Inference.CLEAN,
    reported: ArrayLike | None = None,
    exposure: Numbers | None = None,
    dates: Sequence[date] | None = None,
) -> FarringtonResult:
    """The flexible detector (Noufaily et al. 2013, Statistics in Medicine 32; R: surveillance::farringtonFlexible).

    As `farrington`, but with all the history of the b years in no_periods seasonal blocks (1: only the windows), without
    the last past_weeks_not_included periods (half a year: 26 weeks), alpha one-sided, and the trend always tried.
    threshold_method: delta (with power_transform), nbPlugin or muan. inference: see `Inference`. weeks: without, all from
    frequency x b + w on; the week b years before must exist. R's own numbers come with inference="surveillance" and its
    defaults no_periods=1, past_weeks_not_included=w, threshold_method="delta", alpha=.05. Raises ValueError, saying where,
    for what cannot be read.
    """
    past = frequency // 2 if past_weeks_not_included is None else past_weeks_not_included
    options = FarringtonOptions(
        frequency=frequency,
        b=b,
        w=w,
        alpha=alpha,
        sided=Sided(sided),
        trend=trend,
        p_threshold_trend=p_threshold_trend,
        reweight=reweight,
        weights_threshold=weights_threshold,
        no_periods=no_periods,
        past_weeks_not_included=past,
        threshold_method=ThresholdMethod(threshold_method),
        power_transform=PowerTransform(power_transform),
        limit54=limit54,
        inference=Inference(inference),
    )
    read = read_counts(counts, reported)
    whole = frequency * b + w
    tested = read_weeks(range(whole, read.periods) if weeks is None else weeks, frequency * b, read.periods)
    return _run("farringtonFlexible", read, tested, options, exposure=exposure, dates=dates)


def _run(
    method: str,
    counts: Panel,
    weeks: Whole,
    options: FarringtonOptions,
    *,
    exposure: Numbers | None,
    dates: Sequence[date] | None,
) -> FarringtonResult:
    at_risk = read_exposure(exposure, counts)
    rows = Rows.empty(counts.series * len(weeks))
    place = {week: number for number, week in enumerate(weeks.tolist())}
    for baseline in baselines(weeks, options, dates, counts.periods):
        columns = np.array([place[week] for week in baseline.weeks.tolist()], dtype=np.intp)
        for series, picked in _chunks(counts.series, len(columns)):
            row = series * len(weeks) + columns[picked]
            given = _gather(counts, at_risk, series, baseline.weeks[picked], baseline)
            observed = counts.values[series, baseline.weeks[picked]]
            rows.put(row, *_judge(observed, given, baseline, options))
    return collect(method, counts, weeks, options, rows)


def _chunks(series: int, weeks: int) -> Iterator[tuple[Whole, Whole]]:
    """All pairs of a series and a tested week, some rows at a time."""
    for start in range(0, series * weeks, _ROWS):
        pair = np.arange(start, min(start + _ROWS, series * weeks), dtype=np.intp)
        yield pair // weeks, pair % weeks


def _gather(
    counts: Panel, at_risk: Floats | None, series: Whole, weeks: Whole, baseline: Baseline
) -> Baselined:
    place = weeks[:, None] - baseline.before
    there, row = place >= 0, series[:, None]
    place = np.maximum(place, 0)
    seen = counts.reported[row, place] & there
    nothing = np.zeros(len(series))
    return Baselined(
        counts=np.where(seen, counts.values[row, place], 0.0),
        seen=seen,
        offset=None if at_risk is None else np.log(at_risk[row, place]),
        current_offset=nothing if at_risk is None else np.log(at_risk[series, weeks]),
    )


def _judge(
    observed: Floats, given: Baselined, baseline: Baseline, options: FarringtonOptions
) -> tuple[Prediction, Floats, Threshold]:
    found = predict(given, baseline.design, options)
    linear = found.linear + given.current_offset
    known = ~np.isnan(linear)
    safe = np.where(known, linear, 0.0)
    error, phi = np.where(known, found.standard_error, 0.0), np.where(known, found.dispersion, 1.0)
    # As R's log link keeps it: a mean of nothing would leave the delta method without a scale.
    mean = np.maximum(np.exp(np.minimum(safe, 700.0)), np.finfo(np.float64).eps)
    tail = options.upper_tail
    if options.threshold_method is ThresholdMethod.DELTA:
        bound = delta_threshold(
            observed, mean, mean * error, phi, tail=tail, power_transform=options.power_transform
        )
    else:
        bound = negative_binomial_threshold(
            observed, safe, error, phi, tail=tail, method=options.threshold_method
        )
    unknown = ~known
    bound.upper[unknown], bound.p_value[unknown] = np.nan, np.nan
    return found, np.where(known, mean, np.nan), bound
