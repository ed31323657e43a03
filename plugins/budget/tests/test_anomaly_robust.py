"""Robust scores against the published way, against the median of the standard library, and where there is no spread."""

from __future__ import annotations

import random
from decimal import Decimal
from math import log
from statistics import fmean, median

import pytest

from plugins.budget.amounts import Amount
from plugins.budget.anomaly import AmountScale, Side, SpreadMeasure, robust_z


def test_scores_are_as_published() -> None:
    """Iglewicz and Hoaglin (1993), section 3.3: of these ten only the last two lie beyond 3.5; median 2.45, MAD 0.15."""
    found = robust_z([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3])
    spread = found.categories[0]
    assert (spread.median, spread.mad) == pytest.approx((2.45, 0.15))
    assert found.flagged == (8, 9)
    assert found.scores[8] == pytest.approx(0.6745 * (8.2 - 2.45) / 0.15)


def test_where_most_are_equal_the_mean_deviation_serves() -> None:
    """As IBM's and others' software do where the MAD is 0."""
    found = robust_z([10, 10, 10, 10, 10, 10, 10, 100])
    assert found.categories[0].measure is SpreadMeasure.MEAN_DEVIATION
    assert found.scores[7] == pytest.approx(90 / (1.253314 * 90 / 8))
    assert found.flagged == (7,)


def test_where_all_are_equal_nothing_is_flagged() -> None:
    found = robust_z([7] * 6)
    assert found.scores == (0.0,) * 6
    assert (found.flagged, found.categories[0].measure) == ((), SpreadMeasure.NONE)


def test_categories_are_scored_apart_and_small_ones_not() -> None:
    amounts: list[Amount | None] = [1, 2, 3, 2, 1, 90, None, 1000, 1001]
    found = robust_z(amounts, ["taxi"] * 7 + ["hotel"] * 2)
    assert found.flagged == (5,)
    assert found.scores[6:] == (None, None, None)
    assert [(one.category, one.observations, one.measure) for one in found.categories] == [
        ("taxi", 6, SpreadMeasure.MAD),
        ("hotel", 2, SpreadMeasure.TOO_FEW),
    ]


@pytest.mark.parametrize(("side", "flagged"), [(Side.BOTH, (0, 6)), (Side.ABOVE, (6,))])
def test_side_chooses_what_is_flagged(side: Side, flagged: tuple[int, ...]) -> None:
    assert robust_z([-99, 1, 2, 3, 2, 1, 99], side=side).flagged == flagged


def test_logarithms_are_of_amounts_above_nothing() -> None:
    found = robust_z([0, -5, 1, 10, 100, 1000, 10_000], scale=AmountScale.LOG)
    assert found.scores[:2] == (None, None)
    assert found.scores[6] == pytest.approx(0.6745 * 2)
    assert found.categories[0].median == pytest.approx(log(100))


def test_nothing_has_no_scores() -> None:
    found = robust_z([])
    assert (found.scores, found.flagged, found.categories) == ((), (), ())


def test_amounts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="one for each of the 2 amounts, got 1"):
        robust_z([1, 2], ["a"])
    with pytest.raises(ValueError, match=r"amounts\[1\]"):
        robust_z([1, Decimal("Infinity")])


def test_scores_are_what_a_slow_reading_says() -> None:
    rng = random.Random(13)
    for _ in range(1000):
        amounts = [rng.choice([5, rng.randint(-50, 50)]) for _ in range(rng.randint(0, 30))]
        categories = [rng.choice("abc") for _ in amounts]
        found = robust_z(amounts, categories, least_observations=3)
        for row, (amount, category) in enumerate(zip(amounts, categories, strict=True)):
            group = [one for one, kind in zip(amounts, categories, strict=True) if kind == category]
            score = found.scores[row]
            if len(group) < 3:
                assert score is None
                continue
            off = [abs(one - median(group)) for one in group]
            if median(off):
                wanted = 0.6745 * (amount - median(group)) / median(off)
            elif fmean(off):
                wanted = (amount - median(group)) / (1.253314 * fmean(off))
            else:
                wanted = 0.0
            assert score == pytest.approx(wanted)
            assert (row in found.flagged) == (abs(wanted) > 3.5)


@pytest.mark.parametrize("threshold", [0, -1, float("nan")])
def test_a_threshold_that_flags_what_is_usual_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold must be above 0"):
        robust_z([1, 2, 3, 4, 100], threshold=threshold)
