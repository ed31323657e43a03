"""How often each category was said of a factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import index
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import MISSING, Answers, paired
from plugins.kano.categories import CATEGORIES, Category
from plugins.kano.evaluation_table import STANDARD, EvaluationTable

_MOST: Final = 10**15  # whole numbers up to here, and their sums, are exact as floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """How many pairs of answers fell into each category, and how many pairs lacked an answer and count for nothing.

    Raises ValueError for what is no whole number from 0 to 10**15.
    """

    must_be: int = 0
    one_dimensional: int = 0
    attractive: int = 0
    indifferent: int = 0
    reverse: int = 0
    questionable: int = 0
    missing: int = 0

    def __post_init__(self) -> None:
        """Make plain whole numbers of them."""
        for field in fields(self):
            object.__setattr__(self, field.name, _count(getattr(self, field.name), field.name))

    @classmethod
    def of(cls, counts: Mapping[str, float], *, missing: int = 0) -> Self:
        """From counts by letter: `{"M": 95, "O": 123, …}`; a letter that is left out counts 0."""
        unknown = set(counts) - set(CATEGORIES)
        if unknown:
            raise ValueError(f"counts has {sorted(unknown)}: its keys are {', '.join(CATEGORIES)}")
        return cls.from_array([_count(counts.get(one, 0), one) for one in CATEGORIES], missing=missing)

    @classmethod
    def from_array(cls, counts: Sequence[int] | NDArray[np.integer], *, missing: int = 0) -> Self:
        """From six counts in the order of CATEGORIES: M, O, A, I, R, Q."""
        if len(counts) != len(CATEGORIES):
            raise ValueError(f"counts has {len(counts)} values: give six, in the order M, O, A, I, R, Q")
        must_be, one_dimensional, attractive, indifferent, reverse, questionable = counts
        return cls(
            must_be=must_be,
            one_dimensional=one_dimensional,
            attractive=attractive,
            indifferent=indifferent,
            reverse=reverse,
            questionable=questionable,
            missing=missing,
        )

    @property
    def counts(self) -> tuple[int, ...]:
        """The six counts in the order of CATEGORIES."""
        return (
            self.must_be,
            self.one_dimensional,
            self.attractive,
            self.indifferent,
            self.reverse,
            self.questionable,
        )

    @property
    def n(self) -> int:
        """All pairs that were answered, Q and R among them."""
        return sum(self.counts)

    def __getitem__(self, category: Category | str) -> int:
        """The count of one category."""
        return self.counts[CATEGORIES.index(Category(category))]

    def share(self, category: Category | str) -> float | None:
        """The count as a share of n; None where nobody answered."""
        return self[category] / self.n if self.n else None

    def items(self) -> Iterator[tuple[Category, int]]:
        """Each category with its count."""
        return zip(CATEGORIES, self.counts, strict=True)


def _count(value: float, name: str) -> int:
    # Tables read from files hold whole numbers as floats.
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    try:
        count = index(whole)  # type: ignore[arg-type]  # what is no whole number raises
    except TypeError as error:
        raise ValueError(
            f"{name} is {value!r}: give how many, a whole number; of shares, those of n answers"
        ) from error
    if not 0 <= count <= _MOST:
        raise ValueError(
            f"{name} is {count}: a count is 0 or more, and no study has more than 10**15 answers"
        )
    return count


def category_codes(
    functional: Answers, dysfunctional: Answers, table: EvaluationTable = STANDARD
) -> NDArray[np.int8]:
    """The category of each pair as its place in CATEGORIES, MISSING where an answer is; a row a respondent, a column a factor.

    functional, dysfunctional: answers from 1 on, None, nan or MISSING where there is none; one factor may be a plain
    sequence. Raises ValueError for answers that the table does not have and for shapes that differ.
    """
    first, second = paired(functional, dysfunctional, table.answers)
    missing = (first == MISSING) | (second == MISSING)
    cells = np.array(table.codes, np.int8)
    codes = cells[np.where(missing, 1, first) - 1, np.where(missing, 1, second) - 1]
    return np.where(missing, np.int8(MISSING), codes)


def classify(
    functional: Sequence[int | None], dysfunctional: Sequence[int | None], table: EvaluationTable = STANDARD
) -> tuple[Category | None, ...]:
    """The category of each pair of answers to one factor, None where one is missing. Raises as category_codes does."""
    codes = category_codes(functional, dysfunctional, table)
    return tuple(None if code == MISSING else CATEGORIES[code] for code in codes[:, 0])


def answer_pairs(
    functional: Answers, dysfunctional: Answers, answers: int = 5
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How often each pair of answers was given: counts by factor, functional and dysfunctional answer; missing by factor.

    answers: how many each question offers. All that is counted by any table is a sum over these cells. Raises ValueError
    for answers outside of 1 to `answers` and for shapes that differ.
    """
    first, second = paired(functional, dysfunctional, answers)
    respondents, factors = first.shape
    complete = (first != MISSING) & (second != MISSING)
    cell = np.arange(factors) * answers**2 + (first - 1) * np.int64(answers) + (second - 1)
    counts = np.bincount(cell[complete], minlength=factors * answers**2)
    return counts.reshape(factors, answers, answers), respondents - complete.sum(axis=0)


def tally_pairs(
    pairs: NDArray[np.int64], missing: Sequence[int] | NDArray[np.int64], table: EvaluationTable = STANDARD
) -> tuple[Frequencies, ...]:
    """The frequencies of each factor from counts of its pairs of answers, as answer_pairs gives them.

    pairs: factors × answers × answers. Raises ValueError where the table is of another size.
    """
    if pairs.ndim != 3 or pairs.shape[1:] != (table.answers, table.answers):
        raise ValueError(
            f"pairs has the shape {pairs.shape}: give factors × {table.answers} × {table.answers}"
        )
    cells = np.array(table.codes, np.int8)
    counts = np.stack([pairs[:, cells == code].sum(axis=1) for code in range(len(CATEGORIES))], axis=1)
    return tuple(
        Frequencies.from_array(row, missing=int(lacking))
        for row, lacking in zip(counts, missing, strict=True)
    )


def tally(
    functional: Answers, dysfunctional: Answers, table: EvaluationTable = STANDARD
) -> tuple[Frequencies, ...]:
    """The frequencies of each factor, those without an answer counted beside. Arguments and errors: category_codes."""
    pairs, missing = answer_pairs(functional, dysfunctional, table.answers)
    return tally_pairs(pairs, missing, table)
