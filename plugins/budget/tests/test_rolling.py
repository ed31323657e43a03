"""Forecasts to the year's end: sums that hold, patterns found again, intervals that hold the truth as often as said."""

from __future__ import annotations

import random
from decimal import Decimal
from math import inf, nan
from statistics import fmean

import numpy as np
import pytest

from plugins.budget.amounts import Amount
from plugins.budget.rolling import (
    IndexMethod,
    RateBasis,
    YearEndMethod,
    backtest,
    choose_method,
    forecast_year_end,
    seasonal_index,
)

PATTERN = [0.5, 0.6, 0.9, 1.0, 1.1, 1.2, 1.3, 1.2, 1.1, 1.0, 1.0, 1.1]
VOLUMES = [80, 60, 90, 100, 110, 120, 130, 120, 115, 105, 100, 70]


def year(level: float, volumes: list[int] | None = None) -> list[float]:
    return [level * share * volume for share, volume in zip(PATTERN, volumes or [1] * 12, strict=True)]


def test_season_is_found_again_exactly() -> None:
    found = forecast_year_end([60, 72, 108], history=[year(80), year(100)])
    assert found.method is YearEndMethod.SEASONAL
    assert found.rate == pytest.approx(120)
    assert found.rate_basis is RateBasis.YEAR_TO_DATE
    assert found.seasonal_index == pytest.approx(PATTERN)
    assert [float(month) for month in found.months] == pytest.approx([120 * share for share in PATTERN[3:]])
    assert found.year_end == 1440
    assert found.actual_to_date == 240


def test_season_and_volume_are_found_again_exactly() -> None:
    other = VOLUMES[::-1]
    found = forecast_year_end(
        year(7, other)[:5],
        history=[year(5, VOLUMES), year(6, other)],
        volumes=other,
        volume_history=[VOLUMES, other],
    )
    assert found.method is YearEndMethod.SEASONAL_DRIVER
    assert found.rate == pytest.approx(7)
    assert float(found.year_end) == pytest.approx(sum(year(7, other)), abs=0.01)
    assert found.backtest is not None
    assert found.backtest.mean_absolute_error == pytest.approx(
        fmean([sum(year(1, other))] + [0.0] * 11), abs=1e-9
    )


def test_driver_is_rate_times_volume() -> None:
    found = forecast_year_end([20, 40], volumes=[1, 2, 3, 4], periods=4)
    assert (found.method, found.rate) == (YearEndMethod.DRIVER, 20)
    assert list(found.months) == [60, 80]


def test_run_rate_goes_on_as_before() -> None:
    found = forecast_year_end([10, 20, 31], periods=12)
    assert found.method is YearEndMethod.RUN_RATE
    assert found.remaining == 183
    # a third of each goes on to the next month, so that they add up
    assert sum(found.months) == 183
    assert (found.low, found.high, found.errors_used, found.backtest) == (None, None, 0, None)


def test_last_year_is_repeated() -> None:
    found = forecast_year_end([1], history=[[9, 2, 3, 4]], periods=4, method=YearEndMethod.LAST_YEAR)
    assert [found.year_end, found.rate, found.seasonal_index] == [10, None, None]


def test_before_the_first_month_the_rate_is_last_years() -> None:
    found = forecast_year_end([], history=[year(100)])
    assert found.rate_basis is RateBasis.LAST_YEAR
    assert found.year_end == 1200
    driven = forecast_year_end(
        [], history=[year(6, VOLUMES)], volumes=[200] * 12, volume_history=[VOLUMES], places=0
    )
    assert driven.year_end == 6 * 2400


def test_at_the_years_end_nothing_is_forecast() -> None:
    found = forecast_year_end([Decimal("0.1")] * 12)
    assert (found.months, found.year_end, found.low, found.high) == (
        (),
        Decimal("1.2"),
        Decimal("1.2"),
        Decimal("1.2"),
    )


def test_index_by_simple_averages_weighs_the_larger_year_more() -> None:
    history = [[1, 3], [10, 10]]
    ratio, simple = (seasonal_index(history, periods=2, method=method) for method in IndexMethod)
    assert ratio is not None
    assert simple is not None
    assert ratio.values == pytest.approx((0.75, 1.25))
    assert simple.values == pytest.approx((11 / 12, 13 / 12))


def test_index_leaves_out_years_that_say_nothing() -> None:
    history: list[list[Amount | None]] = [[1, 1], [None, 5], [0, 0], [1, 3], [nan, 2]]
    found = seasonal_index(history, periods=2)
    assert found is not None
    assert found.values == pytest.approx((0.75, 1.25))
    assert found.years == (0, 3)
    assert seasonal_index([], periods=2) is None
    assert seasonal_index([[0, 0]], periods=2) is None
    assert seasonal_index([[1, 3]], [[0, 1]], periods=2) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"actual": [1] * 13}, "at most the year's 12 periods, got 13"),
        ({"actual": [1, None]}, r"actual\[1\] is missing"),
        ({"actual": [nan]}, r"actual\[0\] is missing"),
        ({"actual": [inf]}, r"actual\[0\] must be a finite"),
        ({"actual": []}, "run_rate needs a known period"),
        ({"actual": [1], "history": [[1, 2]]}, r"history\[0\] has 2 periods of 12"),
        ({"actual": [1], "history": [[1] * 12], "volume_history": []}, "the 1 years of history, got 0"),
        ({"actual": [1], "volumes": [1]}, "each of the 12 periods"),
        ({"actual": [1], "volumes": [1] * 11 + [-1]}, r"volumes\[11\] is negative"),
        (
            {"actual": [1], "history": [[1] * 12], "volume_history": [[1] * 11 + [-1]]},
            r"volume_history\[0\]\[11\] is negative",
        ),
        ({"actual": [1], "confidence": 80}, "confidence must lie"),
        ({"actual": [1], "method": YearEndMethod.SEASONAL}, "needs a whole earlier year"),
        ({"actual": [1], "method": YearEndMethod.SEASONAL_DRIVER}, "volumes in volume_history"),
        ({"actual": [1], "method": YearEndMethod.LAST_YEAR}, "needs a whole earlier year"),
        ({"actual": [0], "volumes": [0] * 12, "method": YearEndMethod.DRIVER}, "volumes above 0"),
    ],
)
def test_forecasts_that_cannot_be_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast_year_end(**given)  # type: ignore[arg-type]  # the table gives wrong arguments on purpose


def test_nothing_booked_stays_nothing() -> None:
    found = forecast_year_end([0, 0], history=[[0] * 12, [0] * 12])
    assert [found.method, found.year_end] == [YearEndMethod.RUN_RATE, 0]


def slow_forecast(actual: list[float], history: list[list[float]]) -> float:
    """The year's end by season alone, period by period."""
    periods = len(history[0])
    index = [fmean([past[place] / fmean(past) for past in history]) for place in range(periods)]
    known = len(actual)
    rate = sum(actual) / sum(index[:known]) if known else fmean(history[-1])
    return sum(actual) + sum(rate * index[place] for place in range(known, periods))


def test_forecast_and_backtest_are_what_a_slow_reading_says() -> None:
    rng = random.Random(41)
    for _ in range(1000):
        periods, count = rng.choice([4, 12]), rng.randint(1, 3)
        history = [[float(rng.randint(1, 500)) for _ in range(periods)] for _ in range(count)]
        actual = [float(rng.randint(1, 500)) for _ in range(rng.randint(0, periods))]
        found = forecast_year_end(actual, history=history, periods=periods, places=6)
        assert float(found.year_end) == pytest.approx(slow_forecast(actual, history), abs=1e-5)
        assert found.year_end == found.actual_to_date + sum(found.months)
        assert found.backtest is not None
        assert len(found.backtest.errors) == (count - 1) * periods
        for one in found.backtest.errors:
            past = history[one.year]
            wanted = slow_forecast(past[: one.origin], history[: one.year])
            assert one.forecast == pytest.approx(wanted)
            assert one.error == pytest.approx(sum(past) - wanted)
        if found.backtest.errors:
            assert found.backtest.bias == pytest.approx(fmean([one.error for one in found.backtest.errors]))


def test_interval_holds_the_year_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(17)
    held = 0
    for _ in range(300):
        level = rng.uniform(80, 120, 9)
        table = level[:, np.newaxis] * np.array(PATTERN) * rng.lognormal(0, 0.25, (9, 12))
        history: list[list[Amount | None]] = [list(row) for row in table[:8].tolist()]
        found = forecast_year_end(table[8, :5].tolist(), history=history)
        assert found.low is not None
        assert found.high is not None
        assert found.errors_used >= 10
        held += float(found.low) <= float(table[8].sum()) <= float(found.high)
    assert 0.68 <= held / 300 <= 0.88


def test_interval_takes_errors_of_the_nearest_origins() -> None:
    history = [year(level) for level in (90, 100, 110)]
    tested = backtest(history, method=YearEndMethod.RUN_RATE)
    assert len([one for one in tested.errors if one.origin == 0]) == 2
    assert len(tested.nearest_relative_errors(6, 3)) == 3
    assert len(tested.nearest_relative_errors(6, 4)) == 9
    assert len(tested.nearest_relative_errors(11, 4)) == 6
    assert tested.nearest_relative_errors(6, 1000) == []
    assert tested.mean_absolute_errors[11] is not None


def test_choice_takes_the_least_error_over_the_same_forecasts() -> None:
    chosen = choose_method([year(80), year(100), year(90)])
    assert chosen.best is YearEndMethod.SEASONAL
    means = dict(chosen.mean_absolute_errors)
    assert means[YearEndMethod.DRIVER] is None
    assert means[YearEndMethod.SEASONAL] == min(mean for mean in means.values() if mean is not None)
    assert means[YearEndMethod.SEASONAL] != means[YearEndMethod.RUN_RATE]
    assert chosen.forecasts == 24
    assert choose_method([]).best is None
    driven = choose_method([year(5, VOLUMES), year(5, VOLUMES[::-1])], [VOLUMES, VOLUMES[::-1]])
    assert driven.best is YearEndMethod.SEASONAL_DRIVER


def test_backtest_of_one_year_or_none_has_no_means() -> None:
    for history in ([], [year(5)]):
        found = backtest(history, method=YearEndMethod.SEASONAL)
        assert (found.errors, found.bias, found.mean_absolute_error) == ((), None, None)
        assert found.mean_absolute_errors == (None,) * 12
    zeros = backtest([[1, 1], [0, 0]], method=YearEndMethod.LAST_YEAR, periods=2)
    assert zeros.mean_absolute_percentage_error is None
    assert zeros.bias == -1.5


def slow_index(history: list[list[float]], volumes: list[list[int]], method: IndexMethod) -> list[float]:
    rates = [
        [amount / volume for amount, volume in zip(*pair, strict=True)]
        for pair in zip(history, volumes, strict=True)
    ]
    periods = range(len(rates[0]))
    if method is IndexMethod.RATIO_TO_YEAR:
        return [fmean(year[place] / fmean(year) for year in rates) for place in periods]
    everything = fmean(rate for year in rates for rate in year)
    return [fmean(year[place] for year in rates) / everything for place in periods]


def test_index_and_forecast_by_volume_are_what_a_slow_reading_says() -> None:
    rng = random.Random(43)
    for _ in range(1000):
        periods, count, method = rng.choice([4, 12]), rng.randint(1, 3), rng.choice(list(IndexMethod))
        history = [[float(rng.randint(1, 500)) for _ in range(periods)] for _ in range(count)]
        volumes = [[rng.randint(1, 50) for _ in range(periods)] for _ in range(count + 1)]
        index = slow_index(history, volumes[:-1], method)
        found = seasonal_index(history, volumes[:-1], periods=periods, method=method)
        assert found is not None
        assert found.values == pytest.approx(index)
        actual = [float(rng.randint(1, 500)) for _ in range(rng.randint(0, periods))]
        known, this = len(actual), volumes[-1]
        weights = [share * volume for share, volume in zip(index, this, strict=True)]
        last = sum(share * volume for share, volume in zip(index, volumes[-2], strict=True))
        rate = sum(actual) / sum(weights[:known]) if known else sum(history[-1]) / last
        made = forecast_year_end(
            actual,
            history=history,
            volumes=this,
            volume_history=volumes[:-1],
            index_method=method,
            periods=periods,
            places=6,
        )
        assert made.rate == pytest.approx(rate)
        assert [float(month) for month in made.months] == pytest.approx(
            [rate * weight for weight in weights[known:]], abs=2e-6
        )


def test_choice_is_the_least_of_slow_backtests() -> None:
    rng = random.Random(47)
    for _ in range(300):
        history = [[float(rng.randint(1, 90)) for _ in range(4)] for _ in range(rng.randint(2, 4))]
        means = {}
        for method in (YearEndMethod.SEASONAL, YearEndMethod.RUN_RATE, YearEndMethod.LAST_YEAR):
            errors = []
            for number in range(1, len(history)):
                for origin in range(4):
                    made = forecast_year_end(
                        history[number][:origin],
                        history=history[:number],
                        method=method,
                        periods=4,
                        places=9,
                    )
                    errors.append(abs(sum(history[number]) - float(made.year_end)))
            means[method] = fmean(errors)
        chosen = choose_method(history, periods=4)
        for method, mean in means.items():
            assert dict(chosen.mean_absolute_errors)[method] == pytest.approx(mean)
        assert means[chosen.best or YearEndMethod.DRIVER] == pytest.approx(min(means.values()))
