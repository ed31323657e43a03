"""EARS against R's surveillance, against the definition week by week, and at its edges."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import mean, stdev

import numpy as np
import pytest
from scipy import stats

from plugins.complaints.detectors import CarryOver, EarsMethod, ears
from plugins.complaints.tests.published_series import (
    EARS_C1_ALARMS,
    EARS_C1_UPPERBOUND,
    SALMONELLA_NEWPORT,
)

# surveillance on Salmonella Newport, 3 January 2011 to 31 December 2012, alpha 0.001, as epysurv's tests keep it
C2_ALARMS = {
    "2011-08-01", "2011-10-31", "2011-11-07", "2011-11-14", "2011-11-21", "2012-06-11", "2012-06-25",
}  # fmt: skip
C3_ALARMS = {"2011-11-14", "2011-11-21", "2011-11-28", "2011-12-05", "2012-07-02", "2012-07-09"}


def test_bound_of_c1_is_that_of_surveillance() -> None:
    found = ears(SALMONELLA_NEWPORT, range(449, 528))
    assert found.upperbound == pytest.approx(EARS_C1_UPPERBOUND, abs=1e-10)
    assert (found.weeks[found.alarm] + 1).tolist() == EARS_C1_ALARMS


@pytest.mark.parametrize(("method", "alarms"), [(EarsMethod.C2, C2_ALARMS), (EarsMethod.C3, C3_ALARMS)])
def test_alarms_are_those_that_epysurv_keeps(method: EarsMethod, alarms: set[str]) -> None:
    days = [date(2004, 1, 5) + timedelta(weeks=week) for week in range(len(SALMONELLA_NEWPORT))]
    tested = [place for place, day in enumerate(days) if date(2011, 1, 1) < day < date(2013, 1, 1)]
    found = ears(SALMONELLA_NEWPORT, tested, method=method, alpha=0.001)
    assert {str(days[week]) for week in found.weeks[found.alarm]} == alarms


def slow_c2(counts: list[float], week: int, floor: float) -> float:
    base = counts[week - 9 : week - 2]
    return (counts[week] - mean(base)) / max(stdev(base), floor)


def slow_bound(counts: list[float], week: int, method: str, carry_over: CarryOver, floor: float) -> float:
    guard = 0 if method == "C1" else 2
    base = counts[week - guard - 7 : week - guard]
    spread = max(stdev(base), floor)
    if method != "C3":
        return mean(base) + stats.norm.isf(0.001) * spread
    excess = sum(max(0.0, slow_c2(counts, week - lag, floor) - 1) for lag in (1, 2))
    centre = counts[week] if carry_over is CarryOver.SURVEILLANCE else mean(base)
    return max(0.0, centre + spread * (stats.norm.isf(0.025) - excess))


@pytest.mark.parametrize(
    ("method", "carry_over"),
    [(m, CarryOver.SURVEILLANCE) for m in EarsMethod] + [(EarsMethod.C3, CarryOver.PUBLISHED)],
)
def test_bound_follows_the_definition_on_random_series(method: EarsMethod, carry_over: CarryOver) -> None:
    """Four forms with 250 series each, one week of each."""
    rng = np.random.default_rng(6)
    counts = rng.poisson(10 ** rng.uniform(-0.5, 2, (250, 1)), (250, 14)).astype(float)
    found = ears(counts, [13], method=method, min_sigma=0.5, carry_over=carry_over)
    for row, series in enumerate(counts.tolist()):
        bound = slow_bound(series, 13, method, carry_over, 0.5)
        assert found.upperbound[row, 0] == pytest.approx(bound, rel=1e-9, abs=1e-9)
        assert abs(series[13] - bound) < 1e-6 or found.alarm[row, 0] == (series[13] > bound)


def test_p_value_is_what_the_bound_stands_for() -> None:
    found = ears([3, 5, 2, 4, 6, 1, 4, 9.4], alpha=0.01)
    assert found.alarm[0] == (found.p_value[0] < 0.01)


def test_a_single_complaint_after_none_alarms_without_a_least_spread_only() -> None:
    counts = [0] * 9 + [1]
    assert ears(counts, method=EarsMethod.C2).alarm.tolist() == [True]
    assert ears(counts, method=EarsMethod.C2, min_sigma=1).alarm.tolist() == [False]
    assert ears([0] * 10, method=EarsMethod.C2).alarm.tolist() == [False]
    assert ears([4] * 10).upperbound.tolist() == [4.0] * 3


def test_c3_after_a_jump_from_nothing_alarms_on_any_more() -> None:
    found = ears([0] * 11 + [7, 1], [12], method=EarsMethod.C3)
    assert found.upperbound.tolist() == [0]
    assert found.alarm.tolist() == [True]


def test_weeks_that_were_not_reported_are_left_out_of_the_baseline() -> None:
    counts: list[float | None] = [None, 3, None, 5, 2, None, None, 9]
    found = ears(counts)
    assert found.expected[0] == pytest.approx(10 / 3)
    assert found.upperbound[0] == pytest.approx(10 / 3 + stats.norm.isf(0.001) * stdev([3, 5, 2]))
    assert not ears([None, 3, None, 5, None, None, None, 9]).tested[0]
    assert not ears([1, 2, 3, 4, 5, 6, 7, None]).tested[0]


def test_first_week_that_can_be_tested_depends_on_the_method() -> None:
    firsts = [int(ears([1] * 20, method=method).weeks[0]) for method in EarsMethod]
    assert firsts == [7, 9, 11]
    assert ears([1, 2, 3]).weeks.size == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"baseline": 2}, "baseline is 2; give 3 weeks or more"),
        ({"min_sigma": -1.0}, "min_sigma is -1.0"),
        ({"alpha": 0.0}, "alpha is 0.0"),
        ({"weeks": [6]}, r"weeks\[0\] is 6"),
        ({"method": "C4"}, "C4"),
    ],
)
def test_what_cannot_be_read_is_refused(arguments: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        ears([1] * 20, **arguments)  # type: ignore[arg-type]  # wrong on purpose
