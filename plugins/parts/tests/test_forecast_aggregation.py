"""ADIDA and IMAPA: another implementation's numbers, a slow twin, and every edge."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from plugins.parts.forecast import Cost, Forecast, Method, adida, imapa
from plugins.parts.tests.forecast_series import WORKSHOP, Series, coming, learnt, random_series, used


@pytest.mark.parametrize(
    ("found", "expected"), [(adida(WORKSHOP), 1.0708285577599599), (imapa(WORKSHOP), 1.080031503471894)]
)
def test_statsforecast_agrees(found: Forecast, expected: float) -> None:
    """statsforecast 2.1.1, whose search for alpha ends a little earlier."""
    assert coming(found) == pytest.approx(expected, rel=1e-5)


def known_of(series: Series) -> list[float]:
    return [value for value in series if value is not None]


def slow_level(series: Series) -> int:
    known = known_of(series)
    places = [place for place, value in enumerate(known, start=1) if value > 0]
    return round(places[-1] / len(places)) if places else 1


def slow_smoothed(sums: list[float], alpha: float) -> tuple[float, float]:
    level, error = sums[0], 0.0
    for value in sums[1:]:
        error += (value - level) ** 2
        level += alpha * (value - level)
    return level, error


def slow_adida(series: Series, level: int, alpha: float) -> tuple[float | None, float]:
    """What it says, and the squared error of its sums."""
    known = known_of(series)
    left = known[len(known) % level :]
    sums = [sum(left[at : at + level]) for at in range(0, len(left), level)]
    if not sums:
        return None, 0.0
    said, error = slow_smoothed(sums, alpha)
    return said / level, error


def test_adida_agrees_with_a_slow_one() -> None:
    series = random_series(np.random.default_rng(31), 1000)
    found = adida(series, alpha=0.23)
    assert learnt(found, "aggregation_level").tolist() == [slow_level(one) for one in series]
    expected = [slow_adida(one, slow_level(one), 0.23)[0] for one in series]
    assert coming(found) == pytest.approx(used(expected), nan_ok=True)


@pytest.mark.parametrize("level", [1, 4, 30])
def test_adida_at_a_given_level_agrees_with_a_slow_one(level: int) -> None:
    series = random_series(np.random.default_rng(32), 300)
    expected = [slow_adida(one, level, 0.4)[0] for one in series]
    assert coming(adida(series, level=level, alpha=0.4)) == pytest.approx(used(expected), nan_ok=True)


def test_adida_finds_an_alpha_no_worse_than_any_tried() -> None:
    series = random_series(np.random.default_rng(33), 1000)
    alphas = adida(series).parameters["alpha"].tolist()
    for one, alpha in zip(series, alphas, strict=True):
        assert 0.1 <= alpha <= 0.3
        ours = slow_adida(one, slow_level(one), alpha)[1]
        tried = [slow_adida(one, slow_level(one), other)[1] for other in np.linspace(0.1, 0.3, 5).tolist()]
        assert ours <= min(tried) * (1 + 1e-9) + 1e-12


def test_imapa_agrees_with_a_slow_one() -> None:
    series = random_series(np.random.default_rng(34), 1000)
    expected = []
    for one in series:
        said = [slow_adida(one, level, 0.2)[0] for level in range(1, slow_level(one) + 1)]
        told = [value for value in said if value is not None]
        expected.append(sum(told) / len(told) if told else None)
    assert coming(imapa(series, alpha=0.2)) == pytest.approx(used(expected), nan_ok=True)


def test_imapa_is_the_mean_of_adida_at_its_levels() -> None:
    series = [one for one in random_series(np.random.default_rng(35), 20) if len(known_of(one)) > 5]
    levels = [coming(adida(series, level=level)) for level in range(1, 6)]
    found = imapa(series, maximum_level=5)
    assert coming(found) == pytest.approx(np.mean(levels, axis=0), rel=1e-6)
    assert found.cost is Cost.MSE


def test_what_is_fitted_is_the_forecast_of_the_periods_before() -> None:
    """At the level and the alpha that the whole history chose."""
    for series in random_series(np.random.default_rng(36), 20, periods=20):
        found = adida(series, level=3, alpha=0.3)
        prefixes = [coming(adida(series[:length], level=3, alpha=0.3)) for length in range(len(series))]
        assert found.fitted == pytest.approx(np.array(prefixes), nan_ok=True)
        several = imapa(series, maximum_level=4, alpha=0.3)
        prefixes = [
            coming(imapa(series[:length], maximum_level=4, alpha=0.3)) for length in range(len(series))
        ]
        assert several.fitted == pytest.approx(np.array(prefixes), nan_ok=True)


@pytest.mark.parametrize("function", [adida, imapa])
@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([], math.nan),
        ([None, None], math.nan),
        ([0, 0, 0], 0.0),
        ([6], 6.0),
        ([4, 4, 4, 4], 4.0),
        ([1e100, 1e100], 1e100),
        ([None, 5, None, 5], 5.0),
    ],
)
def test_aggregation_at_its_edges(function: Callable[..., Forecast], series: Series, expected: float) -> None:
    assert coming(function(series)) == pytest.approx(expected, nan_ok=True)


def test_one_demand_is_spread_over_its_interval() -> None:
    assert coming(adida([0, 0, 0, 8])) == pytest.approx(2)
    assert adida([0, 0, 0, 8]).components["aggregation_level"] == 4


def test_level_longer_than_the_history_is_null() -> None:
    assert np.isnan(coming(adida([1, 2], level=3)))
    assert coming(imapa([1, 1], maximum_level=3)) == pytest.approx(1)


def test_many_series_are_as_each_by_itself() -> None:
    series = random_series(np.random.default_rng(37), 40)
    for function in (adida, imapa):
        alone = [coming(function(one)) for one in series]
        assert coming(function(series)) == pytest.approx(np.array(alone), nan_ok=True)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: adida([1], level=0), "level must be a whole number of 1 or more"),
        (lambda: imapa([1], maximum_level=0), "level must be a whole number of 1 or more"),
        (lambda: adida([1], alpha=2), "alpha must lie from 0 to 1"),
        (lambda: imapa([1], bounds=(0.5, 0.2)), "bounds must lie"),
        (lambda: adida([-1]), "is negative"),
    ],
)
def test_wrong_arguments_are_told(call: Callable[[], Forecast], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_result_tells_what_made_it() -> None:
    assert adida([1, 2]).method is Method.ADIDA
    assert imapa([1, 2], alpha=0.2).cost is None
    assert imapa([[1, 2]], alpha=0.2, horizon=4).mean.shape == (1, 4)


def test_level_is_a_whole_number_of_periods() -> None:
    with pytest.raises(ValueError, match="level must be a whole number"):
        adida([1.0, 2.0, 3.0], level=1.5)  # type: ignore[arg-type]  # as a caller without types may
