"""Answers coded, classified and counted: against counting one pair after the other."""

from __future__ import annotations

import random
from collections import Counter
from math import nan

import numpy as np
import pytest

from plugins.kano.analysis import (
    MISSING,
    SHORT_FORM,
    STANDARD,
    TABLES,
    EvaluationTable,
    Frequencies,
    answer_pairs,
    category_codes,
    classify,
    code_answers,
    tally,
    tally_pairs,
)
from plugins.kano.categories import CATEGORIES

Sheet = list[list[int | None]]


def drawn_sheet(rng: random.Random, rows: int, columns: int, answers: int) -> Sheet:
    """Answers of respondents in rows, one in ten missing."""
    return [
        [None if rng.random() < 0.1 else rng.randint(1, answers) for _ in range(columns)] for _ in range(rows)
    ]


def counted(functional: Sheet, dysfunctional: Sheet, table: EvaluationTable, factor: int) -> Frequencies:
    """One pair after the other."""
    counts, missing = Counter[str](), 0
    for first, second in zip(functional, dysfunctional, strict=True):
        f, d = first[factor], second[factor]
        if f is None or d is None:
            missing += 1
        else:
            counts[table.cells[f - 1][d - 1][0]] += 1
    return Frequencies.of(counts, missing=missing)


def test_tally_agrees_with_counting_one_by_one() -> None:
    rng = random.Random("tally")
    for _ in range(1_000):
        table = rng.choice(list(TABLES.values()))
        rows, columns = rng.randint(1, 12), rng.randint(1, 4)
        functional, dysfunctional = (drawn_sheet(rng, rows, columns, table.answers) for _ in range(2))
        expected = tuple(counted(functional, dysfunctional, table, factor) for factor in range(columns))
        assert tally(functional, dysfunctional, table) == expected
        pairs, missing = answer_pairs(functional, dysfunctional, table.answers)
        assert tally_pairs(pairs, missing, table) == expected
        for factor, found in enumerate(expected):
            column = classify(
                [row[factor] for row in functional], [row[factor] for row in dysfunctional], table
            )
            assert all(column.count(category) == count for category, count in found.items())
            assert column.count(None) == found.missing
            assert sum(found.counts) == found.n == rows - found.missing


@pytest.mark.parametrize(
    "answers",
    [
        [1, None, 5],
        [1.0, nan, 5.0],
        np.array([1, -1, 5]),
        np.array([1, nan, 5], dtype=np.float32),
        [[1], [None], [5]],
    ],
)
def test_missing_answers_come_in_any_form(answers: list[int | None]) -> None:
    assert category_codes(answers, answers).tolist() == [[5], [MISSING], [5]]


def test_arrays_of_unsigned_bytes_are_counted_like_lists() -> None:
    functional = np.array([[1, 5], [5, 2], [3, 3]], dtype=np.uint8)
    assert tally(functional, functional.astype(np.int64)) == tally(functional.tolist(), functional.tolist())


def test_no_respondents_and_no_factors_count_nothing() -> None:
    assert tally([], []) == (Frequencies(),)
    assert tally(np.zeros((0, 3)), np.zeros((0, 3))) == (Frequencies(),) * 3
    assert tally(np.zeros((4, 0)), np.zeros((4, 0))) == ()
    assert tally([[None, 1]], [[2, 1]]) == (Frequencies(missing=1), Frequencies(questionable=1))
    assert Frequencies().share("M") is None


@pytest.mark.parametrize(
    ("functional", "dysfunctional", "message"),
    [
        ([1, 6], [1, 1], r"functional\[1\] is 6: answers are 1 to 5, None where there is none"),
        ([1, 0], [1, 1], r"functional\[1\] is 0"),
        ([[1, 2]], [[1, 2.5]], r"dysfunctional\[0\]\[1\] is 2.5"),
        ([1], [float("inf")], r"dysfunctional\[0\] is inf"),
        ([1, 2], [1], r"functional has the shape \(2,\), dysfunctional \(1,\)"),
        ([[1, 2], [1]], [[1, 2], [1]], "functional is no table of numbers with rows of one length"),
        (["like"], [1], "functional is no table of numbers"),
        ([10**400], [1], "functional is no table of numbers"),
        ([[[1]]], [[[1]]], "functional has 3 dimensions"),
    ],
)
def test_answers_that_are_none_are_refused_with_their_place(
    functional: list[int | None], dysfunctional: list[int | None], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        tally(functional, dysfunctional)


def test_short_form_refuses_answers_of_the_long_one() -> None:
    with pytest.raises(ValueError, match="answers are 1 to 3"):
        tally([4], [1], SHORT_FORM)
    pairs, missing = answer_pairs([1], [1], 3)
    with pytest.raises(ValueError, match=r"pairs has the shape \(1, 3, 3\): give factors × 5 × 5"):
        tally_pairs(pairs, missing, STANDARD)


def test_answers_in_words_are_coded() -> None:
    words = ["喜欢", " 不喜欢 ", None, "", "Must-Be"]
    assert code_answers(words).tolist() == [1, 5, MISSING, MISSING, 2]
    assert code_answers(["好"], {"好": 1}).tolist() == [1]
    assert code_answers(["3", " 5"]).tolist() == [3, 5]
    with pytest.raises(ValueError, match=r"words\[0\] is '6'"):
        code_answers(["6"])
    assert code_answers([]).tolist() == []
    with pytest.raises(ValueError, match=r"words\[1\] is 'maybe': the scale has"):
        code_answers(["like", "maybe"])


def test_frequencies_come_from_letters_or_in_order() -> None:
    found = Frequencies.of({"M": 1, "Q": 2}, missing=3)
    assert found == Frequencies.from_array(np.array([1, 0, 0, 0, 0, 2]), missing=3)
    assert (found["M"], found["O"], found.share("Q"), found.n) == (1, 0, 2 / 3, 3)
    assert [category for category, _ in found.items()] == list(CATEGORIES)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"M": -1}, "M is -1: a count is 0 or more"),
        ({"A": 1.5}, "A is 1.5: give how many, a whole number"),
        ({"X": 1}, r"counts has \['X'\]: its keys are M, O, A, I, R, Q"),
        ({"I": 10**16}, "no study has more than"),
    ],
)
def test_counts_that_are_none_are_refused(counts: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Frequencies.of(counts)
    with pytest.raises(ValueError, match="counts has 2 values: give six"):
        Frequencies.from_array([1, 2])


def test_whole_numbers_of_a_file_are_counts() -> None:
    assert Frequencies.of({"A": 63.0, "M": 7}).counts == (7, 0, 63, 0, 0, 0)
    with pytest.raises(ValueError, match="of shares, those of n answers"):
        Frequencies.of({"A": 49.3})
