"""Tables as data: what they say of each pair of answers, and what is refused as one."""

from __future__ import annotations

import json

import pytest

from plugins.kano.analysis import (
    CATEGORIES,
    SHORT_FORM,
    STANDARD,
    TABLES,
    TYPE_I,
    TYPE_III,
    TYPE_III_S,
    TYPE_IV,
    Category,
    EvaluationTable,
)


def test_standard_table_is_the_published_one() -> None:
    """Berger et al. (1993), and Matzler and Hinterhuber (1998), as R's stp25kano prints it."""
    published = {
        "Q": {(1, 1), (5, 5)},
        "O": {(1, 5)},
        "A": {(1, 2), (1, 3), (1, 4)},
        "M": {(2, 5), (3, 5), (4, 5)},
        "R": {(2, 1), (3, 1), (4, 1), (5, 1), (5, 2), (5, 3), (5, 4)},
        "I": {(f, d) for f in (2, 3, 4) for d in (2, 3, 4)},
    }
    found = {
        letter: {(f, d) for f in range(1, 6) for d in range(1, 6) if STANDARD.category(f, d) == letter}
        for letter in CATEGORIES
    }
    assert found == published
    assert TYPE_I.cells == STANDARD.cells


def test_short_form_is_that_of_stp25kano() -> None:
    pairs = [(f, d) for f in (1, 2, 3) for d in (1, 2, 3)]
    assert [SHORT_FORM.category(*pair) for pair in pairs] == list("AAOIIMIIM")


def test_finer_tables_differ_from_the_standard_in_two_cells_and_in_levels() -> None:
    for table in (TYPE_III, TYPE_III_S, TYPE_IV):
        pairs = [(f, d) for f in range(1, 6) for d in range(1, 6)]
        other = {pair for pair in pairs if table.category(*pair) != STANDARD.category(*pair)}
        assert other == {(2, 2), (4, 4)}
        assert {table.category(*pair) for pair in other} == {Category.QUESTIONABLE}
    assert [TYPE_III.label(1, d) for d in (2, 3, 4)] == [TYPE_IV.label(1, d) for d in (4, 3, 2)]
    assert [TYPE_III.label(f, 5) for f in (2, 3, 4)] == [TYPE_IV.label(f, 5) for f in (4, 3, 2)]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_table_survives_json_and_agrees_with_its_codes(table: EvaluationTable) -> None:
    assert EvaluationTable.from_rows(table.name, json.loads(json.dumps(table.as_rows()))) == table
    for functional in range(1, table.answers + 1):
        for dysfunctional in range(1, table.answers + 1):
            code = table.codes[functional - 1][dysfunctional - 1]
            assert CATEGORIES[code] is table.category(functional, dysfunctional)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "cells has 0 rows"),
        (["QAAAO"] * 4, "cells has 4 rows: a table has 5"),
        (["QAAAO"] * 4 + ["RRR"], r"cells\[4\] has 3 cells: give 5"),
        (["QAAAO"] * 4 + ["RRRRX"], r"cells\[4\]\[4\] is 'X': give M, O, A, I, R or Q"),
        ([["Q", "A1", "A22", "A", "O"]] * 5, r"cells\[0\]\[2\] is 'A22'"),
        ([["Q", "", "A", "A", "O"]] * 5, r"cells\[0\]\[1\] is ''"),
        ([[1] * 5] * 5, r"cells\[0\]\[0\] is 1: give M"),
        ([1, 2, 3], "rows is no list of rows of labels"),
        (["qaaao"] * 5, r"cells\[0\]\[0\] is 'q'"),
    ],
)
def test_no_table_is_refused_with_its_place(rows: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EvaluationTable.from_rows("mine", rows)


@pytest.mark.parametrize(
    ("pair", "message"),
    [((0, 1), "functional is 0"), ((1, 6), "dysfunctional is 6: answers of this table are 1 to 5")],
)
def test_answer_that_a_table_does_not_have_is_refused(pair: tuple[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        STANDARD.category(*pair)
