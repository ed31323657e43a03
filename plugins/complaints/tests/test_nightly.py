"""A night over many series: which detector each gets, what it says, and what stands once all are counted."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from plugins.complaints.detectors import (
    Detector,
    EarsMethod,
    bayes,
    choose_detector,
    control_false_discoveries,
    detect_night,
    ears,
    expected_false_alarms,
    farrington_flexible,
)


@pytest.mark.parametrize(
    ("history", "detector", "b"),
    [
        (0, Detector.NONE, 0),
        (8, Detector.NONE, 0),
        (9, Detector.EARS_C2, 0),
        (19, Detector.EARS_C2, 0),
        (20, Detector.BAYES, 0),
        (207, Detector.BAYES, 0),
        (208, Detector.FARRINGTON_FLEXIBLE, 3),
        (260, Detector.FARRINGTON_FLEXIBLE, 4),
        (312, Detector.FARRINGTON_FLEXIBLE, 5),
        (2000, Detector.FARRINGTON_FLEXIBLE, 5),
    ],
)
def test_detector_is_the_longest_memory_that_the_history_fills(
    history: int, detector: Detector, b: int
) -> None:
    found = choose_detector(history)
    assert (found.detector, found.b) == (detector, b)


def test_months_and_quarters_have_windows_of_their_own() -> None:
    assert choose_detector(72, 12).w == 1
    assert choose_detector(24, 4).detector is Detector.BAYES
    with pytest.raises(ValueError, match="history is -1"):
        choose_detector(-1)


def counts_of_all_ages(rng: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Six years, four years, a year, twelve weeks, three weeks, and never a report."""
    counts = rng.poisson(4.0, (6, 313)).astype(np.float64)
    for row, history in enumerate([312, 210, 52, 12, 3]):
        counts[row, : 312 - history] = np.nan
    counts[5] = np.nan
    return counts


def test_each_series_is_judged_by_its_own_detector() -> None:
    counts = counts_of_all_ages(np.random.default_rng(1))
    counts[:5, -1] = 30
    found = detect_night(counts)
    assert [choice.detector.value for choice in found.choices] == [
        "farrington_flexible", "farrington_flexible", "bayes", "ears_c2", "none", "none",
    ]  # fmt: skip
    assert found.threshold[0] == farrington_flexible(counts[0], [312]).threshold[0]
    assert found.threshold[1] == farrington_flexible(counts[1], [312], b=3).threshold[0]
    assert found.threshold[2] == bayes(counts[2], [312], w=13, alpha=0.01).upperbound[0]
    # As from a textbook's prediction interval: Student's t with 6 degrees of freedom, 3.1427, times sqrt(8 / 7)
    short = ears(
        counts[3], [312], method=EarsMethod.C2, alpha=stats.norm.sf(3.142668 * (8 / 7) ** 0.5), min_sigma=1
    )
    assert found.threshold[3] == pytest.approx(short.upperbound[0], rel=1e-6)
    assert np.isnan(found.threshold[4:]).all()
    assert found.alarm.tolist() == [True] * 4 + [False] * 2
    assert found.discovered.tolist() == found.alarm.tolist()
    assert found.expected_false_alarms == pytest.approx(0.04)


def test_an_earlier_week_is_judged_as_it_was_then() -> None:
    counts = counts_of_all_ages(np.random.default_rng(2))
    then, now = detect_night(counts, week=280), detect_night(counts[:, :281])
    assert np.array_equal(then.threshold, now.threshold, equal_nan=True)
    assert then.week == now.week == 280


def test_nights_of_nothing_unusual_alarm_no_more_often_than_promised() -> None:
    """Three kinds of history, 2,000 series each: at most 1 % and a little for chance."""
    rng = np.random.default_rng(3)
    for history in (312, 100, 15):
        counts = np.full((2000, 313), np.nan)
        counts[:, 312 - history :] = rng.poisson(rng.uniform(0.3, 8, (2000, 1)), (2000, history + 1))
        found = detect_night(counts)
        assert found.alarm.mean() < 0.017
        assert found.discovered.sum() <= found.alarm.sum()


def test_dates_and_exposure_reach_the_detectors() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(4.0, (3, 313)).astype(float)
    days = [date(2019, 1, 7) + timedelta(weeks=week) for week in range(313)]
    exposure = rng.uniform(90, 110, (3, 313))
    found = detect_night(counts, dates=days, exposure=exposure)
    alone = farrington_flexible(counts, [312], dates=days, exposure=exposure)
    assert (found.threshold >= alone.threshold[:, 0]).all()


def test_a_quiet_category_with_few_cases_has_no_finite_threshold() -> None:
    counts = np.zeros((1, 313))
    counts[0, -1] = 4
    found = detect_night(counts)
    assert np.isinf(found.threshold[0])
    assert not found.alarm[0]


def test_a_night_without_series_or_reports_is_quiet() -> None:
    assert detect_night(np.zeros((0, 313))).alarm.size == 0
    found = detect_night(np.full((2, 40), np.nan))
    assert not found.alarm.any()
    assert found.expected_false_alarms == 0
    with pytest.raises(ValueError, match=r"weeks\[0\] is 40"):
        detect_night(np.zeros((1, 40)), week=40)


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    """The fifteen p-values of their paper, section 3.2: at 0.05 the first four are called."""
    p_values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    found = control_false_discoveries([*p_values, None], q=0.05)
    assert found.discovered.tolist() == [True] * 4 + [False] * 12
    assert found.tests == 15
    assert np.isnan(found.adjusted[-1])
    assert control_false_discoveries([]).tests == 0
    with pytest.raises(ValueError, match="q is 0"):
        control_false_discoveries([0.1], q=0)


def test_discoveries_follow_the_definition_on_random_nights() -> None:
    rng = np.random.default_rng(5)
    for _ in range(1000):
        p_values = rng.random(rng.integers(1, 20)) ** 3
        ordered = np.sort(p_values)
        line = 0.1 * np.arange(1, len(ordered) + 1) / len(ordered)
        below = np.flatnonzero(ordered <= line)
        limit = ordered[below[-1]] if len(below) else -1.0
        assert control_false_discoveries(p_values, 0.1).discovered.tolist() == (p_values <= limit).tolist()


def test_expected_false_alarms_are_the_sum_of_what_each_test_promises() -> None:
    assert expected_false_alarms([0.01, 0.01, 0.05]) == pytest.approx(0.07)
    assert expected_false_alarms([]) == 0
