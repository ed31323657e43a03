"""Charts of rates and shares against plain arithmetic, and at their edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from plugins.complaints.detectors import Sided, Spread, p_chart, u_chart

# Montgomery, Introduction to Statistical Quality Control, table 7.10 (dyed cloth): defects and inspection units
CLOTH_DEFECTS = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
CLOTH_UNITS = [10.0, 8.0, 13.0, 10.0, 9.5, 10.0, 12.0, 10.5, 12.0, 12.5]


def test_u_chart_of_dyed_cloth_is_montgomerys() -> None:
    found = u_chart(CLOTH_DEFECTS, CLOTH_UNITS)
    assert found.center[0] == pytest.approx(1.42, abs=0.005)
    assert found.upper == pytest.approx(
        [2.55, 2.68, 2.41, 2.55, 2.58, 2.55, 2.45, 2.52, 2.45, 2.43], abs=0.01
    )
    assert found.lower == pytest.approx(
        [0.29, 0.16, 0.43, 0.29, 0.26, 0.29, 0.39, 0.32, 0.39, 0.41], abs=0.01
    )
    assert not found.alarm.any()


@pytest.mark.parametrize("spread", Spread)
@pytest.mark.parametrize("chart", ["u", "p"])
def test_limits_follow_the_formulas_on_random_series(chart: str, spread: Spread) -> None:
    """Six forms with 170 series each."""
    rng = np.random.default_rng(4)
    size = rng.integers(20, 200, (170, 9)).astype(float)
    share = rng.uniform(0.02, 0.3, (170, 1)) * rng.gamma(8, 1 / 8, (170, 9))
    counts = rng.binomial(size.astype(int), np.minimum(share, 1)).astype(float)
    draw = u_chart if chart == "u" else p_chart
    found = draw(counts, size, spread=spread, sided=Sided.TWO)
    for row in range(170):
        c, n = counts[row], size[row]
        middle = c.sum() / n.sum()
        error = np.sqrt(middle * (1 - middle if chart == "p" else 1) / n)
        score = (c / n - middle) / error
        sigma_z = sum(abs(a - b) for a, b in zip(score[1:], score, strict=False)) / 8 / 1.128
        factor = {"within": 1, "laney": sigma_z, "overdispersed": max(1, sigma_z)}[spread.value]
        upper, lower = middle + 3 * factor * error, np.maximum(middle - 3 * factor * error, 0)
        assert found.sigma_z[row] == pytest.approx(sigma_z)
        assert found.upper[row] == pytest.approx(np.minimum(upper, 1 if chart == "p" else math.inf))
        assert found.lower[row] == pytest.approx(lower)
        assert (found.alarm[row] == ((c / n > found.upper[row]) | (c / n < found.lower[row]))).all()
    assert found.chart == (chart if spread is Spread.WITHIN else f"{chart}′")


def test_periods_without_repair_orders_are_left_out() -> None:
    found = u_chart([2, 0, None, 3], [100.0, 0.0, 50.0, 100.0])
    assert np.isnan(found.rate).tolist() == [False, True, True, False]
    assert found.center[0] == pytest.approx(0.025)
    assert not found.alarm[1]
    scores = [(0.02 - 0.025) / math.sqrt(0.025 / 100), (0.03 - 0.025) / math.sqrt(0.025 / 100)]
    assert found.sigma_z == pytest.approx(abs(scores[1] - scores[0]) / 1.128)


def test_degenerate_series_have_no_spread_and_no_alarm() -> None:
    assert u_chart([0, 0, 0], 10.0).upper.tolist() == [0, 0, 0]
    assert not u_chart([0, 0, 0], 10.0, spread=Spread.LANEY).alarm.any()
    assert p_chart([10, 10], 10.0).upper.tolist() == [1, 1]
    assert np.isnan(u_chart([5], 10.0).sigma_z)
    assert u_chart([5], 10.0, spread=Spread.LANEY).upper[0] == pytest.approx(0.5 + 3 * math.sqrt(0.05))
    assert u_chart([], 10.0).rate.size == 0
    assert np.isnan(u_chart([None, None], 10.0).center).all()


def test_a_known_rate_takes_the_place_of_the_mean() -> None:
    found = u_chart([30], 100.0, center=0.1)
    assert found.center[0] == 0.1
    assert found.alarm[0]


def test_what_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"exposure\[1\] is 0: give more than 0 beside a count"):
        u_chart([1, 2], [10.0, 0.0])
    with pytest.raises(ValueError, match=r"exposure\[0\] is -1: give 0 or more"):
        u_chart([1], [-1.0])
    with pytest.raises(ValueError, match=r"counts\[0\] is 11: no count is larger than its size"):
        p_chart([11], [10.0])
    with pytest.raises(ValueError, match="sigmas is 0"):
        u_chart([1], [10.0], sigmas=0)


def test_center_is_a_rate_and_exposure_has_the_shape_of_the_counts() -> None:
    with pytest.raises(ValueError, match=r"center is -1; give a rate of 0 or more$"):
        u_chart([1, 2], [1, 1], center=-1)
    with pytest.raises(ValueError, match="up to 1"):
        p_chart([1, 2], [3, 3], center=1.5)
    with pytest.raises(ValueError, match="exposure has the shape"):
        u_chart([1, 2, 3], [1, 1])
