"""Scaled errors, pinball losses and intervals: worked by hand, against slow twins and NumPy, and every edge."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.parts.forecast import (
    QuantileType,
    mase,
    naive_scale,
    pinball_loss,
    prediction_interval,
    quantiles,
    rmsse,
    scaled_pinball,
    total_interval,
)
from plugins.parts.tests.forecast_series import Series, random_series, used


def slow_changes(series: Series, season: int) -> list[float]:
    pairs = zip(series, series[season:], strict=False)
    return [abs(after - before) for before, after in pairs if before is not None and after is not None]


def slow_scaled(actual: Series, said: Series, history: Series, season: int, power: int) -> float | None:
    errors = [
        abs(a - f) ** power for a, f in zip(actual, said, strict=True) if a is not None and f is not None
    ]
    changes = [change**power for change in slow_changes(history, season)]
    if not errors or not sum(changes):
        return None
    scaled = (sum(errors) / len(errors)) / (sum(changes) / len(changes))
    return scaled if power == 1 else math.sqrt(scaled)


@pytest.mark.parametrize(("function", "power"), [(mase, 1), (rmsse, 2)])
@pytest.mark.parametrize("season", [1, 4])
def test_scaled_errors_agree_with_slow_ones(function: Callable[..., object], power: int, season: int) -> None:
    rng = np.random.default_rng(41)
    history = random_series(rng, 1000, periods=12)
    actual, said = random_series(rng, 1000, periods=3), random_series(rng, 1000, periods=3)
    expected = [slow_scaled(a, f, h, season, power) for a, f, h in zip(actual, said, history, strict=True)]
    found = function(actual, said, history, season=season)
    assert found == pytest.approx(used(expected), nan_ok=True)


def test_mase_worked_by_hand() -> None:
    """Changes of 2, 1 and 3 make a scale of 2; errors of 1 and 3 a mean of 2."""
    assert mase([5, 9], [4, 6], [1, 3, 2, 5]) == pytest.approx(1)
    assert rmsse([5, 9], [4, 6], [1, 3, 2, 5]) == pytest.approx(math.sqrt(5 / (14 / 3)))
    assert naive_scale([1, 3, 2, 5], season=2) == pytest.approx(1.5)


@pytest.mark.parametrize("history", [[], [3], [2, 2, 2], [None, None], [1, None, 1]])
def test_history_without_change_scales_nothing(history: Series) -> None:
    assert np.isnan(mase([1], [2], history))
    assert np.isnan(rmsse([1], [2], history))
    assert np.isnan(scaled_pinball([1], np.array([[2.0]]), [0.5], history))


def test_pinball_loss_is_least_at_the_quantile() -> None:
    sample = np.random.default_rng(42).exponential(size=2001)
    for probability in (0.1, 0.5, 0.9):
        losses = [pinball_loss(sample, np.array(at), probability).mean() for at in np.linspace(0, 4, 401)]
        best = np.linspace(0, 4, 401)[int(np.argmin(losses))]
        assert best == pytest.approx(np.quantile(sample, probability), abs=0.02)
    assert pinball_loss(np.array(10.0), np.array(6.0), 0.9) == pytest.approx(3.6)
    assert pinball_loss(np.array(6.0), np.array(10.0), 0.9) == pytest.approx(0.4)


def test_scaled_pinball_agrees_with_a_slow_one() -> None:
    rng = np.random.default_rng(43)
    history, actual = random_series(rng, 1000, periods=12), random_series(rng, 1000, periods=3)
    said = rng.exponential(size=(1000, 3, 2))
    expected: list[float | None] = []
    for row, (came, before) in enumerate(zip(actual, history, strict=True)):
        losses = [
            max(p * (a - said[row, at, n]), (p - 1) * (a - said[row, at, n]))
            for at, a in enumerate(came)
            for n, p in enumerate((0.5, 0.95))
            if a is not None
        ]
        changes = slow_changes(before, 1)
        known = bool(losses) and bool(sum(changes))
        expected.append(sum(losses) / len(losses) / (sum(changes) / len(changes)) if known else None)
    found = scaled_pinball(actual, said, (0.5, 0.95), history)
    assert found == pytest.approx(used(expected), nan_ok=True)


def test_quantiles_are_those_of_numpy() -> None:
    rng = np.random.default_rng(44)
    sample = rng.normal(size=(1000, 15))
    sample[rng.random(sample.shape) < 0.3] = np.nan
    shares = [0.0, 0.1, 0.5, 0.93, 1.0]
    known = [row[~np.isnan(row)] for row in sample]
    linear = [np.quantile(row, shares) for row in known]
    assert quantiles(sample, shares) == pytest.approx(np.array(linear))
    weibull = [np.quantile(row, shares, method="weibull") for row in known]
    found = quantiles(sample, shares, quantile_type=QuantileType.WEIBULL)
    assert found == pytest.approx(np.array(weibull))


@pytest.mark.parametrize(
    ("sample", "expected"), [([], math.nan), ([np.nan], math.nan), ([4.0], 4.0), ([2.0, 2.0, 2.0], 2.0)]
)
def test_quantiles_of_little(sample: list[float], expected: float) -> None:
    found = quantiles(np.array(sample, dtype=np.float64), [0.1, 0.9])
    assert found == pytest.approx([expected, expected], nan_ok=True)


def test_interval_is_the_forecast_and_its_errors() -> None:
    errors = np.arange(-5.0, 6.0)[:, None] * [1.0, 2.0]
    found = prediction_interval(np.array([10.0, 6.0]), errors, level=0.8)
    assert found.lower.tolist() == [6.0, 0.0]
    assert found.upper.tolist() == [14.0, 14.0]
    assert found.errors.tolist() == [11, 11]
    assert prediction_interval(np.array([10.0, 6.0]), errors, level=0.8, floor=None).lower[1] == -2
    together = total_interval(np.array([10.0, 6.0]), errors, level=0.8)
    assert together.upper.tolist() == [14.0, 28.0]


@settings(max_examples=40)
@given(
    errors=st.lists(st.floats(-50, 50), min_size=8, max_size=14),
    bias=st.sampled_from([-60.0, 0.0, 60.0]),
    mean=st.floats(0, 80),
    kind=st.sampled_from(QuantileType),
)
def test_interval_holds_the_forecast_and_what_the_errors_say(
    errors: list[float], bias: float, mean: float, kind: QuantileType
) -> None:
    made = np.array(errors)[:, None] + bias
    found = prediction_interval(np.array([mean]), made, quantile_type=kind)
    lower, upper = float(found.lower[0]), float(found.upper[0])
    assert lower <= mean <= upper
    low, high = (max(mean + end, 0) for end in quantiles(made.T, [0.1, 0.9], quantile_type=kind)[0])
    assert lower <= low
    assert upper >= high
    # Only the bound that would cut the forecast off is another one.
    assert lower in (pytest.approx(low), mean)
    assert upper in (pytest.approx(high), mean)
    if bias:
        assert mean in {lower, upper}


def test_few_errors_make_no_interval() -> None:
    errors = np.full((3, 12, 1), np.nan)
    errors[0, :7], errors[1, :8] = 1.0, 1.0
    found = prediction_interval(np.full((3, 1), 5.0), errors)
    assert found.errors.ravel().tolist() == [7, 8, 0]
    assert found.upper.ravel() == pytest.approx([math.nan, 6.0, math.nan], nan_ok=True)
    assert np.isnan(prediction_interval(np.ones(2), np.empty((0, 2))).lower).all()


def test_interval_holds_its_share() -> None:
    """Over many series with 12 errors drawn like those to come, four fifths lie within by type 6, fewer by type 7."""
    rng = np.random.default_rng(45)
    errors = rng.gamma(2.0, size=(20000, 12, 1)) - 2.0
    came = 9.0 + rng.gamma(2.0, size=(20000, 1)) - 2.0
    for kind, share in ((QuantileType.WEIBULL, 0.8), (QuantileType.LINEAR, 8.8 / 13)):
        found = prediction_interval(np.full((20000, 1), 9.0), errors, level=0.8, quantile_type=kind)
        assert found.quantile_type is kind
        inside = ((came >= found.lower) & (came <= found.upper)).mean()
        assert inside == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mase([1, 2], [1], [1, 2]), "same shape"),
        (lambda: naive_scale([1, 2], season=0), "season must be at least 1"),
        (lambda: naive_scale([1, 2], power=3), "power must be 1 or 2"),
        (lambda: pinball_loss(np.ones(1), np.ones(1), 1.0), "between 0 and 1"),
        (lambda: scaled_pinball([1], np.ones((1, 1)), [0.5, 0.9], [1, 2]), "one more axis"),
        (lambda: prediction_interval(np.ones(1), np.ones((9, 1)), level=1.0), "level must lie"),
        (lambda: prediction_interval(np.ones(1), np.ones((9, 2))), "axis of origins"),
    ],
)
def test_wrong_arguments_are_told(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
