"""Intervals of shares, many tests at once, and rounding: against what was published, and against a slow reading."""

from __future__ import annotations

from decimal import Decimal
from math import nan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.statistics import benjamini_hochberg, round_half_up, wilson_interval

SHARES = st.integers(1, 2000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_is_as_published(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(SHARES)
def test_wilson_interval_ends_where_the_score_test_begins_to_refuse(case: tuple[int, int]) -> None:
    successes, trials = case
    found = wilson_interval(successes, trials)
    assert found is not None
    low, high = found
    assert 0 <= low <= successes / trials <= high <= 1
    for end in {low, high} - {0.0, 1.0}:
        assert abs(successes / trials - end) / sqrt(end * (1 - end) / trials) == pytest.approx(
            1.959964, rel=1e-4
        )


def test_wilson_interval_of_no_trials_is_unknown_and_bad_ones_are_refused() -> None:
    assert wilson_interval(0, 0) is None
    with pytest.raises(ValueError, match="successes must lie from 0 to the trials, 3; got 4"):
        wilson_interval(4, 3)
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 3, confidence=95)


def test_benjamini_hochberg_calls_what_was_published() -> None:
    """The fifteen p-values of their paper, section 3.2: at 0.05 the first four are called."""
    p_values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    called = [one for one in benjamini_hochberg(p_values) if one is not None and one <= 0.05]
    assert len(called) == 4


@given(st.lists(st.none() | st.floats(0, 1), max_size=30), st.floats(0, 1))
def test_benjamini_hochberg_calls_up_to_the_last_that_lies_below_its_line(
    p_values: list[float | None], level: float
) -> None:
    adjusted = benjamini_hochberg(p_values)
    found = sorted(value for value in p_values if value is not None)
    below = [rank for rank, value in enumerate(found, 1) if value * len(found) / rank <= level]
    wanted = found[: max(below, default=0)]
    called = [
        value for value, one in zip(p_values, adjusted, strict=True) if one is not None and one <= level
    ]
    assert sorted(value for value in called if value is not None) == wanted
    assert [one is None for one in adjusted] == [value is None for value in p_values]


@pytest.mark.parametrize("wrong", [-0.1, 1.1, nan])
def test_benjamini_hochberg_refuses_what_is_no_probability(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"p_values\[1\] must lie from 0 to 1"):
        benjamini_hochberg([0.5, wrong])


@pytest.mark.parametrize(
    ("value", "places", "wanted"),
    [(2.5, 0, "3"), (-2.5, 0, "-3"), (2.675, 2, "2.68"), (Decimal("0.125"), 2, "0.13"), (1250, -2, "1.3E+3"), (0.1, 3, "0.100")],
)  # fmt: skip
def test_half_is_rounded_away_from_zero(value: float | Decimal, places: int, wanted: str) -> None:
    assert str(round_half_up(value, places)) == wanted


def test_what_is_not_finite_is_not_rounded() -> None:
    with pytest.raises(ValueError, match="finite"):
        round_half_up(nan)
