"""The evaluation table: which category a pair of answers means. Plain data, so that a study can keep and edit its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from plugins.kano.categories import CATEGORIES, Category

_LABEL: Final = re.compile(r"[MOAIRQ]\d?")
_SIZES: Final = (3, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationTable:
    """A cell for each pair of answers.

    name: what the table is called wherever its results are shown. cells: rows by the answer to the functional question,
    columns by the answer to the dysfunctional one, five by five (three by three for the short form); each holds the letter
    of a category and, where a table has finer levels, a digit (`A2`). Raises ValueError for anything else.
    """

    name: str
    cells: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Refuse what is no table."""
        size = len(self.cells)
        if size not in _SIZES:
            raise ValueError(f"cells has {size} rows: a table has 5, one an answer (the short form 3)")
        for row, labels in enumerate(self.cells):
            if len(labels) != size:
                raise ValueError(f"cells[{row}] has {len(labels)} cells: give {size}, one an answer")
            for column, label in enumerate(labels):
                if not _LABEL.fullmatch(str(label)):
                    raise ValueError(
                        f"cells[{row}][{column}] is {label!r}: give M, O, A, I, R or Q, with a digit for a level"
                    )

    @classmethod
    def from_rows(cls, name: str, rows: Sequence[Sequence[str]]) -> Self:
        """A table from rows of labels, as JSON keeps them; a row of bare letters may be one word (`"QAAAO"`).

        Raises ValueError for what is no table.
        """
        try:
            cells = tuple(tuple(row) for row in rows)
        except TypeError as error:
            raise ValueError(f"rows is no list of rows of labels: {error}") from error
        return cls(name=name, cells=cells)

    def as_rows(self) -> list[list[str]]:
        """The cells as JSON keeps them."""
        return [list(row) for row in self.cells]

    @property
    def answers(self) -> int:
        """How many answers each question offers: 5, or 3 in the short form."""
        return len(self.cells)

    def label(self, functional: int, dysfunctional: int) -> str:
        """The cell of a pair of answers, each from 1 on, with its level if it has one."""
        for name, answer in (("functional", functional), ("dysfunctional", dysfunctional)):
            if not 1 <= answer <= self.answers:
                raise ValueError(f"{name} is {answer}: answers of this table are 1 to {self.answers}")
        return self.cells[functional - 1][dysfunctional - 1]

    def category(self, functional: int, dysfunctional: int) -> Category:
        """The category of a pair of answers, each from 1 on."""
        return Category(self.label(functional, dysfunctional)[0])

    @property
    def codes(self) -> tuple[tuple[int, ...], ...]:
        """For each cell the place of its category in CATEGORIES."""
        return tuple(tuple(CATEGORIES.index(Category(label[0])) for label in row) for row in self.cells)


STANDARD: Final = EvaluationTable.from_rows("standard", ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"])
"""The table of Berger et al. (1993), Center for Quality Management Journal 2(4), which nearly everybody uses."""

TYPE_I: Final = EvaluationTable.from_rows("type I", STANDARD.cells)
"""Kano et al. (1984): the cells of the standard table under the name of Shahin et al.'s typology."""

TYPE_III: Final = EvaluationTable.from_rows(
    "type III",
    [
        ["Q", "A1", "A2", "A3", "O"],
        ["R", "Q", "I", "I", "M1"],
        ["R", "I", "I", "I", "M2"],
        ["R", "I", "I", "Q", "M3"],
        ["R", "R", "R", "R", "Q"],
    ],
)
"""Pouliot (1993): two cells more are questionable, A and M have levels. Quoted second-hand: compare before use, and edit."""

TYPE_IV: Final = EvaluationTable.from_rows(
    "type IV",
    [
        ["Q", "A3", "A2", "A1", "O"],
        ["R", "Q", "I", "I", "M3"],
        ["R", "I", "I", "I", "M2"],
        ["R", "I", "I", "Q", "M1"],
        ["R", "R", "R", "R", "Q"],
    ],
)
"""Shahin et al. (2011): type III with its levels in the opposite order. Second-hand like it."""

TYPE_III_S: Final = EvaluationTable.from_rows("type IIIs", ["QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"])
"""Type III without levels. Second-hand like it."""

SHORT_FORM: Final = EvaluationTable.from_rows("short form", ["AAO", "IIM", "IIM"])
"""Three answers: like, neutral, dislike. It knows neither R nor Q, so that it is nobody's default (as in R's stp25kano)."""

TABLES: Final = {one.name: one for one in (STANDARD, TYPE_I, TYPE_III, TYPE_III_S, TYPE_IV, SHORT_FORM)}
"""The tables that we bring, by name."""
