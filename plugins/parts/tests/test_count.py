"""Cycle counting: textbook plans, edges, and agreement with plain loops."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil, nan

import numpy as np
import pytest

from plugins.parts.count import (
    TOLERANCES,
    ApprovalLimit,
    CountDecision,
    Movement,
    approval_level,
    control_group,
    count_intervals,
    count_outcome,
    cycle_count_plan,
    expected_at_count,
    parts_due,
    record_accuracy,
    within_tolerance,
)
from saas.plugin_api import wilson_interval

LEVELS = [
    ApprovalLimit(level="store", value=Decimal(500)),
    ApprovalLimit(level="group", value=Decimal(5000)),
    ApprovalLimit(level="board", value=None),
]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_plan_published() -> None:
    """Heizer and Render, Cole's Trucks, Inc.: 500 A monthly, 1,750 B quarterly, 2,750 C half-yearly: 77 a day."""
    plan = cycle_count_plan({"A": 500, "B": 1750, "C": 2750}, {"A": 20, "B": 60, "C": 120})

    assert {name: round(lines) for name, lines in plan.by_class.items()} == {"A": 25, "B": 29, "C": 23}
    assert plan.counts_per_day == pytest.approx(77.083, abs=0.001)
    assert plan.lines_per_day == 78


def test_intervals_of_the_default_frequencies() -> None:
    intervals = count_intervals()
    assert intervals == {"A": 62.5, "B": 125, "C": 250}
    assert count_intervals({"A": 12}, working_days=240) == {"A": 20}


def test_plan_agrees_with_counting_a_year_of_days() -> None:
    """Over the common multiple of the intervals every part is counted as often as its interval says."""
    rng = np.random.default_rng(1)
    for _ in range(1000):
        sizes = {name: int(size) for name, size in zip("ABC", rng.integers(0, 500, size=3), strict=True)}
        days = {name: int(each) for name, each in zip("ABC", rng.integers(1, 12, size=3), strict=True)}
        year = 27720
        counts = sum(size * (year // days[name]) for name, size in sizes.items())
        plan = cycle_count_plan(sizes, days)
        assert plan.counts_per_day * year == pytest.approx(counts)
        assert plan.lines_per_day == ceil(counts / year - 1e-9)


def test_plan_of_nothing_is_no_work() -> None:
    assert cycle_count_plan({}, {}).lines_per_day == 0
    assert cycle_count_plan({"A": 0}, {}).counts_per_day == 0


def test_parts_due_begin_with_those_never_counted() -> None:
    days = [10, None, 62.5, 300, 62, nan]
    intervals = [250, 250, 62.5, 125, 62.5, 250]
    assert parts_due(days, intervals).tolist() == [1, 5, 3, 2]
    assert parts_due(days, intervals, limit=2).tolist() == [1, 5]
    assert parts_due([], []).size == 0


def test_parts_due_agree_with_sorting() -> None:
    rng = np.random.default_rng(2)
    for _ in range(1000):
        days = rng.integers(0, 30, size=20).astype(float)
        intervals = rng.choice([5, 10, 20], size=20).astype(float)
        overdue = {place: days[place] / intervals[place] for place in range(20)}
        exact = sorted((place for place in overdue if overdue[place] >= 1), key=lambda place: -overdue[place])
        assert parts_due(days, intervals).tolist() == exact


def test_accuracy_counts_lines_within_the_tolerance_of_their_class() -> None:
    found = record_accuracy(
        [1000, 1000, 100, 100, 20, 20, 0, 0, 5],
        [998, 997, 101, 98, 19, 22, 0, 1, None],
        ["A", "A", "B", "B", "C", "C", "C", "C", "A"],
        unit_costs=[1, 1, 2, 2, 10, 10, 5, 5, 100],
    )

    assert found.hits.tolist() == [True, False, True, False, True, False, True, False, False]
    assert (found.overall.counted, found.overall.hits, found.overall.accuracy) == (8, 4, 0.5)
    assert found.overall.interval == wilson_interval(4, 8)
    assert found.by_class["A"].accuracy == 0.5
    assert found.net_value == pytest.approx(-2 - 3 + 2 - 4 - 10 + 20 + 5)
    assert found.gross_value == pytest.approx(2 + 3 + 2 + 4 + 10 + 20 + 5)
    assert found.value_accuracy == pytest.approx(1 - 46 / 2800)
    assert np.isnan(found.variance[8])


def test_accuracy_agrees_with_plain_loops() -> None:
    rng = np.random.default_rng(3)
    for _ in range(1000):
        size = int(rng.integers(0, 12))
        book = rng.integers(-2, 200, size=size).astype(float)
        seen = np.maximum(book + rng.integers(-3, 4, size=size), 0)
        seen[rng.random(size) < 0.2] = nan
        names = rng.choice(["A", "B", "C"], size=size).tolist()
        found = record_accuracy(book, seen, names)
        hits = [
            bool(abs(s - b) <= TOLERANCES[name] * abs(b) + 1e-12)
            for b, s, name in zip(book, seen, names, strict=True)
        ]
        assert found.hits.tolist() == hits
        counted = int(np.count_nonzero(~np.isnan(seen)))
        assert found.overall.accuracy == (sum(hits) / counted if counted else None)
        for name, one in found.by_class.items():
            mine = [
                hit for hit, s, own in zip(hits, seen, names, strict=True) if own == name and not np.isnan(s)
            ]
            assert (one.counted, one.hits) == (len(mine), sum(mine))
        for b, s, name, hit in zip(book, seen, names, hits, strict=True):
            assert within_tolerance(b, s, TOLERANCES[name]) == hit


def test_accuracy_of_nothing_is_none() -> None:
    found = record_accuracy([], [], [], unit_costs=[])
    assert found.overall.accuracy is None
    assert found.overall.interval is None
    assert found.value_accuracy is None
    assert record_accuracy([3], [None], ["A"]).by_class["A"].accuracy is None


@pytest.mark.parametrize(
    ("expected", "counted", "made", "decision", "level"),
    [
        (10, 10, 1, CountDecision.MATCH, None),
        (10, 9, 1, CountDecision.RECOUNT, None),
        (1000, 999, 1, CountDecision.POST, None),
        (10, 9, 2, CountDecision.POST, None),
        (0, 1, 1, CountDecision.RECOUNT, None),
        (10, 3, 2, CountDecision.APPROVE, "store"),
        (10, 60, 2, CountDecision.APPROVE, "store"),
        (10, 61, 2, CountDecision.APPROVE, "group"),
        (600, 0, 3, CountDecision.APPROVE, "board"),
        (-5, 0, 2, CountDecision.POST, None),
    ],
)
def test_outcome_of_a_count(
    expected: int, counted: int, made: int, decision: CountDecision, level: str | None
) -> None:
    found = count_outcome(
        Decimal(expected),
        Decimal(counted),
        Decimal(10),
        LEVELS,
        tolerance=0.002,
        counts_made=made,
        posted_up_to=Decimal(50),
    )

    assert (found.decision, found.level) == (decision, level)
    assert found.value == 10 * (counted - expected)


def test_value_of_a_variance_is_rounded_half_up_to_fen() -> None:
    found = count_outcome(Decimal(0), Decimal("0.5"), Decimal("0.05"), LEVELS, counts_made=2)
    assert found.value == Decimal("0.03")


def test_level_agrees_with_looking_through_the_limits() -> None:
    rng = np.random.default_rng(4)
    for cents in rng.integers(-1_000_000, 1_000_000, size=1000):
        value = Decimal(int(cents)) / 100
        exact = "store" if abs(value) <= 500 else "group" if abs(value) <= 5000 else "board"
        assert approval_level(value, LEVELS) == exact


def test_expected_follows_what_moved_after_the_snapshot() -> None:
    """1,000 counts: the ledger replayed line by line up to the moment of the count gives the same."""
    rng = np.random.default_rng(5)
    for _ in range(1000):
        minutes = rng.integers(0, 60, size=rng.integers(0, 15)).tolist()
        ledger = [
            Movement(at=NOON + timedelta(minutes=minute), quantity=Decimal(int(rng.integers(-3, 4))))
            for minute in minutes
        ]
        taken, counted = (
            NOON + timedelta(minutes=int(minute)) for minute in sorted(rng.integers(0, 60, size=2))
        )
        balance = Decimal(20)
        snapshot = balance + sum(one.quantity for one in ledger if one.at <= taken)
        for one in sorted(ledger, key=lambda one: one.at):
            if one.at <= counted:
                balance += one.quantity
        assert expected_at_count(snapshot, taken, counted, ledger) == balance


@pytest.mark.parametrize(
    ("rounds", "released"),
    [
        ([], None),
        ([[True]] * 3, 3),
        ([[True], [True, False], [True], [True], [True], [False]], 5),
        ([[True], [True], []] * 3, None),
        ([[True], [True], [False]] * 3, None),
    ],
)
def test_control_group_is_released_after_a_row_of_good_rounds(
    rounds: list[list[bool]], released: int | None
) -> None:
    assert control_group(rounds).released_after == released


def test_control_group_agrees_with_looking_at_every_row() -> None:
    rng = np.random.default_rng(6)
    for _ in range(1000):
        rounds = (rng.random((8, 5)) < 0.9).tolist()
        found = control_group(rounds, target=0.8, rounds_needed=2)
        shares = [sum(hits) / 5 for hits in rounds]
        rows = [n for n in range(2, 9) if min(shares[n - 2 : n]) >= 0.8]
        assert found.released_after == (rows[0] if rows else None)
        assert list(found.accuracies) == shares


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: count_intervals({"A": 0}), "counts_per_year['A'] must be above 0"),
        (lambda: count_intervals(working_days=0), "working_days must be above 0"),
        (lambda: cycle_count_plan({"A": -1}, {"A": 5}), "class_sizes['A'] must not be negative"),
        (lambda: cycle_count_plan({"A": 1}, {"B": 5}), "interval_days must say how often class 'A'"),
        (lambda: cycle_count_plan({"A": 1}, {"A": 0}), "interval_days['A'] must be above 0"),
        (lambda: parts_due([1], [0]), "interval_days[0] must be above 0"),
        (lambda: parts_due([-1], [1]), "days_since_count[0] must not be negative"),
        (lambda: record_accuracy([1], [1], ["D"]), "classes[0] is 'D', for which tolerances says nothing"),
        (lambda: record_accuracy([1], [-1], ["A"]), "counted[0] must not be negative"),
        (lambda: record_accuracy([1], [1, 2], ["A"]), "these must be of one length"),
        (lambda: approval_level(Decimal(1), []), "limits must end with a level without a limit"),
        (lambda: approval_level(Decimal(1), LEVELS[:2]), "limits must end with a level without a limit"),
        (
            lambda: approval_level(Decimal(1), [LEVELS[1], LEVELS[0], LEVELS[2]]),
            "limits[1] must not be below",
        ),
        (lambda: approval_level(Decimal(1), [LEVELS[2], LEVELS[2]]), "limits[0] must not be below"),
        (lambda: count_outcome(Decimal(1), Decimal(-1), Decimal(1), LEVELS), "counted must not be negative"),
        (
            lambda: count_outcome(Decimal(1), Decimal("nan"), Decimal(1), LEVELS),
            "counted must not be negative",
        ),
        (lambda: control_group([], rounds_needed=0), "rounds_needed must be a whole number of 1 or more"),
        (
            lambda: expected_at_count(Decimal(1), NOON, NOON - timedelta(1), []),
            "counted_at must not be before",
        ),
        (
            lambda: expected_at_count(Decimal(1), NOON, NOON.replace(tzinfo=None), []),
            "must all have a time zone, or all none",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()


def test_rounds_of_a_control_group_are_whole_and_come_as_arrays_too() -> None:
    hits = [np.array([True, True]), np.array([], dtype=bool), np.array([True])]
    assert control_group(hits, rounds_needed=2).released_after is None
    assert control_group([hits[0], hits[2]], rounds_needed=2).released_after == 2
    with pytest.raises(ValueError, match="rounds_needed must be a whole number"):
        control_group([], rounds_needed=2.5)  # type: ignore[arg-type]  # as a caller without types may
