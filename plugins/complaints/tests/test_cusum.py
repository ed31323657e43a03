"""Cumulative sums against Montgomery's example and R's surveillance, against plain loops, and at their edges."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from plugins.complaints.detectors import Sided, Standardization, cusum, poisson_cusum, standardize_counts
from plugins.complaints.detectors.poisson_cusum import count_reaching
from plugins.complaints.tests.published_series import SALMONELLA_NEWPORT

# Montgomery, Introduction to Statistical Quality Control, table 9.1
MONTGOMERY = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62, 10.31,
    8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip
# his table 9.2, with two slips of the print mended by the same arithmetic
C_PLUS = [
    0, 0, 0, 1.16, 2.82, 2.50, 0.04, 1.00, 0, 0, 0, 0.97, 0.98, 0, 0, 0, 0.12, 0, 0, 0.34, 0.74, 0, 1.79, 2.79, 2.89, 3.47,
    3.35, 4.47, 5.28, 5.30,
]  # fmt: skip
C_MINUS = [
    0.05, 1.56, 1.77, 0, 0, 0, 1.46, 0, 0.30, 0, 0.47, 0, 0, 0.10, 0, 0.13, 0, 0, 0.98, 0, 0, 0.17, 0, 0, 0, 0, 0, 0, 0, 0,
]  # fmt: skip


@pytest.mark.parametrize("sided", Sided)
def test_sums_are_those_of_montgomery(sided: Sided) -> None:
    found = cusum(MONTGOMERY, target=10, sigma=1, k=0.5, h=5, sided=sided)
    assert found.c_plus == pytest.approx(C_PLUS, abs=1e-9)
    assert found.c_minus == pytest.approx(C_MINUS, abs=1e-9)
    assert found.first_alarm == 28
    assert found.n_plus_at_alarm == 7
    assert found.estimated_shift_start_after == 22


def test_alarms_of_counts_are_those_that_epysurv_keeps() -> None:
    """surveillance's cusum on 2011 and 2012, mean of the 365 weeks before: from 31 October 2011 on without end."""
    found = poisson_cusum(SALMONELLA_NEWPORT[365:470], float(np.mean(SALMONELLA_NEWPORT[:365])))
    assert found.first_alarm == 43
    assert found.alarm.tolist() == [False] * 43 + [True] * 62


def test_sums_follow_the_loop_on_random_series() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(0.2, 1, (1000, 25))
    values[rng.random(values.shape) < 0.1] = np.nan
    found = cusum(values, target=0.1, sigma=2, k=0.3, h=1.5, sided=Sided.TWO, head_start=0.5)
    for row in range(1000):
        up = down = 1.0
        run = 0
        for place, x in enumerate(values[row]):
            if not math.isnan(x):
                up, down = max(0.0, up + x - 0.1 - 0.6), max(0.0, down - x + 0.1 - 0.6)
                run = run + 1 if up > 0 else 0
            assert found.c_plus[row, place] == pytest.approx(up)
            assert found.c_minus[row, place] == pytest.approx(down)
            assert found.n_plus[row, place] == run
            assert found.alarm[row, place] == (not math.isnan(x) and max(up, down) >= 3)


def test_sums_begin_anew_after_an_alarm_where_one_wants() -> None:
    found = cusum([3.0] * 6, k=1, h=4, reset=True)
    assert found.c_plus.tolist() == [2, 4, 2, 4, 2, 4]
    assert found.alarm.tolist() == [False, True] * 3


@pytest.mark.parametrize("standardization", Standardization)
def test_counts_are_standardised_to_about_zero_and_one(standardization: Standardization) -> None:
    counts = np.random.default_rng(2).poisson(30, 200_000)
    found = standardize_counts(counts, 30.0, standardization)
    assert found.mean() == pytest.approx(0, abs=0.1)
    assert found.std() == pytest.approx(1, abs=0.1)


def test_standardised_counts_by_hand() -> None:
    assert standardize_counts(9, 4.0, Standardization.STANDARD) == pytest.approx(2.5)
    assert standardize_counts(9, 4.0, Standardization.ROSSI) == pytest.approx((9 - 12 + 12) / 4)
    assert standardize_counts(8, 1.0, Standardization.ANSCOMBE) == pytest.approx(1.5 * (4 - 1))


@pytest.mark.parametrize("standardization", Standardization)
def test_bound_is_the_count_that_brings_the_alarm(standardization: Standardization) -> None:
    """A thousand weeks: with a count on the bound there is an alarm, with one below there is none."""
    rng = np.random.default_rng(3)
    mean, sums = rng.uniform(0.1, 30, 1000), rng.uniform(0, 3, 1000)
    needed = count_reaching(3.3 - sums, mean, standardization)
    reached = sums + standardize_counts(np.ceil(needed + 1e-9), mean, standardization) - 1.04
    below = sums + standardize_counts(np.maximum(np.ceil(needed - 1e-9) - 1, 0), mean, standardization) - 1.04
    assert (reached >= 2.26 - 1e-9).all()
    assert ((below < 2.26) | (needed <= 1e-9) | (np.ceil(needed - 1e-9) < 1)).all()


def test_bound_tells_where_the_alarm_begins() -> None:
    counts = [2, 4, 3, 7, 1, 9, 2]
    found = poisson_cusum(counts, 3.0)
    assert found.alarm.tolist() == (np.array(counts) >= found.upperbound).tolist()
    again = poisson_cusum(counts, 3.0, reset=True)
    assert again.alarm.tolist() == (np.array(counts) >= again.upperbound).tolist()


def test_a_mean_may_change_from_week_to_week() -> None:
    found = poisson_cusum([4, 9], [4.0, 9.0])
    assert found.standardized.tolist() == [0, 0]
    assert found.mean.tolist() == [4, 9]


def test_weeks_that_were_not_reported_leave_the_sum() -> None:
    found = poisson_cusum([9, None, 3], 3.0)
    assert found.cusum[0] == found.cusum[1]
    assert np.isnan(found.standardized[1])
    assert not found.alarm[1]


def test_nothing_in_is_nothing_out() -> None:
    assert cusum([]).first_alarm is None
    assert cusum([0.0]).n_plus_at_alarm is None
    assert cusum([0.0]).estimated_shift_start_after is None
    assert poisson_cusum([], 1.0).alarm.size == 0
    with pytest.raises(ValueError, match="one series at a time"):
        assert cusum(np.zeros((2, 2))).first_alarm


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"sigma": 0}, "sigma is 0"),
        ({"h": 0}, "h 0"),
        ({"k": math.nan}, "k is nan"),
        ({"head_start": -1}, "head_start -1"),
    ],
)
def test_bad_settings_are_refused(arguments: dict[str, float], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        cusum([1.0], **arguments)  # type: ignore[arg-type]  # wrong on purpose


def test_a_mean_of_zero_is_refused_with_its_remedy() -> None:
    with pytest.raises(ValueError, match="estimate it with a prior"):
        poisson_cusum([1, 2], 0.0)
    with pytest.raises(ValueError, match=r"values\[1\] is inf"):
        cusum([1.0, math.inf])


def test_shift_began_where_the_sum_that_alarms_rose_from_nothing() -> None:
    below = cusum([0, 0, -3, -3], h=4, sided=Sided.TWO)
    assert (below.first_alarm, below.estimated_shift_start_after) == (3, 2)
    above = cusum([0, 3, None, 3], h=4)
    assert (above.first_alarm, above.estimated_shift_start_after) == (3, 1)
    again = cusum([0, 0, 9, 0, -9, -9], h=4, sided=Sided.TWO, reset=True)
    assert again.since.tolist() == [-1, -1, 2, -1, 4, 5]


@pytest.mark.parametrize(("mean", "counts"), [([1, 2], [1, 2, 3]), ([[1, 2]], [[1], [2]])])
def test_means_of_another_shape_are_refused_by_name(mean: Any, counts: Any) -> None:
    with pytest.raises(ValueError, match="mean has the shape"):
        poisson_cusum(counts, mean)
