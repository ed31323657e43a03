"""Smoothing, averages, seasonal naive and Holt-Winters: another implementation's numbers, slow twins, and every edge."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
import pytest

from plugins.parts.forecast import (
    Cost,
    Forecast,
    Initial,
    Method,
    holt_winters,
    moving_average,
    naive,
    seasonal_naive,
    ses,
)
from plugins.parts.tests.forecast_series import Series, coming, random_series, used

# Quarterly nights of visitors in Australia, 2005 to 2010 (Hyndman and Athanasopoulos, 2014, section 7.5).
VISITORS: Final = [
    30.052513, 19.148496, 25.317692, 27.591437, 32.076456, 23.487961, 28.47594, 35.123753,
    36.838485, 25.007017, 30.72223, 28.693759, 36.640986, 23.824609, 29.311683, 31.770309,
    35.177877, 19.775244, 29.60175, 34.538842, 41.273599, 26.655862, 28.279859, 35.191153,
]  # fmt: skip
SHARES: Final = (0.3, 0.1, 0.2, 0.9)
fixed_holt_winters = partial(holt_winters, alpha=0.3, beta=0.1, gamma=0.2, phi=0.9)


def test_holt_winters_agrees_with_statsmodels() -> None:
    """statsmodels 0.15, ExponentialSmoothing, additive, damped, known start.

    Its forecast of the fourth quarter leaves the last change of that season out, against the formula; ours is in the slow twin.
    """
    start = (28.0, 0.4, [4.0, -8.0, 1.0, 3.0])
    found = fixed_holt_winters(VISITORS, season=4, initial=start, horizon=6)
    said = [32.36, 19.92945175, 28.90960729, 29.92804902, 29.78889418, 18.86322669, 28.88780485, 31.18360049]
    assert found.fitted[:8] == pytest.approx(said, rel=1e-8)
    assert np.sum((VISITORS - found.fitted) ** 2) == pytest.approx(209.87836304495468, rel=1e-10)
    theirs = np.array([38.34907633, 24.9855072, 31.22116868, math.nan, 38.65366963, 25.25964118])
    told = ~np.isnan(theirs)
    assert found.mean[told] == pytest.approx(theirs[told], rel=1e-8)


def test_holt_winters_starts_with_the_first_two_cycles() -> None:
    """statsmodels 0.15 with the same start, as above."""
    found = fixed_holt_winters(VISITORS, season=4, horizon=3)
    assert found.initial is Initial.FIRST_CYCLES
    assert np.sum((VISITORS - found.fitted) ** 2) == pytest.approx(162.29881505142598, rel=1e-10)
    assert found.mean == pytest.approx([38.53550241, 25.51024012, 31.19532114], rel=1e-8)


def test_holt_winters_finds_what_statsmodels_finds() -> None:
    """Its least squared error is 131.2476, with phi from .8 to .98, where it finds alpha, beta and gamma 0 and phi .8443."""
    found = holt_winters(VISITORS, season=4)
    assert np.sum((VISITORS - found.fitted) ** 2) < 131.2476 * 1.001
    assert found.parameters["phi"] == pytest.approx(0.844, abs=0.02)
    assert found.cost is Cost.MSE


def test_ses_agrees_with_statsmodels() -> None:
    """statsmodels 0.15, SimpleExpSmoothing, started with the first value, and with the mean at the best alpha."""
    assert coming(ses(VISITORS, alpha=0.25)) == pytest.approx(31.74989908, rel=1e-9)
    best = ses(VISITORS, alpha=None, initial=Initial.MEAN)
    assert coming(best) == pytest.approx(29.774063, rel=1e-8)
    assert best.parameters["alpha"] == 0


def slow_ses(series: Series, alpha: float, initial: Initial) -> tuple[float | None, float]:
    """The level at the end, and the squared error on the way."""
    known = [value for value in series if value is not None]
    if not known:
        return None, 0.0
    level, rest = (known[0], known[1:]) if initial is Initial.NAIVE else (sum(known) / len(known), known)
    error = 0.0
    for value in rest:
        error += (value - level) ** 2
        level = alpha * value + (1 - alpha) * level
    return level, error


@pytest.mark.parametrize("initial", [Initial.NAIVE, Initial.MEAN])
def test_ses_agrees_with_a_slow_one(initial: Initial) -> None:
    series = random_series(np.random.default_rng(21), 1000)
    expected = [slow_ses(one, 0.37, initial)[0] for one in series]
    assert coming(ses(series, alpha=0.37, initial=initial)) == pytest.approx(
        used(expected), rel=1e-9, abs=1e-12, nan_ok=True
    )


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (0.1, 0.3), (0.2, 0.2)])
def test_best_alpha_is_no_worse_than_any_tried(bounds: tuple[float, float]) -> None:
    series = random_series(np.random.default_rng(22), 1000)
    found = ses(series, alpha=None, bounds=bounds)
    for one, alpha in zip(series, found.parameters["alpha"].tolist(), strict=True):
        assert bounds[0] <= alpha <= bounds[1]
        ours = slow_ses(one, alpha, Initial.NAIVE)[1]
        tried = np.linspace(*bounds, 6).tolist()
        assert ours <= min(slow_ses(one, other, Initial.NAIVE)[1] for other in tried) * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize("window", [1, 3, 12, 100])
def test_moving_average_agrees_with_a_slow_one(window: int) -> None:
    series = random_series(np.random.default_rng(23), 1000)
    last = [[value for value in one if value is not None][-window:] for one in series]
    expected = [sum(some) / len(some) if some else None for some in last]
    assert coming(moving_average(series, window=window)) == pytest.approx(used(expected), nan_ok=True)


@pytest.mark.parametrize("season", [1, 4, 12, 40])
def test_seasonal_naive_agrees_with_a_slow_one(season: int) -> None:
    series = random_series(np.random.default_rng(24), 1000)
    found = seasonal_naive(series, season=season, horizon=7)
    for one, mean in zip(series, found.mean, strict=True):
        expected = [a_season_ago(one, place, season) for place in range(len(one), len(one) + 7)]
        assert mean == pytest.approx(used(expected), nan_ok=True)


def a_season_ago(series: Series, place: int, season: int) -> float | None:
    known = [series[at] for at in range(place % season, len(series), season) if series[at] is not None]
    return known[-1] if known else None


def slow_holt_winters(series: Series, season: int, horizon: int) -> list[float | None]:
    """The formulas of the book, period by period, from the first that is known."""
    begin = next((at for at, value in enumerate(series) if value is not None), len(series))
    told = list(series[begin:])
    first, second = told[:season], told[season : 2 * season]
    cycles = [value for value in first + second if value is not None]
    if len(cycles) < 2 * season:
        return [None] * horizon
    alpha, beta, gamma, phi = SHARES
    level = sum(cycles[:season]) / season
    trend = (sum(cycles[season:]) - sum(cycles[:season])) / season**2
    effects = [value - level for value in cycles[:season]]
    for value in told:
        expected = level + phi * trend
        if value is None:
            level, trend = expected, phi * trend
            effects.append(effects[-season])
            continue
        before, level = level, alpha * (value - effects[-season]) + (1 - alpha) * expected
        trend = beta * (level - before) + (1 - beta) * phi * trend
        effects.append(gamma * (value - expected) + (1 - gamma) * effects[-season])
    rises = [sum(phi**power for power in range(1, ahead + 1)) for ahead in range(1, horizon + 1)]
    return [level + rise * trend + effects[at % season - season] for at, rise in enumerate(rises)]


@pytest.mark.parametrize("season", [1, 4, 12])
def test_holt_winters_agrees_with_a_slow_one(season: int) -> None:
    series = random_series(np.random.default_rng(25), 1000)
    found = fixed_holt_winters(series, season=season, horizon=15)
    expected = np.array([used(slow_holt_winters(one, season, 15)) for one in series])
    assert found.mean == pytest.approx(expected, rel=1e-8, abs=1e-8, nan_ok=True)
    assert np.isnan(found.mean).any()
    assert not np.isnan(found.mean).all()


def test_best_holt_winters_is_no_worse_than_the_grid() -> None:
    series = [one for one in random_series(np.random.default_rng(26), 60) if None not in one]
    best = holt_winters(series, season=4)
    errors = np.nansum((np.array(series, dtype=np.float64) - best.fitted) ** 2, axis=1)
    for alpha in (0.0001, 0.5, 0.9999):
        for share in (0.0001, 0.9999):
            gamma = share * (1 - alpha)
            other = holt_winters(series, season=4, alpha=alpha, beta=0.0001, gamma=gamma, phi=0.8)
            theirs = np.nansum((np.array(series, dtype=np.float64) - other.fitted) ** 2, axis=1)
            assert (errors <= theirs * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    "function", [naive, seasonal_naive, moving_average, ses, partial(fixed_holt_winters, season=4)]
)
def test_what_is_fitted_is_the_forecast_of_the_periods_before(function: Callable[..., Forecast]) -> None:
    for series in random_series(np.random.default_rng(27), 20, periods=20):
        fitted = function(series).fitted
        prefixes = np.array([coming(function(series[:length])) for length in range(len(series))])
        told = ~np.isnan(prefixes)
        assert fitted[told] == pytest.approx(prefixes[told])


@pytest.mark.parametrize("function", [naive, seasonal_naive, moving_average, ses, holt_winters])
@pytest.mark.parametrize("series", [[], [None, None], [[], []], np.empty((0, 5))])
def test_nothing_known_is_null(function: Callable[..., Forecast], series: list[None]) -> None:
    found = function(series, horizon=2)
    assert np.isnan(found.mean).all()
    assert found.mean.shape[-1] == 2


@pytest.mark.parametrize("function", [naive, moving_average, ses])
@pytest.mark.parametrize(
    ("series", "expected"),
    [([7], 7.0), ([0, 0, 0], 0.0), ([None, 4, None], 4.0), ([-3, -3], -3.0), ([1e100] * 3, 1e100)],
)
def test_plain_methods_at_their_edges(
    function: Callable[..., Forecast], series: Series, expected: float
) -> None:
    assert coming(function(series)) == pytest.approx(expected)


def test_holt_winters_follows_what_it_was_made_for() -> None:
    shape = [3.0, -1.0, -4.0, 2.0]
    told = [100 + shape[at % 4] for at in range(24)]
    found = holt_winters(told, season=4, horizon=6)
    assert found.mean == pytest.approx([100 + shape[at % 4] for at in range(6)])
    assert coming(holt_winters([0.0] * 24, season=12)) == 0
    assert coming(holt_winters([5.0] * 24, season=12)) == pytest.approx(5)
    assert np.isnan(coming(holt_winters([5.0] * 23, season=12)))
    assert coming(holt_winters([1e100] * 24, season=12)) == pytest.approx(1e100)


def test_parameters_that_let_errors_grow_answer_null_or_a_number() -> None:
    rows = np.random.default_rng(28).random((3, 400)) * [[1.0], [1e50], [1e100]]
    long = np.random.default_rng(29).random(2000)
    assert np.isnan(holt_winters(long, season=1, alpha=1, beta=1, gamma=1, phi=1).mean).all()
    for season in (1, 4):
        best = holt_winters(rows, season=season)
        assert (best.parameters["alpha"] + best.parameters["gamma"] <= 1).all()
        assert (coming(best) < [2.0, 2e50, 2e100]).all()
        some = holt_winters(rows, season=season, gamma=0.7)
        assert (some.parameters["alpha"] <= 0.3 + 1e-12).all()


def test_undamped_trend_goes_on() -> None:
    rising = [10.0 + at for at in range(16)]
    found = holt_winters(rising, season=4, alpha=0.5, beta=0.5, gamma=0.0, phi=1.0, horizon=4)
    assert found.cost is None
    assert np.diff(found.mean).mean() > 0.8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: moving_average([1], window=0), "window must be at least 1"),
        (lambda: seasonal_naive([1], season=0), "season must be at least 1"),
        (lambda: naive([1], horizon=0), "horizon must be at least 1"),
        (lambda: ses([1], alpha=1.1), "alpha must lie from 0 to 1"),
        (lambda: ses([1], alpha=None, bounds=(0.2, 1.2)), "bounds must lie"),
        (lambda: ses([1], initial=Initial.FIRST_CYCLES), "initial must be naive, mean or a number"),
        (lambda: holt_winters([1], phi=1.2), "phi must lie from 0 to 1"),
        (lambda: holt_winters([1], season=0), "season must be at least 1"),
        (lambda: holt_winters([1], season=2, initial=(1.0, 0.0, [1.0])), "effect of each of the 2 periods"),
    ],
)
def test_wrong_arguments_are_told(call: Callable[[], Forecast], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_result_tells_what_made_it() -> None:
    found = ses([[1, 2], [3, 4]], alpha=0.5, initial=2.0, horizon=2)
    assert (found.method, found.initial, found.cost) == (Method.SES, Initial.GIVEN, None)
    assert found.mean.tolist() == [[1.75, 1.75], [3.25, 3.25]]
    assert found.components["level"].tolist() == [1.75, 3.25]
    assert fixed_holt_winters(VISITORS, season=4).parameters["gamma"].shape == ()
