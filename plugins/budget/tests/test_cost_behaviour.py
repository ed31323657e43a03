"""Fixed and variable cost against certified values, against the matrix formulas, and where nothing can be said."""

from __future__ import annotations

from decimal import Decimal
from math import inf, nan

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from plugins.budget.cost_behaviour import (
    ManagerSplit,
    SplitReason,
    SplitSource,
    high_low,
    ordinary_least_squares,
    split_cost,
)

# Elegant Rugs: machine-hours and indirect manufacturing labour of twelve weeks (Horngren, Datar and Rajan, ch. 10)
HOURS = [68, 88, 62, 72, 60, 96, 78, 46, 82, 94, 68, 48]
LABOUR = [1190, 1211, 1004, 917, 770, 1456, 1180, 710, 1316, 1032, 752, 963]

# NIST Statistical Reference Datasets: Norris, linear regression of lower difficulty
NORRIS_X = [
    0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5, 11.6,
    556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
]  # fmt: skip
NORRIS_Y = [
    0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8,
    557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
]  # fmt: skip


def test_line_is_as_published() -> None:
    found = ordinary_least_squares(HOURS, LABOUR)
    assert (found.fixed, found.variable) == pytest.approx((300.98, 10.31), abs=0.005)
    assert found.intercept.standard_error == pytest.approx(229.75, abs=0.01)
    assert found.intercept.t == pytest.approx(1.31, abs=0.005)
    assert found.slope.standard_error == pytest.approx(3.12, abs=0.005)
    assert found.slope.t == pytest.approx(3.30, abs=0.005)
    assert found.r_squared == pytest.approx(0.52, abs=0.005)


def test_line_is_as_certified() -> None:
    found = ordinary_least_squares(NORRIS_X, NORRIS_Y)
    assert found.fixed == pytest.approx(-0.262323073774029, rel=1e-11)
    assert found.variable == pytest.approx(1.00211681802045, rel=1e-13)
    assert found.intercept.standard_error == pytest.approx(0.232818234301152, rel=1e-11)
    assert found.slope.standard_error == pytest.approx(0.429796848199937e-03, rel=1e-11)
    assert found.r_squared == pytest.approx(0.999993745883712, rel=1e-14)
    assert found.residual_se == pytest.approx(0.884796396144373, rel=1e-11)


def test_high_low_is_as_published() -> None:
    """Elegant Rugs: 96 and 46 machine-hours; 14.92 an hour, 23.68 a week."""
    found = high_low(HOURS, LABOUR)
    assert (found.fixed, found.variable) == pytest.approx((23.68, 14.92))
    assert (found.high_volume, found.high_cost, found.low_volume, found.low_cost) == (96, 1456, 46, 710)
    assert found.cost_at(60) == pytest.approx(23.68 + 60 * 14.92)


def test_high_low_takes_the_mean_cost_of_periods_that_share_an_end() -> None:
    found = high_low([10, 10, 20, 20, 15], [100, 120, 200, 240, 999])
    assert (found.low_cost, found.high_cost, found.variable, found.fixed) == (110, 220, 11, 0)


def oracle(x: NDArray[np.float64], y: NDArray[np.float64], at: float, confidence: float) -> list[float]:
    """Coefficients, their errors, residual error, R², and both intervals at a volume, by matrices."""
    design = np.column_stack([np.ones_like(x), x])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    rest = y - design @ beta
    variance = rest @ rest / (len(x) - 2)
    errors = np.sqrt(variance * np.diag(inverse))
    row = np.array([1.0, at])
    t = stats.t.ppf((1 + confidence) / 2, len(x) - 2)
    mean_half = t * np.sqrt(variance * row @ inverse @ row)
    half = t * np.sqrt(variance * (1 + row @ inverse @ row))
    r_squared = 1 - rest @ rest / np.sum((y - y.mean()) ** 2)
    return [*beta, *errors, np.sqrt(variance), r_squared, row @ beta - mean_half, row @ beta + half]


def test_line_is_what_matrices_say() -> None:
    rng = np.random.default_rng(11)
    for _ in range(1000):
        count = int(rng.integers(3, 25))
        x = rng.uniform(0, 100, count)
        y = rng.uniform(-50, 50) + rng.uniform(-5, 5) * x + rng.normal(0, 20, count)
        confidence = float(rng.uniform(0.5, 0.99))
        at = float(rng.uniform(-50, 200))
        found = ordinary_least_squares(x, y, confidence=confidence)
        estimate = found.cost_at(at)
        assert [
            found.fixed,
            found.variable,
            found.intercept.standard_error,
            found.slope.standard_error,
            found.residual_se,
            found.r_squared,
            estimate.mean_low,
            estimate.high,
        ] == pytest.approx(oracle(x, y, at, confidence), rel=1e-7, abs=1e-7)
        said = stats.linregress(x, y)
        assert found.slope.p == pytest.approx(said.pvalue, rel=1e-7, abs=1e-14)
        assert estimate.extrapolated == (not x.min() <= at <= x.max())


def test_interval_of_the_line_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(50, 150, 14)
    held = [0, 0, 0]
    for _ in range(1000):
        fit = ordinary_least_squares(x, 400 + 7 * x + rng.normal(0, 30, 14), confidence=0.9)
        new, estimate = 400 + 7 * 120 + rng.normal(0, 30), fit.cost_at(120)
        for place, (low, truth, high) in enumerate(
            [
                (fit.intercept.low, 400.0, fit.intercept.high),
                (fit.slope.low, 7.0, fit.slope.high),
                (estimate.low, new, estimate.high),
            ]
        ):
            assert low is not None
            assert high is not None
            held[place] += low <= truth <= high
    assert all(865 <= count <= 935 for count in held)


def test_two_observations_make_a_line_without_intervals() -> None:
    found = ordinary_least_squares([1, 2], [5, 7])
    assert (found.fixed, found.variable, found.r_squared) == pytest.approx((3, 2, 1))
    assert (found.residual_se, found.slope.p, found.intercept.low, found.adjusted_r_squared) == (None,) * 4
    estimate = found.cost_at(3)
    assert [estimate.cost, estimate.low, estimate.extrapolated] == [pytest.approx(9), None, True]


def test_costs_that_are_all_equal_are_fixed() -> None:
    found = ordinary_least_squares([1, 2, 3], [5, 5, 5])
    assert (found.fixed, found.variable, found.r_squared) == (5, 0, None)
    assert (found.slope.t, found.slope.p, found.slope.low) == (None, None, 0)


def test_missing_numbers_are_left_out_and_counted() -> None:
    found = ordinary_least_squares([1, 2, None, 3, 4], [Decimal(3), 5, 9, None, nan])
    assert (found.observations, found.dropped, found.variable) == (2, 3, 2)
    assert high_low([1, 2, None], [3, 5, 9]).dropped == 1


def test_large_numbers_that_differ_little_keep_their_line() -> None:
    found = ordinary_least_squares(
        [1e9 + place for place in range(12)], [1e12 + 3 * place for place in range(12)]
    )
    assert found.variable == pytest.approx(3)
    assert found.cost_at(1e9).cost == pytest.approx(1e12)


@pytest.mark.parametrize(
    ("volumes", "costs", "message"),
    [
        ([], [], "two different values with a known cost, got 0"),
        ([1], [1], "got 1 known"),
        ([2, 2, 2], [1, 2, 3], "two different values"),
        ([1, None], [1, 2], "got 1 known"),
        ([1, 2], [1], "one length, got 2 and 1"),
        ([1, inf], [1, 2], r"volumes\[1\] is inf"),
        ([1, 2], [1, 1e300], r"costs\[1\]"),
        ([[1, 2]], [[1, 2]], "one row"),
    ],
)
def test_lines_that_cannot_be_are_refused(volumes: list[float], costs: list[float], message: str) -> None:
    for method in (ordinary_least_squares, high_low):
        with pytest.raises(ValueError, match=message):
            method(volumes, costs)


def test_confidence_and_volume_are_checked() -> None:
    with pytest.raises(ValueError, match="confidence"):
        ordinary_least_squares(HOURS, LABOUR, confidence=95)
    with pytest.raises(ValueError, match="volume must be a finite"):
        ordinary_least_squares(HOURS, LABOUR).cost_at(inf)


def test_high_low_is_a_search_for_both_ends() -> None:
    rng = np.random.default_rng(3)
    for _ in range(1000):
        count = int(rng.integers(2, 12))
        x, y = rng.integers(0, 8, count), rng.integers(0, 100, count)
        if len(set(x.tolist())) < 2:
            continue
        top = [cost for volume, cost in zip(x, y, strict=True) if volume == max(x)]
        bottom = [cost for volume, cost in zip(x, y, strict=True) if volume == min(x)]
        slope = (sum(top) / len(top) - sum(bottom) / len(bottom)) / (max(x) - min(x))
        found = high_low(x, y)
        assert found.variable == pytest.approx(slope)
        assert found.fixed == pytest.approx(sum(top) / len(top) - slope * max(x))


MANAGER = ManagerSplit(fixed=900, variable=3)
STEADY = list(range(10, 22))


@pytest.mark.parametrize(
    ("volumes", "costs", "least_r_squared", "reason"),
    [
        (STEADY, [100 + 5 * volume + (-1) ** volume for volume in STEADY], 0.5, SplitReason.FITTED),
        (STEADY, [100] * 12, 0.5, SplitReason.FITTED),
        (STEADY[:11], [100 + 5 * volume for volume in STEADY[:11]], 0.0, SplitReason.TOO_FEW),
        (STEADY, [*([None] * 1), *range(11)], 0.0, SplitReason.TOO_FEW),
        ([7] * 12, STEADY, 0.0, SplitReason.VOLUME_CONSTANT),
        (STEADY, [500 - volume for volume in STEADY], 0.0, SplitReason.SLOPE_NEGATIVE),
        (STEADY, [50 * volume - 400 for volume in STEADY], 0.0, SplitReason.FIXED_NEGATIVE),
        (STEADY, [130, 300, 95, 305, 110, 290, 120, 310, 90, 280, 100, 300], 0.5, SplitReason.R_SQUARED_LOW),
        ([], [], 0.0, SplitReason.TOO_FEW),
    ],
)
def test_split_is_fitted_only_where_it_makes_sense(
    volumes: list[int], costs: list[int | None], least_r_squared: float, reason: SplitReason
) -> None:
    found = split_cost(volumes, costs, manager=MANAGER, least_r_squared=least_r_squared)
    assert found.reason is reason
    assert (found.source is SplitSource.LEAST_SQUARES) == (reason is SplitReason.FITTED)
    if reason is not SplitReason.FITTED:
        assert (found.fixed, found.variable) == (900, 3)
        nobodys = split_cost(volumes, costs, least_r_squared=least_r_squared)
        assert (nobodys.fixed, nobodys.variable, nobodys.source) == (None, None, SplitSource.NONE)


def test_split_is_what_a_slow_reading_says() -> None:
    rng = np.random.default_rng(37)
    for _ in range(1000):
        count = int(rng.integers(10, 16))
        x = rng.choice([rng.uniform(5, 20, count), np.full(count, 7.0)], p=[0.9, 0.1])
        y = rng.uniform(-100, 100) + rng.uniform(-2, 8) * x + rng.normal(0, 15, count)
        found = split_cost(x, y, manager=MANAGER, least_r_squared=0.3)
        wanted = SplitReason.FITTED
        if count < 12:
            wanted = SplitReason.TOO_FEW
        elif len(set(x.tolist())) == 1:
            wanted = SplitReason.VOLUME_CONSTANT
        else:
            said = stats.linregress(x, y)
            highest = said.intercept + stats.t.ppf(0.975, count - 2) * said.intercept_stderr
            if said.slope < 0:
                wanted = SplitReason.SLOPE_NEGATIVE
            elif highest < 0:
                wanted = SplitReason.FIXED_NEGATIVE
            elif said.rvalue**2 < 0.3:
                wanted = SplitReason.R_SQUARED_LOW
            else:
                assert found.variable == pytest.approx(said.slope)
        assert found.reason is wanted


@pytest.mark.parametrize("slope", [0.3, 0.0, -0.7])
def test_costs_on_a_line_of_decimals_leave_nothing_to_test(slope: float) -> None:
    volumes = [float(volume) for volume in range(1, 13)]
    found = ordinary_least_squares(volumes, [0.1 + slope * volume for volume in volumes])
    assert found.slope.value == pytest.approx(slope)
    assert (found.slope.t, found.slope.p, found.intercept.t, found.intercept.p) == (None, None, None, None)


def test_text_among_volumes_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="volumes must be numbers in one row"):
        ordinary_least_squares(["a", 2], [1, 2])  # type: ignore[arg-type]  # as a caller without types may
