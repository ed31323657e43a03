"""Croston, its corrections and the method of Teunter, Syntetos and Babai: published numbers, a slow twin, and every edge."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from plugins.parts.forecast import Cost, Forecast, Initial, Method, croston, sba, sbj, tsb
from plugins.parts.tests.forecast_series import (
    WORKSHOP,
    Series,
    coming,
    learnt,
    random_series,
    used,
)

CROSTONS = {Method.CROSTON: croston, Method.SBA: sba, Method.SBJ: sbj}


def slow_croston(
    series: Series, alpha: float, beta: float, initial: Initial, correction: float = 1.0
) -> float | None:
    """The method as it is told: through the periods that are known, one by one."""
    known = [value for value in series if value is not None]
    if not known:
        return None
    sizes = [value for value in known if value > 0]
    if not sizes:
        return 0.0
    places = [0] + [place for place, value in enumerate(known, start=1) if value > 0]
    waits = [after - before for before, after in itertools.pairwise(places)]
    size, wait = sizes[0], waits[0] if initial is Initial.NAIVE else sum(waits) / len(waits)
    for new_size, new_wait in zip(sizes[1:], waits[1:], strict=True):
        size = alpha * new_size + (1 - alpha) * size
        wait = beta * new_wait + (1 - beta) * wait
    return correction * size / wait


def slow_tsb(series: Series, alpha: float, beta: float, initial: Initial) -> float | None:
    known = [value for value in series if value is not None]
    if not known:
        return None
    sizes = [value for value in known if value > 0]
    if not sizes:
        return 0.0
    size = sizes[0]
    chance = float(known[0] > 0) if initial is Initial.NAIVE else len(sizes) / len(known)
    for value in known[1:]:
        chance = beta * (value > 0) + (1 - beta) * chance
        if value > 0:
            size = alpha * value + (1 - alpha) * size
    return size * chance


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (croston(WORKSHOP), 1.1708184469019771),
        (sba(WORKSHOP), 1.1122775245568781),
        (sbj(WORKSHOP), 1.10919642338082),
        (tsb(WORKSHOP, alpha_demand=0.1, alpha_probability=0.2), 1.41663632222787),
        (croston(WORKSHOP, alpha=0.2, beta=0.1, initial=Initial.MEAN), 1.01325021052765),
    ],
    ids=["croston", "sba", "sbj", "tsb", "croston from the mean"],
)
def test_published_implementations_agree(found: Forecast, expected: float) -> None:
    """R tsintermittent 1.10, R forecast 8.20 and statsforecast 2.1.1, run over one series."""
    assert coming(found) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("initial", [Initial.NAIVE, Initial.MEAN])
def test_croston_family_agrees_with_a_slow_one(initial: Initial) -> None:
    rng = np.random.default_rng(11)
    series = random_series(rng, 1000)
    for method, function in CROSTONS.items():
        alpha, beta = rng.random(2)
        found = function(series, alpha=alpha, beta=beta, initial=initial)
        factor = {Method.CROSTON: 1.0, Method.SBA: 1 - beta / 2, Method.SBJ: 1 - beta / (2 - beta)}[method]
        expected = [slow_croston(one, alpha, beta, initial, factor) for one in series]
        assert coming(found) == pytest.approx(used(expected), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("initial", [Initial.NAIVE, Initial.MEAN])
def test_tsb_agrees_with_a_slow_one(initial: Initial) -> None:
    series = random_series(np.random.default_rng(12), 1000)
    found = tsb(series, alpha_demand=0.3, alpha_probability=0.15, initial=initial)
    expected = [slow_tsb(one, 0.3, 0.15, initial) for one in series]
    assert coming(found) == pytest.approx(used(expected), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("function", [croston, sba, sbj, tsb])
def test_what_is_fitted_is_the_forecast_of_the_periods_before(function: Callable[..., Forecast]) -> None:
    for series in random_series(np.random.default_rng(13), 20, periods=20):
        fitted = function(series).fitted
        prefixes = [coming(function(series[:length])) for length in range(len(series))]
        assert fitted == pytest.approx(np.array(prefixes), nan_ok=True)


@pytest.mark.parametrize("cost", Cost)
@pytest.mark.parametrize(
    ("function", "initial"),
    [(croston, Initial.NAIVE), (sba, Initial.MEAN), (sbj, Initial.NAIVE), (tsb, Initial.MEAN)],
)
def test_best_parameters_are_no_worse_than_any_tried(
    function: Callable[..., Forecast], cost: Cost, initial: Initial
) -> None:
    names = ("alpha_demand", "alpha_probability") if function is tsb else ("alpha", "beta")
    series = random_series(np.random.default_rng(14), 12)
    best = function(series, optimise=cost, initial=initial)
    assert best.cost is cost
    shares = np.linspace(0, 1, 8)
    tried = [
        function(series, **dict(zip(names, (a, b), strict=True)), initial=initial)
        for a in shares
        for b in shares
    ]
    for row, one in enumerate(series):
        for part in (0, 1) if cost is Cost.COMPONENTS else (2,):
            least = min(slow_cost(one, other, row, cost, names=names, part=part) for other in tried)
            assert slow_cost(one, best, row, cost, names=names, part=part) <= least * (1 + 1e-9) + 1e-12


def slow_cost(
    series: Series, found: Forecast, row: int, cost: Cost, *, names: tuple[str, str], part: int
) -> float:
    """What the forecasts within the history cost; for the components, what one of them costs with its parameter."""
    if cost is Cost.COMPONENTS:
        return slow_component_cost(series, found, float(found.parameters[names[part]][row]), part)
    known = [place for place, value in enumerate(series) if value is not None]
    settled = max(1, math.ceil(0.3 * len(known)))
    values = [float(value) for value in series if value is not None]
    errors = []
    for rank, place in enumerate(known, start=1):
        said = found.fitted[row, place]
        started = found.method is Method.TSB or any(value > 0 for value in values[: rank - 1])
        if rank > 1 and started:
            upto = max(rank, settled)
            aim = sum(values[:upto]) / upto if cost in (Cost.MAR, Cost.MSR) else values[rank - 1]
            errors.append(aim - said)
    squared = cost in (Cost.MSE, Cost.MSR)
    return sum(error**2 if squared else abs(error) for error in errors) / len(errors) if errors else 0.0


def slow_component_cost(series: Series, found: Forecast, share: float, part: int) -> float:
    known = [value for value in series if value is not None]
    sizes = [value for value in known if value > 0]
    if part == 0:
        values = sizes
    elif found.method is Method.TSB:
        values = [float(value > 0) for value in known]
    else:
        places = [0] + [place for place, value in enumerate(known, start=1) if value > 0]
        values = [float(after - before) for before, after in itertools.pairwise(places)]
    if not values:
        return 0.0
    from_mean = found.initial is Initial.MEAN and part == 1
    state, total = sum(values) / len(values) if from_mean else values[0], 0.0
    for value in values[1:]:
        total += (value - state) ** 2
        state += share * (value - state)
    return total


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([], math.nan),
        ([None, None], math.nan),
        ([0, 0, 0], 0.0),
        ([4], 4.0),
        ([0, 0, 0, 8], 2.0),
        ([0, 8, 0, 0], 4.0),
        ([3, 3, 3, 3], 3.0),
        ([None, 0, None, 6, None], 3.0),
        ([1e100] * 5, 1e100),
    ],
    ids=["empty", "never known", "zeros", "one", "one demand", "no more", "always", "gaps", "huge"],
)
def test_croston_at_its_edges(series: Series, expected: float) -> None:
    assert coming(croston(series)) == pytest.approx(expected, nan_ok=True)
    assert coming(sba(series, beta=0.2)) == pytest.approx(0.9 * expected, nan_ok=True)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([], math.nan),
        ([None], math.nan),
        ([0, 0], 0.0),
        ([5], 5.0),
        ([0, 0, 8], 0.8),
        ([8, 0], 7.2),
        ([3, 3], 3.0),
        ([None, 8, None, 0], 7.2),
    ],
)
def test_tsb_at_its_edges(series: Series, expected: float) -> None:
    assert coming(tsb(series)) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("cost", Cost)
@pytest.mark.parametrize("series", [[], [None], [0, 0, 0], [5], [0, 7], [3, 3, 3, 3]])
def test_parameters_are_found_where_nothing_tells_them_apart(series: Series, cost: Cost) -> None:
    for function in (croston, tsb):
        found = function(series, optimise=cost)
        assert all(0 <= float(value) <= 1 for value in found.parameters.values())
        assert np.isnan(coming(found)) == (not any(value is not None for value in series))


def test_demand_that_ends_fades_only_for_tsb() -> None:
    series = [5, 4, 6, 5] + [0] * 60
    assert coming(croston(series)) == pytest.approx(coming(croston(series[:4])))
    assert coming(tsb(series)) < 0.01


def test_start_may_be_given() -> None:
    assert coming(croston([0, 0, 9, 0, 3], initial=(4.0, 2.0), alpha=0.5)) == pytest.approx(3.5 / 2.0)
    assert coming(tsb([0, 4], initial=(4.0, 0.5), alpha_probability=0.5)) == pytest.approx(4 * 0.75)
    assert croston([1], initial=(4.0, 2.0)).initial is Initial.GIVEN


def test_result_tells_what_made_it() -> None:
    found = croston([[0, 2, 0, 4], [1, 0, 0, 0]], alpha=0.2, beta=0.3, horizon=3)
    assert found.method is Method.CROSTON
    assert found.initial is Initial.NAIVE
    assert found.cost is None
    assert found.mean.shape == (2, 3)
    assert found.fitted.shape == (2, 4)
    assert found.parameters["alpha"].tolist() == [0.2, 0.2]
    assert found.parameters["beta"].tolist() == [0.3, 0.3]
    assert learnt(found, "size") == pytest.approx([2.4, 1.0])
    assert learnt(found, "interval") == pytest.approx([2.0, 1.0])
    assert croston([0, 2], horizon=3).mean.shape == (3,)
    assert tsb([0, 2]).parameters["alpha_probability"].shape == ()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: croston([1, -2]), r"demand\[1\] is negative"),
        (lambda: croston([[1, 2], [3, -2]]), r"demand\[1, 1\] is negative"),
        (lambda: tsb([1, math.inf]), r"demand\[1\] is too large"),
        (lambda: tsb([1, 1e-300]), r"demand\[1\] is too small"),
        (lambda: sba([[1, 2], [3]]), "rows of the same length"),
        (lambda: sba(np.array(["a"])), "must be numbers"),
        (lambda: sba(np.ones((1, 1, 1))), "3 dimensions"),
        (lambda: croston([1], alpha=1.5), "alpha must lie from 0 to 1"),
        (lambda: croston([1], beta=math.nan), "beta must be a finite number"),
        (lambda: tsb([1], alpha_demand=-0.1), "alpha_demand must lie from 0 to 1"),
        (lambda: tsb([1], alpha_probability=2), "alpha_probability must lie from 0 to 1"),
        (lambda: croston([1], bounds=(0.3, 0.1), optimise=Cost.MSE), "bounds must lie"),
        (lambda: croston([1], horizon=0), "horizon must be at least 1"),
        (lambda: croston([1], initial=(1.0, 0.5)), "interval of at least 1"),
        (lambda: croston([1], initial=Initial.FIRST_CYCLES), "initial must be naive, mean"),
        (lambda: tsb([1], initial=(-1.0, 0.5)), "size to start with"),
        (lambda: tsb([1], initial=(1.0, 1.5)), "probability to start with"),
        (lambda: tsb([1], initial=Initial.FIRST_CYCLES), "initial must be naive, mean"),
    ],
)
def test_wrong_arguments_are_told(call: Callable[[], Forecast], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
