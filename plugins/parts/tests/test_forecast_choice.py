"""Rolling origin, the choice of a method and its forecast: against a slow twin, and every edge."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from plugins.parts.forecast import (
    Criterion,
    Forecast,
    Forecaster,
    Method,
    MethodChoice,
    QuantileType,
    choose_method,
    croston,
    default_candidates,
    forecast,
    forecast_chosen,
    forecaster,
    holt_winters,
    moving_average,
    naive,
    pool_choice,
    prediction_interval,
    rolling_origin,
    sba,
    seasonal_naive,
    ses,
    total_interval,
    tsb,
)
from plugins.parts.tests.forecast_series import Series, random_series, used

FEW: dict[str, Forecaster] = {
    "average": forecaster(partial(moving_average, window=4)),
    "sba": forecaster(sba),
    "tsb": forecaster(tsb),
    "season": forecaster(partial(seasonal_naive, season=4)),
    "cycles": forecaster(partial(holt_winters, season=4, alpha=0.2, beta=0.1, gamma=0.1, phi=0.9)),
}


HORIZON, ORIGINS, SHARES = 2, 5, (0.5, 0.9)


def told_at(series: list[list[float | None]]) -> dict[int, dict[str, Forecast]]:
    """What each candidate says at each origin of all series together."""
    rows = np.array(series, dtype=np.float64)
    last = rows.shape[1] - HORIZON
    return {
        at: {name: candidate(rows[:, :at], HORIZON) for name, candidate in FEW.items()}
        for at in range(last - ORIGINS + 1, last + 1)
    }


def slow_scores(
    series: Series, row: int, told: dict[int, dict[str, Forecast]], criterion: Criterion
) -> list[float | None]:
    """Each candidate's score, told origin by origin."""
    losses: dict[str, list[float]] = {name: [] for name in FEW}
    for at, known in told.items():
        for ahead in range(HORIZON):
            came = series[at + ahead]
            if came is None:
                continue
            found = {
                name: slow_loss(came, series[:at], one, row=row, ahead=ahead, criterion=criterion)
                for name, one in known.items()
            }
            if not all(math.isnan(loss) for loss in found.values()):
                for name, loss in found.items():
                    losses[name].append(loss)
    first = min(told)
    power = 2 if criterion is Criterion.RMSSE else 1
    changes = [
        abs(after - before) ** power
        for before, after in itertools.pairwise(series[:first])
        if before is not None and after is not None
    ]
    if not sum(changes):
        return [None] * len(FEW)
    scale = sum(changes) / len(changes)
    means = [sum(some) / len(some) if some else math.nan for some in losses.values()]
    return [(mean / scale) ** (1 / power) for mean in means]


def slow_loss(
    came: float, past: Series, found: Forecast, *, row: int, ahead: int, criterion: Criterion
) -> float:
    mean = float(np.maximum(found.mean[row, ahead], 0.0))
    if criterion is not Criterion.SCALED_PINBALL:
        return abs(came - mean) ** (2 if criterion is Criterion.RMSSE else 1)
    pairs = zip(past, found.fitted[row].tolist(), strict=True)
    around = [value - said for value, said in pairs if value is not None and not math.isnan(said)]
    if not around or math.isnan(mean):
        return math.nan
    ends = [max(mean + float(np.quantile(around, share)), 0.0) for share in SHARES]
    costs = [max(p * (came - q), (p - 1) * (came - q)) for p, q in zip(SHARES, ends, strict=True)]
    return sum(costs) / len(costs)


@pytest.mark.parametrize(("criterion", "count"), [("mase", 1000), ("rmsse", 1000), ("scaled_pinball", 300)])
def test_choice_agrees_with_a_slow_one(criterion: Criterion, count: int) -> None:
    series = random_series(np.random.default_rng(51), count, periods=16)
    found = choose_method(
        series, candidates=FEW, horizon=HORIZON, origins=ORIGINS, criterion=criterion, probabilities=SHARES
    )
    told = told_at(series)
    for row, one in enumerate(series):
        expected = used(slow_scores(one, row, told, Criterion(criterion)))
        assert found.scores[row] == pytest.approx(expected, nan_ok=True)
        if not np.isnan(expected).all():
            assert expected[found.chosen[row]] <= np.nanmin(expected) + 1e-9


def test_rolling_origin_knows_only_what_was_known() -> None:
    series = [3.0, 5.0, 4.0, 8.0, 6.0, 9.0]
    found = rolling_origin(series, forecaster(naive), horizon=2, origins=3)
    assert found.origins.tolist() == [2, 3, 4]
    assert found.forecasts.tolist() == [[5, 5], [4, 4], [8, 8]]
    assert found.errors.tolist() == [[-1, 3], [4, 2], [-2, 1]]
    assert rolling_origin(series, forecaster(naive), origins=9, step=2).origins.tolist() == [1, 3, 5]
    assert rolling_origin([1.0], forecaster(naive)).errors.shape == (0, 1)


def test_forecast_below_nothing_counts_as_nothing() -> None:
    falling = [9.0, 7.0, 5.0, 3.0, 1.0, 0.0]
    steep = forecaster(partial(holt_winters, season=1, alpha=1.0, beta=1.0, gamma=0.0, phi=1.0))
    assert steep(np.array([falling[:5]]), 1).mean[0, 0] == pytest.approx(-1)
    assert rolling_origin(falling, steep, origins=1).forecasts.tolist() == [[0.0]]
    signed = [value - 5 for value in falling]
    assert rolling_origin(signed, steep, origins=1).forecasts[0, 0] == pytest.approx(-6)


def test_seasonal_demand_is_forecast_by_its_season() -> None:
    rng = np.random.default_rng(53)
    shape = 50 + 40 * np.sin(np.arange(48) * np.pi / 6)
    demand = rng.poisson(shape, size=(20, 48)).astype(np.float64)
    choice = choose_method(demand)
    seasonal = {Method.SEASONAL_NAIVE, Method.HOLT_WINTERS}
    assert sum(method in seasonal for method in choice.methods) >= 18


def test_demand_that_ended_is_forecast_by_what_fades() -> None:
    demand = [[6.0, 0.0, 5.0, 7.0] * 6 + [0.0] * 24]
    choice = choose_method(
        demand, candidates={"croston": forecaster(croston), "tsb": forecaster(tsb)}, fallback="tsb"
    )
    assert choice.methods == ["tsb"]


def test_chosen_forecast_is_that_of_its_method() -> None:
    series = random_series(np.random.default_rng(54), 60)
    methods = choose_method(series, candidates=FEW, horizon=3, origins=10).methods
    found = forecast_chosen(series, methods, candidates=FEW, horizon=3, origins=10, least=4)
    for row, name in enumerate(methods):
        alone = rolling_origin(series[row], FEW[name], horizon=3, origins=10)
        mean = np.maximum(FEW[name](used(series[row])[None], 3).mean[0], 0)
        assert found.mean[row] == pytest.approx(mean, nan_ok=True)
        assert found.errors[row] == pytest.approx(alone.errors, nan_ok=True)
        interval = prediction_interval(mean, alone.errors, least=4, quantile_type=QuantileType.WEIBULL)
        assert found.interval.lower[row] == pytest.approx(interval.lower, nan_ok=True)
        total = total_interval(mean, alone.errors, least=4, quantile_type=QuantileType.WEIBULL)
        assert found.total.upper[row] == pytest.approx(total.upper, nan_ok=True)


@pytest.mark.parametrize("weight", [0.0, 4.0, 1e9])
def test_pooled_choice_agrees_with_a_slow_one(weight: float) -> None:
    rng = np.random.default_rng(58)
    series = random_series(rng, 1000, periods=16)
    choice = choose_method(series, candidates=FEW, origins=5)
    groups = rng.choice(["smooth", "lumpy", "erratic"], size=1000)
    found = pool_choice(choice, groups, weight=weight)
    own = [[score / np.nanmean(row) for score in row] if np.nansum(row) else None for row in choice.scores]
    for row, scores in enumerate(own):
        if scores is None:
            assert found.chosen[row] == choice.chosen[row]
            continue
        like = [other for other, group in zip(own, groups, strict=True) if other and group == groups[row]]
        sums = np.nanmean(like, axis=0) * weight + scores
        assert sums[found.chosen[row]] == pytest.approx(np.nanmin(sums))
        if weight == 0:
            assert choice.scores[row, found.chosen[row]] == pytest.approx(np.nanmin(choice.scores[row]))


def test_group_chooses_for_a_part_that_chance_would_mislead() -> None:
    scores = np.array([[1.0, 2.0]] * 9 + [[1.1, 1.0], [math.nan, 3.0], [math.nan, math.nan]])
    choice = MethodChoice(
        candidates=("a", "b"),
        chosen=np.array([0] * 9 + [1, 1, 1]),
        judged=np.ones(12, dtype=bool),
        scores=scores,
        criterion=Criterion.MASE,
        origins=np.arange(3),
    )
    assert pool_choice(choice, ["x"] * 12).methods == ["a"] * 10 + ["b", "b"]
    assert pool_choice(choice, range(12)).methods == ["a"] * 9 + ["b"] * 3


def test_many_blocks_of_series_are_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    series = random_series(np.random.default_rng(55), 50)
    whole = choose_method(series, candidates=FEW)
    monkeypatch.setattr("plugins.parts.forecast.choice._BLOCK", 7)
    parted = choose_method(series, candidates=FEW)
    assert parted.chosen.tolist() == whole.chosen.tolist()
    assert parted.scores == pytest.approx(whole.scores, nan_ok=True)


@pytest.mark.parametrize("criterion", Criterion)
@pytest.mark.parametrize(
    ("series", "mean", "judged"),
    [
        ([], math.nan, False),
        ([None] * 30, math.nan, False),
        ([4], 4.0, False),
        ([0] * 30, 0.0, True),
        ([3] * 30, 3.0, True),
        ([None] * 29 + [2], 1.9, False),
        ([1e100] * 30, 1e100, True),
    ],
    ids=["empty", "never known", "one", "zeros", "equal", "new", "huge"],
)
def test_choice_at_its_edges(criterion: Criterion, series: Series, mean: float, judged: bool) -> None:
    choice = choose_method(series, criterion=criterion)
    found = forecast_chosen(series, choice.methods)
    assert bool(choice.judged) is judged
    assert choice.chosen.shape == ()
    assert np.isnan(choice.scores).all()
    expected = mean if judged or math.isnan(mean) else 0.95 * (4 if mean == 4 else 2)
    assert found.mean == pytest.approx([expected], nan_ok=True)
    assert choice.methods == ["moving_average" if judged else "sba"]


def test_no_series_make_no_choice() -> None:
    choice = choose_method(np.empty((0, 24)))
    assert choice.methods == []
    assert forecast_chosen(np.empty((0, 24)), choice.methods).mean.shape == (0, 1)


def test_equal_ones_go_to_the_first() -> None:
    twins = {"first": forecaster(sba), "second": forecaster(sba)}
    choice = choose_method(random_series(np.random.default_rng(56), 30), candidates=twins, fallback="second")
    assert {name for name, judged in zip(choice.methods, choice.judged, strict=True) if judged} == {"first"}


@pytest.mark.parametrize("method", Method)
def test_every_method_is_found_by_its_name(method: Method) -> None:
    series = np.random.default_rng(57).poisson(2.0, size=(3, 40)).astype(np.float64)
    found = forecast(series, method, horizon=2)
    assert found.method is method
    assert found.mean.shape == (3, 2)
    assert np.isfinite(found.mean).all()
    assert forecast(series[0].tolist(), method, horizon=2).mean == pytest.approx(found.mean[0])
    assert method is Method.NAIVE or method in default_candidates()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: choose_method([1, 2], fallback="best"), "fallback must be one of the candidates"),
        (lambda: choose_method([1, 2], origins=0), "origins and step must be at least 1"),
        (lambda: choose_method([1, 2], horizon=0), "horizon must be at least 1"),
        (lambda: choose_method([1, -2]), r"demand\[1\] is negative"),
        (lambda: rolling_origin([1, 2], forecaster(ses), step=0), "origins and step must be at least 1"),
        (lambda: forecast_chosen([[1, 2]], ["sba", "sba"]), "one for each of the 1 series"),
        (lambda: forecast_chosen([[1, 2]], "sba"), "one for each of the 1 series"),
        (lambda: forecast_chosen([1, 2], ["best"]), r"methods\[0\] must be one of"),
        (lambda: pool_choice(choose_method([1, 2]), ["a"]), "one of each of the many series"),
        (lambda: pool_choice(choose_method([[1, 2]]), ["a", "b"]), "got 2 for 1"),
        (lambda: pool_choice(choose_method([[1, 2]]), ["a"], weight=-1), "weight must be at least 0"),
    ],
)
def test_wrong_arguments_are_told(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
