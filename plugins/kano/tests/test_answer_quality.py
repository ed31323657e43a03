"""Answers that are not trusted and questions that are wanted the other way round: against looking at each respondent."""

from __future__ import annotations

import random

import numpy as np
import pytest

from plugins.kano.analysis import (
    STANDARD,
    TABLES,
    Frequencies,
    badly_worded,
    recode_proposals,
    recode_reverse,
    respondent_quality,
    tally,
)

Row = list[int | None]


def drawn(rng: random.Random, rows: int, columns: int) -> list[Row]:
    """Few different answers, so that respondents often give the same ones; a tenth is missing."""
    offered = rng.choice([[1], [1, 2], [1, 5], [1, 2, 3, 4, 5]])
    return [
        [None if rng.random() < 0.1 else rng.choice(offered) for _ in range(columns)] for _ in range(rows)
    ]


def test_each_respondent_is_judged_as_by_reading_the_sheet() -> None:
    rng = random.Random("sheets")
    for _ in range(1_000):
        rows, columns = rng.randint(1, 6), rng.randint(1, 5)
        functional, dysfunctional = drawn(rng, rows, columns), drawn(rng, rows, columns)
        most, fewest = rng.randint(0, 2), rng.randint(0, 4)
        table = rng.choice([one for one in TABLES.values() if one.answers == 5])
        found = respondent_quality(
            functional, dysfunctional, table, most_questionable=most, fewest_pairs=fewest
        )
        for at, (first, second) in enumerate(zip(functional, dysfunctional, strict=True)):
            pairs = [(f, d) for f, d in zip(first, second, strict=True) if f is not None and d is not None]
            enough = len(pairs) >= max(1, fewest)
            questionable = sum(table.category(f, d) == "Q" for f, d in pairs)
            assert (found.answered[at], found.questionable[at]) == (len(pairs), questionable)
            assert found.kept[at] == (questionable <= most)
            assert found.same_pair[at] == (enough and len(set(pairs)) == 1)
            assert found.same_answer[at] == (enough and len({one for pair in pairs for one in pair}) == 1)
        assert found.removed == rows - found.kept.sum()


def test_respondents_without_any_answer_are_kept_and_not_called_straight() -> None:
    sheet: list[Row] = [[None, None], [1, 1]]
    found = respondent_quality(sheet, sheet, most_questionable=1, fewest_pairs=0)
    assert found.kept.tolist() == [True, False]
    assert found.same_answer.tolist() == [False, True]
    assert respondent_quality(np.zeros((0, 2)), np.zeros((0, 2))).removed == 0
    assert respondent_quality(np.zeros((2, 0)), np.zeros((2, 0))).same_pair.tolist() == [False, False]
    with pytest.raises(ValueError, match="most_questionable is -1"):
        respondent_quality([1], [1], most_questionable=-1)
    with pytest.raises(ValueError, match="fewest_pairs is -1"):
        respondent_quality([1], [1], fewest_pairs=-1)


def test_questions_with_many_questionable_answers_are_badly_worded() -> None:
    factors = [
        Frequencies(attractive=95, questionable=5),
        Frequencies(attractive=94, questionable=6),
        Frequencies(),
    ]
    assert badly_worded(factors) == (False, True, False)
    assert badly_worded(factors, 0.02) == (True, True, False)
    with pytest.raises(ValueError, match="highest_share is 5"):
        badly_worded(factors, 5)


def test_swapped_factors_are_counted_as_by_swapping_each_pair() -> None:
    rng = random.Random("swaps")
    for _ in range(1_000):
        rows, columns = rng.randint(0, 8), rng.randint(1, 4)
        functional, dysfunctional = (
            np.array(drawn(rng, rows, columns), dtype=float).reshape(rows, columns) for _ in range(2)
        )
        factors = [factor for factor in range(columns) if rng.random() < 0.5]
        found = tally(*recode_reverse(functional, dysfunctional, factors))
        before, swapped = tally(functional, dysfunctional), tally(dysfunctional, functional)
        assert found == tuple((swapped if at in factors else before)[at] for at in range(columns))
        least = rng.choice([0.0, 0.1, 0.6])
        expected = [
            at
            for at, one in enumerate(before)
            if one.reverse > one.must_be + one.one_dimensional + one.attractive
            and one.reverse >= least * one.n
        ]
        proposals = recode_proposals(functional, dysfunctional, least_share=least)
        assert [one.factor for one in proposals] == expected
        for one in proposals:
            assert (one.before, one.after) == (before[one.factor], swapped[one.factor])
            assert one.reverse_share == one.before.reverse / one.before.n


def test_swapping_turns_reverse_answers_into_wanted_ones_and_back() -> None:
    for functional in range(1, 6):
        for dysfunctional in range(1, 6):
            before, after = (
                STANDARD.category(functional, dysfunctional),
                STANDARD.category(dysfunctional, functional),
            )
            assert (before in "MOA") == (after == "R")
            assert (before in "IQ") == (before == after)


def test_recoding_refuses_factors_that_are_not_there() -> None:
    with pytest.raises(ValueError, match="factors has 2: there are 2 factors, counted from 0"):
        recode_reverse([[1, 2]], [[1, 2]], [2])
    with pytest.raises(ValueError, match="factors has -1"):
        recode_reverse([1], [1], [-1])
    with pytest.raises(ValueError, match="least_share is nan"):
        recode_proposals([1], [1], least_share=float("nan"))
    assert recode_proposals([], []) == ()
    assert recode_proposals([1, 2, 3], [3, 2, 1], TABLES["short form"]) == ()
