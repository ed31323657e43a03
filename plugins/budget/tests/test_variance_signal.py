"""A variance is a signal when it matters and is unusual for its own line."""

from __future__ import annotations

import random
from decimal import Decimal
from statistics import fmean, stdev

import pytest

from plugins.budget.variance import Direction, LimitMethod, SignalVerdict, control_limits, variance_signal

CALM = [1, -1, 2, -2, 0, 1, -1, 0]


@pytest.mark.parametrize(
    ("amount", "history", "verdict"),
    [
        (-50, CALM, SignalVerdict.SIGNAL),
        (50, CALM, SignalVerdict.SIGNAL),
        (-9, CALM, SignalVerdict.IMMATERIAL),
        (-10, CALM, SignalVerdict.IMMATERIAL),
        (-50, [-60, -40, -55, -45, -50, -52, -48, -51], SignalVerdict.USUAL),
        (-50, CALM[:7], SignalVerdict.UNJUDGED),
        (-50, [*CALM[:7], None], SignalVerdict.UNJUDGED),
        (-50, [0] * 8, SignalVerdict.SIGNAL),
        (-50, [-50] * 8, SignalVerdict.USUAL),
    ],
)
def test_signal_needs_size_and_surprise(
    amount: int, history: list[int | None], verdict: SignalVerdict
) -> None:
    found = variance_signal(amount, base=100, history=history, least_amount=5, least_percent=10)
    assert [found.verdict, found.threshold] == [verdict, 10]
    assert found.direction is (Direction.FAVOURABLE if amount > 0 else Direction.UNFAVOURABLE)


def test_signal_takes_the_greater_of_both_thresholds() -> None:
    assert variance_signal(-9, base=-100, least_amount=20, least_percent=10).threshold == 20
    assert variance_signal(-9, base=-500, least_amount=20, least_percent=10).threshold == 50


def test_limits_by_moving_range_are_as_published() -> None:
    """Montgomery, Introduction to Statistical Quality Control, example 6.5: x 300.5, MR 7.79, limits 321.22 and 279.78."""
    costs = [
        310,
        288,
        297,
        298,
        307,
        303,
        294,
        297,
        308,
        306,
        294,
        299,
        297,
        299,
        314,
        295,
        293,
        306,
        301,
        304,
    ]
    found = control_limits(costs, method=LimitMethod.MOVING_RANGE)
    assert found is not None
    assert found.center == pytest.approx(300.5)
    assert found.sigma * 1.128 == pytest.approx(7.79, abs=0.005)
    assert (found.lower, found.upper) == pytest.approx((279.78, 321.22), abs=0.01)
    assert found.alpha == pytest.approx(0.0027, abs=5e-5)


def test_limits_need_two_values_and_a_width() -> None:
    assert control_limits([]) is None
    assert control_limits([5, None]) is None
    with pytest.raises(ValueError, match="sigmas must be above 0"):
        control_limits([1, 2], sigmas=0)
    with pytest.raises(ValueError, match=r"history\[1\] must be a finite number"):
        control_limits([1, float("inf")])


def test_limits_are_mean_and_standard_deviation() -> None:
    rng = random.Random(7)
    for _ in range(1000):
        values = [rng.randint(-1000, 1000) for _ in range(rng.randint(2, 30))]
        sigmas = rng.uniform(0.5, 4)
        found = control_limits(values, sigmas=sigmas)
        assert found is not None
        assert found.lower == pytest.approx(fmean(values) - sigmas * stdev(values))
        assert found.upper == pytest.approx(fmean(values) + sigmas * stdev(values))
        ranges = [abs(values[place] - values[place - 1]) for place in range(1, len(values))]
        moving = control_limits(values, sigmas=sigmas, method=LimitMethod.MOVING_RANGE)
        assert moving is not None
        assert moving.sigma == pytest.approx(sum(ranges) / len(ranges) / 1.128)


def test_signal_is_what_a_slow_reading_says() -> None:
    rng = random.Random(29)
    for _ in range(1000):
        history = [rng.choice([None, rng.randint(-20, 20)]) for _ in range(rng.randint(0, 16))]
        amount, base = rng.randint(-80, 80), rng.randint(-300, 300)
        least, percent = rng.randint(0, 40), rng.randint(0, 20)
        values = [value for value in history if value is not None]
        matters = abs(amount) > least and 100 * abs(amount) > percent * abs(base)
        if not matters:
            wanted = SignalVerdict.IMMATERIAL
        elif len(values) < 8:
            wanted = SignalVerdict.UNJUDGED
        else:
            usual = abs(amount - fmean(values)) <= 3 * stdev(values)
            wanted = SignalVerdict.USUAL if usual else SignalVerdict.SIGNAL
        found = variance_signal(amount, base=base, history=history, least_amount=least, least_percent=percent)
        assert found.verdict is wanted


@pytest.mark.parametrize("value", ["-250.3", "0.7", "0.1", "1e-9"])
@pytest.mark.parametrize("count", [8, 9, 12, 18, 24])
@pytest.mark.parametrize("method", LimitMethod)
def test_what_was_always_so_is_usual(value: str, count: int, method: LimitMethod) -> None:
    found = variance_signal(Decimal(value), base=5000, history=[Decimal(value)] * count, method=method)
    assert found.unusual is False
