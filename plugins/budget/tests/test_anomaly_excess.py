"""Duplicates, claims just below a limit, round numbers and days off: against pairs, enumeration and scipy's exact tests."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from plugins.budget.anomaly import (
    DuplicateMatch,
    ReferenceBand,
    binomial_upper_p,
    excess,
    find_duplicates,
    hypergeometric_upper_p,
    is_day_off,
    just_below_limit,
    round_numbers,
    round_numbers_by_group,
    weekend_postings,
)

DAY = date(2026, 3, 2)


def days(*numbers: int) -> list[date | None]:
    return [DAY + timedelta(number) for number in numbers]


def test_duplicates_are_alike_and_near() -> None:
    found = find_duplicates(
        [100, 100, 100, 100, 99, 100, 0, 0],
        ["Acme", "ＡＣＭＥ ", "Acme", "Other", "Acme", "Acme", "Acme", "Acme"],
        days(0, 3, 6, 0, 0, 10, 0, 0),
    )
    (group,) = found.groups
    assert group.rows == (0, 1, 2)
    assert [group.amount, group.vendor, group.first, group.last] == [100, "Acme", DAY, DAY + timedelta(6)]
    assert found.left_out == (6, 7)


def test_duplicates_without_vendor_or_date_are_left_out() -> None:
    found = find_duplicates([5, 5, 5, None], ["a", None, "a", "a"], [DAY, DAY, None, DAY])
    assert (found.groups, found.left_out) == ((), (1, 2, 3))


def test_duplicates_of_amount_alone() -> None:
    found = find_duplicates([5, Decimal("5.00"), 5.0], None, days(0, 1, 9), match=DuplicateMatch.AMOUNT)
    assert [group.rows for group in found.groups] == [(0, 1)]
    assert found.groups[0].vendor is None


def test_duplicates_take_moments_for_their_days() -> None:
    late, early = datetime(2026, 3, 2, 23, tzinfo=UTC), datetime(2026, 3, 5, 1, tzinfo=UTC)
    assert len(find_duplicates([5, 5], ["a", "a"], [late, early]).groups) == 1


def test_duplicates_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="one length, got 1, 2 and 1"):
        find_duplicates([1], ["a", "b"], [DAY])
    with pytest.raises(ValueError, match="within_days"):
        find_duplicates([], [], [], within_days=-1)


def test_duplicates_are_the_connected_pairs() -> None:
    rng = random.Random(5)
    for _ in range(1000):
        count, within = rng.randint(0, 14), rng.randint(0, 4)
        rows = [(rng.randint(1, 2), rng.choice("ab"), rng.randint(0, 25)) for _ in range(count)]
        groups: list[set[int]] = [{row} for row in range(count)]
        for one, other in combinations(range(count), 2):
            if rows[one][:2] == rows[other][:2] and abs(rows[one][2] - rows[other][2]) <= within:
                left, right = (next(group for group in groups if row in group) for row in (one, other))
                if left is not right:
                    groups.remove(right)
                    left |= right
        found = find_duplicates(
            [row[0] for row in rows],
            [row[1] for row in rows],
            days(*(row[2] for row in rows)),
            within_days=within,
        )
        wanted = [group for group in groups if len(group) > 1]
        assert sorted(sorted(group.rows) for group in found.groups) == sorted(map(sorted, wanted))
        assert [min(group.rows) for group in found.groups] == sorted(map(min, wanted))


def test_just_below_counts_its_bands() -> None:
    amounts = [949, 950, 999, 1000, 1049, 1050, 899, 900, None, -960]
    found = just_below_limit(amounts, 1000)
    assert found.below.rows == (1, 2)
    assert (found.below.count, found.below.trials, found.below.expected_share) == (2, 4, 0.5)
    assert found.below.p_value == pytest.approx(11 / 16)
    above = just_below_limit(amounts, 1000, reference=ReferenceBand.ABOVE)
    assert (above.below.count, above.below.trials) == (2, 4)
    both = just_below_limit(amounts, 1000, reference=ReferenceBand.BOTH)
    assert (both.below.trials, both.below.expected_share) == (6, 1 / 3)
    everything = just_below_limit(amounts, 1000, reference=ReferenceBand.ALL, expected_share=0.1)
    assert everything.below.trials == 8
    assert everything.below.p_value == pytest.approx(stats.binomtest(2, 8, 0.1, "greater").pvalue)


def test_just_below_may_include_the_limit() -> None:
    found = just_below_limit([950, 951, 1000, 1001], 1000, inclusive=True)
    assert found.below.rows == (1, 2)
    assert found.below.trials == 3


def test_just_below_is_for_review_when_there_are_too_many() -> None:
    found = just_below_limit([999] * 20 + [940] * 5, 1000)
    assert found.below.p_value == pytest.approx(stats.binomtest(20, 25, 0.5, "greater").pvalue)
    assert found.below.review
    assert not just_below_limit([], 1000).below.review
    assert just_below_limit([], 1000).below.p_value is None


def test_just_below_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="limit must be above 0"):
        just_below_limit([1], 0)
    with pytest.raises(ValueError, match="width must be"):
        just_below_limit([1], 100, width=51)
    with pytest.raises(ValueError, match="expected_share must be given"):
        just_below_limit([1], 100, reference=ReferenceBand.ALL)


def test_just_below_counts_as_a_slow_reading_does() -> None:
    rng = random.Random(23)
    for _ in range(1000):
        amounts = [rng.randint(1, 40) for _ in range(rng.randint(0, 40))]
        limit, width = rng.randint(10, 30), rng.randint(1, 5)
        near = sum(limit - width <= amount < limit for amount in amounts)
        under = sum(limit - 2 * width <= amount < limit - width for amount in amounts)
        found = just_below_limit(amounts, limit, width=width).below
        assert (found.count, found.trials) == (near, near + under)
        if near + under:
            assert found.p_value == pytest.approx(stats.binomtest(near, near + under, 0.5, "greater").pvalue)


def test_round_numbers_are_whole_multiples() -> None:
    found = round_numbers([100, 250, Decimal("300.00"), 0, None, -200, 100.5], 100, expected_share=0.1)
    assert found.rows == (0, 2, 5)
    assert (found.count, found.trials, found.share) == (3, 5, 0.6)
    assert found.p_value == pytest.approx(stats.binomtest(3, 5, 0.1, "greater").pvalue)
    assert found.review
    untested = round_numbers([100], 100)
    assert (untested.p_value, untested.review) == (None, False)
    assert round_numbers([0.3, 0.7, 0.75], 0.1).rows == (0, 1)


def test_round_numbers_and_days_off_are_counted_as_a_slow_reading_does() -> None:
    rng = random.Random(19)
    for _ in range(1000):
        amounts = [rng.choice([None, 0, rng.randint(-40, 40)]) for _ in range(rng.randint(0, 20))]
        step, share = rng.randint(1, 9), rng.random()
        counted = [amount for amount in amounts if amount]
        wanted = sum(amount % step == 0 for amount in counted)
        found = round_numbers(amounts, step, expected_share=share)
        assert [found.count, found.trials] == [wanted, len(counted)]
        if counted:
            p_value = stats.binom.sf(wanted - 1, len(counted), share)
            assert found.p_value == pytest.approx(p_value)
            assert found.review == (p_value < 0.01)
        dates = days(*(rng.randint(0, 60) for _ in amounts))
        holidays, workdays = days(*rng.sample(range(60), 6)), days(*rng.sample(range(60), 6))
        free = [
            day not in workdays and (day.isoweekday() in {6, 7} or day in holidays) for day in dates if day
        ]
        off = weekend_postings(dates, holidays=[*filter(None, holidays)], workdays=[*filter(None, workdays)])
        assert off.rows == tuple(row for row, is_free in enumerate(free) if is_free)


def test_round_numbers_without_amounts_have_no_share() -> None:
    found = round_numbers([], 100, expected_share=0.5)
    assert (found.share, found.low, found.p_value, found.review) == (None, None, None, False)
    assert round_numbers_by_group([], [], 100) == ()
    (alone,) = round_numbers_by_group([100, 7], ["a", "a"], 100)
    assert (alone.share, alone.share_of_others, alone.p_value, alone.review) == (0.5, None, None, False)


def test_round_numbers_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="multiple must be above 0"):
        round_numbers([1], 0)
    with pytest.raises(ValueError, match="one for each of the 1 amounts, got 0"):
        round_numbers_by_group([1], [], 10)


def test_groups_are_compared_with_all_others_by_fishers_test() -> None:
    rng = random.Random(31)
    for _ in range(1000):
        count = rng.randint(1, 40)
        amounts = [rng.choice([100, 7]) for _ in range(count)]
        groups = [rng.choice("abc") for _ in range(count)]
        found = round_numbers_by_group(amounts, groups, 100)
        assert [one.group for one in found] == list(dict.fromkeys(groups))
        known = [one.p_value for one in found if one.p_value is not None]
        adjusted = iter(stats.false_discovery_control(np.array(known)).tolist() if known else [])
        for one in found:
            inside = [amount for amount, group in zip(amounts, groups, strict=True) if group == one.group]
            outside = [amount for amount, group in zip(amounts, groups, strict=True) if group != one.group]
            if not outside:
                assert one.p_value is None
                continue
            table = np.array([[part.count(100), part.count(7)] for part in (inside, outside)])
            assert one.p_value == pytest.approx(stats.fisher_exact(table, "greater").pvalue)
            assert one.adjusted_p == pytest.approx(next(adjusted))
            assert (one.count, one.trials) == (inside.count(100), len(inside))
            assert one.share_of_others == pytest.approx(outside.count(100) / len(outside))


def test_days_off_know_holidays_and_workdays_made_up() -> None:
    """National Day 2025: 1 to 8 October off, Sunday 28 September and Saturday 11 October worked."""
    off = [date(2025, 10, day) for day in range(1, 9)]
    worked = [date(2025, 9, 28), date(2025, 10, 11)]
    dates = [
        date(2025, 9, 28),
        date(2025, 10, 1),
        date(2025, 10, 11),
        date(2025, 10, 12),
        None,
        date(2025, 10, 13),
    ]
    found = weekend_postings(dates, holidays=off, workdays=worked, expected_share=2 / 7)
    assert found.rows == (1, 3)
    assert (found.trials, found.share) == (5, 0.4)
    assert found.p_value == pytest.approx(stats.binomtest(2, 5, 2 / 7, "greater").pvalue)
    assert is_day_off(datetime(2025, 10, 12, 9, tzinfo=UTC))
    assert weekend_postings([]).share is None


def test_binomial_is_what_scipy_says() -> None:
    rng = random.Random(2)
    for _ in range(1000):
        trials = rng.randint(1, 200)
        successes, share = rng.randint(0, trials), rng.choice([0.0, 1.0, rng.random()])
        wanted = stats.binom.sf(successes - 1, trials, share)
        assert binomial_upper_p(successes, trials, share) == pytest.approx(wanted, rel=1e-9, abs=1e-300)
    assert binomial_upper_p(0, 0, 0.5) == 1


def test_hypergeometric_is_what_scipy_says() -> None:
    rng = random.Random(4)
    for _ in range(1000):
        population = rng.randint(1, 300)
        trials, marked = rng.randint(0, population), rng.randint(0, population)
        successes = rng.randint(max(0, trials + marked - population), min(trials, marked))
        wanted = stats.hypergeom.sf(successes - 1, population, marked, trials)
        assert hypergeometric_upper_p(successes, trials, marked, population) == pytest.approx(
            wanted, rel=1e-8
        )


@pytest.mark.parametrize(
    ("successes", "trials", "share", "message"),
    [(3, 2, 0.5, "successes must lie"), (-1, 2, 0.5, "successes must lie"), (1, 2, 1.5, "share must lie")],
)
def test_binomial_refuses_what_cannot_be(successes: int, trials: int, share: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        binomial_upper_p(successes, trials, share)


def test_tests_refuse_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="5 of 4 drawn cannot be"):
        hypergeometric_upper_p(5, 4, 6, 10)
    with pytest.raises(ValueError, match="alpha"):
        excess((), 1, alpha=1)
