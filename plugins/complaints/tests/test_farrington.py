"""Farrington's detectors against R's surveillance, against regression written out week by week, and at their edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from plugins.complaints.detectors import (
    FarringtonOptions,
    Inference,
    PowerTransform,
    Sided,
    ThresholdMethod,
    farrington,
    farrington_flexible,
)
from plugins.complaints.detectors.reference import baselines, block_of_each, same_week_of_year
from plugins.complaints.detectors.reweighting import outbreak_weights
from plugins.complaints.detectors.thresholds import delta_threshold, negative_binomial_threshold
from plugins.complaints.tests.published_series import (
    FARRINGTON_UPPERBOUND,
    FLEXIBLE_ALARMS_BY_DATE,
    FLEXIBLE_UPPERBOUND,
    FLEXIBLE_UPPERBOUND_BY_DATE,
    SALMONELLA_AGONA,
    SALMONELLA_NEWPORT,
    WINDOWS_UPPERBOUND,
)

Floats = NDArray[np.float64]


def array(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


# ── as published ──


def test_classic_bound_is_that_of_surveillance() -> None:
    found = farrington(SALMONELLA_AGONA, range(281, 312), b=4, w=3, alpha=0.01)
    assert found.upperbound == pytest.approx(FARRINGTON_UPPERBOUND, abs=1e-10)
    assert (found.weeks[found.alarm] + 1).tolist() == [284, 285]
    assert found.method == "farrington"


# Test cases of surveillance 1.20 (tests/testthat/test-farringtonFlexible.R), to their seven digits.
@pytest.mark.parametrize(
    ("transform", "upper", "p_value"),
    [("none", 8.6926872, 0.0907246), ("1/2", 9.3744842, 0.1189986), ("2/3", 9.1154825, 0.1094727)],
)
def test_delta_threshold_is_that_of_surveillance(transform: str, upper: float, p_value: float) -> None:
    found = delta_threshold(
        array(8), array(5), array(0.2), array(1), tail=0.05, power_transform=PowerTransform(transform)
    )
    assert (found.upper[0], found.p_value[0]) == pytest.approx((upper, p_value), abs=1e-6)


@pytest.mark.parametrize(
    ("method", "dispersion", "upper", "p_value"),
    [
        ("muan", 1.5, 24, 0.8597797),
        ("muan", 1.0, 22, 0.9093099),
        ("nbPlugin", 1.5, 10, 0.03763657),
        ("nbPlugin", 1.0, 9, 0.01369527),
    ],
)
def test_negative_binomial_threshold_is_that_of_surveillance(
    method: str, dispersion: float, upper: float, p_value: float
) -> None:
    found = negative_binomial_threshold(
        array(11),
        array(math.log(5)),
        array(math.log(2)),
        array(dispersion),
        tail=0.05,
        method=ThresholdMethod(method),
    )
    assert (found.upper[0], found.p_value[0]) == pytest.approx((upper, p_value), abs=1e-6)


def test_outbreak_weights_are_those_checked_by_hand_in_surveillance() -> None:
    residuals = np.array([[0.0] * 5 + [2.0] * 5])
    seen = np.ones((1, 10), dtype=bool)
    assert outbreak_weights(residuals, 0, seen)[0] == pytest.approx([1.6] * 5 + [0.4] * 5)


@pytest.mark.parametrize("method", ThresholdMethod)
def test_flexible_bound_is_that_of_surveillance(method: ThresholdMethod) -> None:
    found = farrington_flexible(
        SALMONELLA_AGONA,
        range(281, 312),
        b=4,
        alpha=0.05,
        threshold_method=method,
        limit54=(0, 4),
        inference=Inference.SURVEILLANCE,
    )
    assert found.upperbound == pytest.approx(FLEXIBLE_UPPERBOUND[method], abs=1e-10)


def test_flexible_bound_from_windows_only_is_that_of_surveillance() -> None:
    found = farrington_flexible(
        SALMONELLA_AGONA,
        range(281, 312),
        b=4,
        alpha=0.05,
        no_periods=1,
        past_weeks_not_included=3,
        weights_threshold=1,
        p_threshold_trend=0.05,
        threshold_method=ThresholdMethod.DELTA,
        limit54=(0, 4),
        inference=Inference.SURVEILLANCE,
    )
    assert found.upperbound == pytest.approx(WINDOWS_UPPERBOUND, abs=1e-10)


@pytest.mark.parametrize("inference", Inference)
def test_flexible_bound_by_dates_is_that_of_surveillance(inference: Inference) -> None:
    """With the trend always tried the negative binomial asks for no standard error: both inferences agree."""
    found = farrington_flexible(SALMONELLA_NEWPORT, range(299, 528), dates=NEWPORT_DATES, inference=inference)
    assert (found.weeks[found.alarm] + 1).tolist() == FLEXIBLE_ALARMS_BY_DATE
    last = [None if math.isnan(one) else one for one in found.upperbound[-60:].tolist()]
    assert last == FLEXIBLE_UPPERBOUND_BY_DATE


NEWPORT_DATES = [date(2004, 1, 5) + timedelta(weeks=week) for week in range(len(SALMONELLA_NEWPORT))]
# What surveillance called from 3 January 2011 to 31 December 2012, as epysurv's tests keep it: b 3, w 3, alpha 0.01.
CLASSIC_ALARMS = {
    "2011-11-07", "2011-11-14", "2011-11-21", "2011-12-19", "2012-01-23", "2012-02-13", "2012-06-25", "2012-09-10",
    "2012-09-24",
}  # fmt: skip
FLEXIBLE_ALARMS = {
    "2011-08-01", "2011-08-29", "2011-11-07", "2011-11-14", "2011-11-21", "2011-12-19", "2012-01-23", "2012-02-13",
    "2012-06-25", "2012-09-24",
}  # fmt: skip
TESTED = [place for place, day in enumerate(NEWPORT_DATES) if date(2011, 1, 1) < day < date(2013, 1, 1)]


@pytest.mark.parametrize("dates", [None, NEWPORT_DATES])
def test_classic_alarms_are_those_that_epysurv_keeps(dates: list[date] | None) -> None:
    found = farrington(SALMONELLA_NEWPORT, TESTED, b=3, dates=dates)
    assert {str(NEWPORT_DATES[week]) for week in found.weeks[found.alarm]} == CLASSIC_ALARMS


def test_flexible_alarms_are_those_that_epysurv_keeps() -> None:
    found = farrington_flexible(
        SALMONELLA_NEWPORT,
        TESTED,
        b=3,
        no_periods=1,
        threshold_method=ThresholdMethod.DELTA,
        p_threshold_trend=0.05,
        inference=Inference.SURVEILLANCE,
        dates=NEWPORT_DATES,
    )
    assert {str(NEWPORT_DATES[week]) for week in found.weeks[found.alarm]} == FLEXIBLE_ALARMS


def test_same_week_of_earlier_years_is_that_of_surveillance() -> None:
    day = date(2013, 6, 6)
    found = [same_week_of_year(day, years) for years in range(1, 4)]
    assert found == [date(2012, 6, 7), date(2011, 6, 9), date(2010, 6, 3)]


def test_leap_day_is_the_first_of_march_in_other_years() -> None:
    assert same_week_of_year(date(2016, 2, 29), 1) == date(
        2015, 3, 2
    )  # the Monday nearest to Sunday, 1 March


# ── against a slow reading ──


@dataclass(frozen=True, kw_only=True)
class Slow:
    """One week, fitted by least squares of full matrices."""

    upper: float
    p_value: float
    expected: float
    trend: bool


def slow_blocks(week: int, options: FarringtonOptions) -> dict[int, int]:
    """Block of each baseline week, written as in the paper: walk from one window to the next."""
    references = [week - options.frequency * year for year in range(options.b + 1)]
    found = {week - step: 0 for step in range(1, options.w + 1)}
    for later, earlier in pairwise(references):
        for step in range(-options.w, options.w + 1):
            found[earlier + step] = 0
        if options.no_periods == 1:
            continue
        gap = list(range(earlier + options.w + 1, later - options.w))
        for block, weeks in enumerate(np.array_split(gap, options.no_periods - 1), start=1):
            found |= {int(place): block for place in weeks}
    last = week - options.past_weeks_not_included
    return {place: block for place, block in found.items() if 0 <= place < last}


def slow_glm(
    y: Floats, design: Floats, weights: Floats, offset: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats, bool]:
    """R's glm.fit for quasi-Poisson: coefficients, their unscaled covariance, mean, hat values, working weights, converged."""
    mean = y + 0.1
    eta, old = np.log(mean), math.inf
    converged = False

    def deviance() -> float:
        parts = np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mean), 0) - (y - mean)
        return float(2 * (weights * parts).sum())

    old = deviance()
    for _ in range(25):
        working = weights * mean
        response = eta - offset + (y - mean) / mean
        root = np.sqrt(working)[:, None]
        coefficients = np.linalg.lstsq(design * root, response * root[:, 0], rcond=None)[0]
        eta = design @ coefficients + offset
        mean = np.maximum(np.exp(eta), np.finfo(float).eps)
        now = deviance()
        converged = abs(now - old) / (abs(now) + 0.1) < 1e-8
        if converged:
            break
        old = now
    covariance = np.linalg.pinv((design * working[:, None]).T @ design, rcond=1e-12)
    hat = working * np.einsum("ij,jk,ik->i", design, covariance, design)
    return (
        np.asarray(coefficients, dtype=np.float64),
        np.asarray(covariance, dtype=np.float64),
        mean,
        hat,
        working,
        converged,
    )


def slow_robust(
    y: Floats, design: Floats, offset: Floats, options: FarringtonOptions
) -> tuple[Floats, Floats, float, float, float, bool]:
    """Fit, reweight, fit: coefficients, covariance, dispersion, that of R after reweighting, freedom, first one converged."""
    weights = np.ones_like(y)
    free = len(y) - np.linalg.matrix_rank(design)
    coefficients, covariance, mean, hat, working, converged = slow_glm(y, design, weights, offset)
    if options.reweight:
        phi = max(1.0, float((working * ((y - mean) / mean) ** 2).sum() / free))
        s = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - mean**0.5) / np.sqrt(phi * (1 - hat))
        weights = np.where(s > options.weights_threshold, np.where(s > 0, s, 1.0) ** -2.0, 1.0)
        weights *= len(y) / weights.sum()
        coefficients, covariance, mean, _, working, _ = slow_glm(y, design, weights, offset)
    squares = ((y - mean) / mean) ** 2
    taken = weights if options.reweight else working
    return (
        coefficients,
        covariance,
        float((working * squares).sum() / free),
        float((taken * squares).sum() / free),
        float(free),
        converged,
    )


def slow_week(
    counts: Sequence[float | None], week: int, options: FarringtonOptions, exposure: Floats | None = None
) -> Slow:
    blocks = {place: b for place, b in slow_blocks(week, options).items() if counts[place] is not None}
    places = sorted(blocks)
    y = array(*(float(counts[place] or 0) for place in places))
    used = sorted(set(blocks.values()))
    levels = np.array([[float(blocks[place] == block) for block in used] for place in places])
    time = array(*places)[:, None] - week
    offset = np.zeros(len(y)) if exposure is None else np.log(exposure[places])
    ahead = 0.0 if exposure is None else math.log(exposure[week])
    fitted = None
    if options.trend and options.b >= 3:
        fit = slow_robust(y, np.hstack([levels, time]), offset, options)
        spread = math.sqrt((fit[2] if options.inference is Inference.CLEAN else fit[3]) * fit[1][-1, -1])
        p_value = 2 * stats.t.sf(abs(fit[0][-1]) / spread, fit[4])
        if fit[5] and p_value < options.p_threshold_trend and math.exp(fit[0][0] + ahead) <= y.max():
            fitted = fit
    trend = fitted is not None
    fit = fitted or slow_robust(y, levels, offset, options)
    linear = fit[0][0] + ahead
    phi = max(1.0, fit[2])
    error = math.sqrt(fit[1][0, 0] * (phi if options.inference is Inference.CLEAN else fit[3]))
    upper, tail = slow_threshold(float(counts[week] or 0), linear, error, phi, options)
    return Slow(upper=upper, p_value=tail, expected=math.exp(linear), trend=trend)


def slow_threshold(
    y: float, linear: float, error: float, phi: float, options: FarringtonOptions
) -> tuple[float, float]:
    mean, z = math.exp(linear), stats.norm.isf(options.upper_tail)
    if options.threshold_method is ThresholdMethod.DELTA:
        power = options.power_transform.exponent
        tau = phi + (mean * error) ** 2 / mean
        spread = math.sqrt({1.0: mean * tau, 0.5: tau / 4}.get(power, 4 / 9 * mean ** (1 / 3) * tau))
        return (mean**power + z * spread) ** (1 / power), stats.norm.sf((y**power - mean**power) / spread)
    if options.threshold_method is ThresholdMethod.MUAN:
        mean = math.exp(linear + z * error)
    law = stats.poisson(mean) if phi == 1 else stats.nbinom(mean / (phi - 1), 1 / phi)
    return law.ppf(1 - options.upper_tail), law.sf(y - 1)


FEW_PERIODS = FarringtonOptions(frequency=12, w=1, b=4, no_periods=4, past_weeks_not_included=3)
FORMS = [
    FEW_PERIODS,
    replace(FEW_PERIODS, threshold_method=ThresholdMethod.DELTA),
    replace(FEW_PERIODS, threshold_method=ThresholdMethod.MUAN, p_threshold_trend=0.05),
    replace(FEW_PERIODS, threshold_method=ThresholdMethod.DELTA, inference=Inference.SURVEILLANCE),
    replace(FEW_PERIODS, threshold_method=ThresholdMethod.MUAN, reweight=False, no_periods=6),
    replace(FEW_PERIODS, threshold_method=ThresholdMethod.DELTA, power_transform=PowerTransform.HALF, b=2),
    replace(FEW_PERIODS, threshold_method=ThresholdMethod.DELTA, power_transform=PowerTransform.NONE, no_periods=1),
    replace(FEW_PERIODS, trend=False, sided=Sided.TWO, alpha=0.1, past_weeks_not_included=1),
]  # fmt: skip


def drawn(rng: np.random.Generator, series: int, periods: int, *, least: float = 0.7) -> Floats:
    """Counts with a season, a trend, more spread than Poisson's and an outbreak; every block holds some."""
    time = np.arange(periods)
    level = rng.uniform(least, 12, (series, 1))
    mean = level * np.exp(0.4 * np.sin(time / 2) + rng.normal(0, 0.008, (series, 1)) * time)
    mean = mean * rng.gamma(3, 1 / 3, (series, periods))
    found = rng.poisson(mean).astype(np.float64)
    found[np.arange(series), rng.integers(0, periods, series)] += rng.integers(0, 30, series)
    return found


@pytest.mark.parametrize("options", FORMS, ids=range(len(FORMS)))
def test_flexible_agrees_with_full_matrices(options: FarringtonOptions) -> None:
    """Eight forms with 125 series each."""
    rng = np.random.default_rng(FORMS.index(options))
    counts = drawn(rng, 125, 52)
    named = {name: getattr(options, name) for name in options.__dataclass_fields__}
    found = farrington_flexible(counts, [51], **named)
    for row, series in enumerate(counts.tolist()):
        slow = slow_week(series, 51, options)
        assert found.expected[row, 0] == pytest.approx(slow.expected, rel=1e-6)
        assert found.threshold[row, 0] == pytest.approx(slow.upper, rel=1e-6)
        assert found.p_value[row, 0] == pytest.approx(slow.p_value, rel=1e-5, abs=1e-12)
        assert found.trend[row, 0] == slow.trend


@pytest.mark.parametrize("sided", Sided)
def test_classic_agrees_with_full_matrices(sided: Sided) -> None:
    options = FarringtonOptions(
        frequency=12,
        w=1,
        b=4,
        no_periods=1,
        past_weeks_not_included=1,
        weights_threshold=1.0,
        p_threshold_trend=0.05,
        threshold_method=ThresholdMethod.DELTA,
        sided=sided,
    )
    counts = drawn(np.random.default_rng(5), 60, 60)
    found = farrington(counts, frequency=12, w=1, b=4, sided=sided)
    assert found.weeks.tolist() == list(range(46, 60))
    for row, series in enumerate(counts.tolist()):
        for column, week in enumerate(found.weeks.tolist()):
            slow = slow_week(series, week, options)
            assert found.threshold[row, column] == pytest.approx(slow.upper, rel=1e-6)
            assert found.trend[row, column] == slow.trend


def test_weeks_that_were_not_reported_count_for_nothing() -> None:
    rng = np.random.default_rng(7)
    counts = drawn(rng, 100, 52, least=3)
    missing = rng.random(counts.shape) < 0.15
    missing[:, -1] = False
    found = farrington_flexible(
        np.where(missing, 999, counts), [51], frequency=12, w=1, b=4, no_periods=4,
        past_weeks_not_included=3, reported=~missing,
    )  # fmt: skip
    for row in range(100):
        told = [None if gone else one for one, gone in zip(counts[row].tolist(), missing[row], strict=True)]
        slow = slow_week(told, 51, FEW_PERIODS)
        assert found.threshold[row, 0] == slow.upper
        assert found.expected[row, 0] == pytest.approx(slow.expected, rel=1e-6)


def test_exposure_is_an_offset() -> None:
    rng = np.random.default_rng(8)
    exposure = rng.uniform(50, 200, 52)
    counts = rng.poisson(exposure * 0.05, (50, 52)).astype(np.float64)
    found = farrington_flexible(
        counts, [51], frequency=12, w=1, b=4, no_periods=4, past_weeks_not_included=3, exposure=exposure
    )
    for row, series in enumerate(counts.tolist()):
        slow = slow_week(series, 51, FEW_PERIODS, exposure)
        assert found.expected[row, 0] == pytest.approx(slow.expected, rel=1e-6)
        assert found.threshold[row, 0] == slow.upper


def test_exposure_of_another_unit_changes_nothing() -> None:
    counts = drawn(np.random.default_rng(3), 5, 60)
    plain = farrington(counts, frequency=12, w=1, b=3)
    scaled = farrington(counts, frequency=12, w=1, b=3, exposure=np.full(60, 7000.0))
    assert scaled.threshold == pytest.approx(plain.threshold, rel=1e-9)


def test_weeks_and_series_are_judged_alike_alone_and_together() -> None:
    counts = drawn(np.random.default_rng(4), 30, 300)
    together = farrington_flexible(counts, b=3)
    assert together.threshold.shape == (30, 300 - 159)
    for row, column in [(0, 0), (13, 77), (29, 140)]:
        alone = farrington_flexible(counts[row, : 160 + column], [159 + column], b=3)
        assert alone.threshold.shape == (1,)
        assert alone.threshold[0] == together.threshold[row, column]
        assert alone.p_value[0] == pytest.approx(together.p_value[row, column], rel=1e-12)


def test_dates_and_indices_mean_the_same_where_years_have_52_weeks() -> None:
    """From 2006 to 2008 no year of weeks had 53."""
    days = [date(2006, 1, 2) + timedelta(weeks=week) for week in range(156)]
    counts = drawn(np.random.default_rng(9), 3, 156)
    by_date = farrington_flexible(counts, [150], b=2, dates=days)
    assert (by_date.threshold == farrington_flexible(counts, [150], b=2).threshold).all()


def test_dates_find_the_same_week_across_a_long_year() -> None:
    options = FarringtonOptions(b=2, no_periods=1)
    days = [date(2019, 1, 7) + timedelta(weeks=week) for week in range(160)]
    week = days.index(date(2021, 10, 4))
    found = next(baselines(np.array([week]), options, days, len(days)))
    middles = sorted({int(before) for before in found.before})
    centre = [before for before in middles if {before - 3, before + 3} <= set(middles)]
    assert [days[week - before] for before in centre] == [date(2020, 10, 5), date(2019, 10, 7)]


def test_months_of_dates_are_twelve_a_year() -> None:
    days = [date(2015 + month // 12, month % 12 + 1, 1) for month in range(60)]
    counts = drawn(np.random.default_rng(2), 4, 60)
    options = {"frequency": 12, "w": 1, "b": 3, "no_periods": 4}
    by_date = farrington_flexible(counts, dates=days, **options)  # type: ignore[arg-type]  # a table of whole numbers
    by_index = farrington_flexible(counts, **options)  # type: ignore[arg-type]  # likewise
    assert (by_date.threshold == by_index.threshold).all()


def test_blocks_share_the_weeks_between_windows_evenly_and_the_first_take_the_rest() -> None:
    before, block = block_of_each((0, 52), FarringtonOptions(b=1, past_weeks_not_included=0))
    sizes = np.bincount(block)
    assert sizes.tolist() == [10, 5, 5, 5, 5, 5, 5, 5, 5, 5]
    assert sorted(before[block == 1].tolist()) == [44, 45, 46, 47, 48]
    _, months = block_of_each(
        (0, 12), FarringtonOptions(frequency=12, b=1, w=1, no_periods=5, past_weeks_not_included=0)
    )
    assert np.bincount(months).tolist() == [4, 3, 2, 2, 2]


# ── edges ──


def test_no_complaint_in_all_years_lets_five_in_four_weeks_alarm() -> None:
    quiet = [0] * 312 + [5]
    for found in (farrington(quiet, [312]), farrington_flexible(quiet, [312])):
        assert found.tested.all()
        assert found.alarm.tolist() == [True]
        assert found.threshold[0] == pytest.approx(0, abs=0.01)
    assert not farrington_flexible([0] * 312 + [4], [312]).alarm.any()
    assert not farrington_flexible([0] * 313, [312]).alarm.any()


def test_all_equal_counts_are_their_own_expectation() -> None:
    found = farrington_flexible([7.0] * 313, [312])
    assert found.expected[0] == pytest.approx(7)
    assert found.dispersion[0] == 1
    assert found.threshold[0] == stats.poisson.ppf(0.99, 7)
    assert not found.alarm[0]


def test_too_few_cases_are_no_alarm_and_reported_as_surveillance_does() -> None:
    counts = [1, 0, 0, 0] * 78 + [4]
    classic, flexible = farrington(counts, [312], b=4), farrington_flexible(counts, [312])
    assert classic.score[0] > 1
    assert not classic.alarm[0]
    assert not classic.enough_cases[0]
    assert classic.threshold[0] > 0
    assert classic.upperbound.tolist() == [0]
    assert np.isnan(flexible.upperbound[0])
    assert farrington(counts, [312], b=4, limit54=(4, 1)).alarm[0]


def test_a_week_that_was_not_reported_is_not_tested() -> None:
    counts: list[int | None] = [*SALMONELLA_AGONA[:311], None]
    found = farrington(counts, [311], b=4)
    assert not found.tested[0]
    assert not found.alarm[0]
    assert np.isnan(found.observed[0])
    assert np.isnan(found.p_value[0])


def test_a_baseline_without_reports_is_not_tested() -> None:
    counts = np.full((2, 313), np.nan)
    counts[:, 312] = 9
    counts[1, 290:] = 3
    found = farrington_flexible(counts, [312])
    assert found.tested.tolist() == [[False], [False]]
    assert not found.alarm.any()


def test_a_single_reported_week_in_the_window_is_enough_with_others_around() -> None:
    counts = np.array([3.0] * 312 + [9.0])
    reported = np.ones(313, dtype=bool)
    for before in (52, 104, 156, 208, 260):
        reported[312 - before - 3 : 312 - before + 4] = False
    assert not farrington_flexible(counts, [312], reported=reported).tested[0]
    reported[312 - 104] = True
    found = farrington_flexible(counts, [312], reported=reported)
    assert found.tested[0]
    assert found.expected[0] == pytest.approx(3)


def test_muan_has_no_bound_where_the_window_never_held_a_case() -> None:
    """The mean's upper quantile is then beyond all numbers."""
    counts = np.full(313, 5.0)
    for before in (52, 104, 156, 208, 260):
        counts[312 - before - 3 : 312 - before + 4] = 0
    found = farrington_flexible(counts, [312], threshold_method=ThresholdMethod.MUAN)
    assert not found.tested[0]
    assert np.isnan(found.threshold[0])
    assert farrington_flexible(counts, [312]).alarm[0]


def test_classic_bound_where_a_trend_led_to_nothing_is_that_of_surveillance() -> None:
    """Cases in the first window only; R keeps the mean at its machine epsilon."""
    counts = np.zeros(304)
    counts[[303 - 208 - 3, 303 - 208 - 2, 303 - 208 + 2]] = 1
    found = farrington(counts, [303], b=4, alpha=0.02)
    assert found.threshold[0] == pytest.approx(0.000235768163862408, rel=1e-6)


def test_huge_counts_are_judged() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(1e15, 313).astype(np.float64)
    found = farrington_flexible(counts, [312], exposure=rng.uniform(0.999, 1.001, 313))
    assert found.tested[0]
    assert found.expected[0] == pytest.approx(1e15, rel=1e-2)


def test_an_outbreak_in_the_past_hardly_raises_the_bound() -> None:
    counts = np.tile([2.0, 3.0, 4.0, 3.0], 79)[:313]
    quiet = farrington(counts, [312])
    counts[312 - 52] = 60
    assert farrington(counts, [312]).threshold[0] < 1.6 * quiet.threshold[0]
    assert farrington(counts, [312], reweight=False).threshold[0] > 2.5 * quiet.threshold[0]


def test_no_series_and_no_weeks_are_no_answers() -> None:
    assert farrington(np.zeros((0, 313)), [312]).alarm.shape == (0, 1)
    assert farrington_flexible(np.zeros((2, 313)), []).alarm.shape == (2, 0)
    assert farrington_flexible([1, 2, 3]).weeks.size == 0
    assert farrington([]).alarm.size == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"counts": [1, -1] * 200}, r"counts\[1\] is -1: a count is 0 or more"),
        ({"counts": [[0] * 400, [0] * 399 + [math.inf]]}, r"counts\[1\]\[399\] is inf: give a finite number"),
        ({"counts": [2.0**54] * 400}, r"counts\[0\] is 1.80144e\+16: above 2\^53"),
        ({"counts": np.zeros((2, 2, 2))}, "counts has 3 dimensions"),
        ({"weeks": [400]}, r"weeks\[0\] is 400, but periods from 260 to 399"),
        ({"weeks": [259]}, "test a later period"),
        ({"reported": [True]}, r"reported has the shape \(1,\)"),
        ({"exposure": [0.0] * 400}, r"exposure\[0\] is 0: give more than 0 beside a reported count"),
        ({"exposure": [1.0]}, "exposure has the shape"),
        ({"alpha": 0.0}, "alpha is 0.0; give a number above 0 and below 1"),
        ({"b": 0}, "b is 0; give 1 or more"),
        ({"w": 26}, "w is 26, a window longer than"),
        ({"no_periods": 47}, "no_periods is 47, but 45 periods lie between two windows"),
        ({"limit54": (5, 0)}, "limit54"),
        ({"p_threshold_trend": 0}, "p_threshold_trend"),
        ({"weights_threshold": 0}, "weights_threshold"),
        ({"past_weeks_not_included": 300, "b": 1}, "leaves no window"),
        ({"dates": [date(2020, 1, 6)]}, "dates has 1 entries, but there are 400 periods"),
        ({"dates": [date(2020, 1, 6)] * 400}, r"dates\[1\] is 2020-01-06 after 2020-01-06"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(arguments: dict[str, object], complaint: str) -> None:
    given = {"counts": [1] * 400, **arguments}
    with pytest.raises(ValueError, match=complaint):
        farrington_flexible(**given)  # type: ignore[arg-type]  # wrong on purpose
