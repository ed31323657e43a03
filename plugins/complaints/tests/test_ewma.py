"""The moving average against Montgomery's example and a plain loop, and at its edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from plugins.complaints.detectors import Sided, ewma
from plugins.complaints.tests.test_cusum import MONTGOMERY

# Montgomery, section 9.2, lambda 0.1, L 2.7: the averages of his table 9.10
AVERAGES = [
    9.945, 9.7495, 9.70355, 9.8992, 10.1253, 10.1307, 9.92167, 10.0755, 9.98796, 10.0232, 9.92384, 10.0785, 10.1216, 10.0495,
    10.0525, 9.98426, 10.0478, 10.074, 9.91864, 10.0108, 10.0997, 10.0227, 10.2495, 10.3745, 10.3971, 10.4654, 10.4568,
    10.5731, 10.6468, 10.6341,
]  # fmt: skip


def test_averages_and_limits_are_those_of_montgomery() -> None:
    found = ewma(MONTGOMERY, target=10, sigma=1, lam=0.1, sigmas=2.7)
    assert found.ewma == pytest.approx(AVERAGES, abs=6e-5)
    assert (found.lower[0], found.upper[0]) == pytest.approx((9.73, 10.27))
    assert (found.lower[1], found.upper[1]) == pytest.approx((9.64, 10.36), abs=0.005)
    assert found.upper[-1] == pytest.approx(10.62, abs=0.005)
    assert found.first_alarm == 28


def test_averages_follow_the_loop_on_random_series() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(3, 2, (1000, 12))
    values[rng.random(values.shape) < 0.1] = np.nan
    target, sigma = rng.uniform(2, 4, 1000), rng.uniform(0.5, 2, 1000)
    found = ewma(values, target=target, sigma=sigma, lam=0.3, sigmas=2, sided=Sided.TWO)
    for row in range(1000):
        average, number = target[row], 0
        for place, x in enumerate(values[row]):
            if not math.isnan(x):
                average, number = 0.3 * x + 0.7 * average, number + 1
            width = 2 * sigma[row] * math.sqrt(0.3 / 1.7 * (1 - 0.7 ** (2 * number)))
            assert found.ewma[row, place] == pytest.approx(average)
            assert found.upper[row, place] == pytest.approx(target[row] + width)
            out = not math.isnan(x) and abs(average - target[row]) > width
            assert found.alarm[row, place] == out


def test_with_all_weight_on_the_newest_it_is_shewharts_chart() -> None:
    found = ewma([1.0, 4.0, -4.0], target=0, sigma=1, lam=1)
    assert found.upper.tolist() == [3, 3, 3]
    assert found.alarm.tolist() == [False, True, False]


def test_steady_limits_do_not_widen() -> None:
    found = ewma([0.0, 0.0], target=0, sigma=1, lam=0.2, steady=True)
    assert found.upper.tolist() == pytest.approx([1.0, 1.0])


def test_without_spread_any_more_is_an_alarm() -> None:
    assert ewma([5.0, 6.0], target=5, sigma=0).alarm.tolist() == [False, True]
    assert ewma([], target=5, sigma=1).ewma.size == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"lam": 0}, "lam is 0"),
        ({"sigmas": 0}, "sigmas 0"),
        ({"sigma": -1}, "negative"),
        ({"target": [1, 2, 3]}, "one for each of the 1"),
    ],
)
def test_bad_settings_are_refused(arguments: dict[str, object], complaint: str) -> None:
    given = {"target": 0, "sigma": 1, **arguments}
    with pytest.raises(ValueError, match=complaint):
        ewma([1.0], **given)  # type: ignore[arg-type]  # wrong on purpose
