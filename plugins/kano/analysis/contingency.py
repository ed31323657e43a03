"""Whether two classifications have to do with each other: chi-squared, or Monte Carlo where it is no good approximation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

SAMPLES: Final = 10_000
SEED: Final = 20_260_101
_LEAST_EXPECTED: Final = 5
_MOST_COUNTED: Final = 10**9 - 1
_LARGEST: Final = 10**15  # sums of such counts are exact


class PValue(StrEnum):
    """Where a p-value comes from."""

    CHI_SQUARED = "chi-squared"
    """The chi-squared distribution."""
    MONTE_CARLO = "Monte Carlo"
    """Tables drawn with the same margins: (1 + those at least as far from independence)/(1 + all) (Hope, 1968)."""


class PMethod(StrEnum):
    """Which p-value is wanted."""

    AUTOMATIC = "automatic"
    """Monte Carlo where a cell is expected to hold less than 5, else chi-squared."""
    CHI_SQUARED = "chi-squared"
    MONTE_CARLO = "Monte Carlo"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndependenceTest:
    """Pearson's chi-squared of a table without its empty rows and columns, no continuity correction.

    n: all counts. smallest_expected: of the cells. cramers_v: the strength from 0 to 1. p_method: how the p-value was found;
    samples, seed: of Monte Carlo, None without it.
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float
    p_method: PValue
    n: int
    smallest_expected: float
    cramers_v: float
    samples: int | None
    seed: int | None


def independence_test(
    table: Sequence[Sequence[int]] | NDArray[np.integer],
    *,
    method: PMethod = PMethod.AUTOMATIC,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> IndependenceTest | None:
    """Whether rows and columns of a table of counts are independent; None where less than two of either hold anything.

    samples, seed: of Monte Carlo, equal seeds give equal p-values. Raises ValueError for what is no table of whole numbers
    from 0 on, for fewer than one sample, a seed below 0, and for Monte Carlo over a billion counts or more.
    """
    _require_drawing(samples, seed)
    counts = _counts(table)
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    if min(counts.shape) < 2:
        return None
    n = int(counts.sum())
    expected = np.outer(counts.sum(axis=1, dtype=np.float64), counts.sum(axis=0)) / n
    smallest = float(expected.min())
    statistic = float(((counts - expected) ** 2 / expected).sum())
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    drawn = _is_drawn(PMethod(method), smallest)
    return IndependenceTest(
        statistic=statistic,
        degrees_of_freedom=freedom,
        p_value=_drawn_p(counts, expected, samples, seed) if drawn else float(chdtrc(freedom, statistic)),
        p_method=PValue.MONTE_CARLO if drawn else PValue.CHI_SQUARED,
        n=n,
        smallest_expected=smallest,
        cramers_v=sqrt(statistic / (n * (min(counts.shape) - 1))),
        samples=samples if drawn else None,
        seed=seed if drawn else None,
    )


def _require_drawing(samples: int, seed: int) -> None:
    if samples < 1:
        raise ValueError(f"samples is {samples}: draw at least one, thousands for a p-value to report")
    if seed < 0:
        raise ValueError(f"seed is {seed}: give a whole number, 0 or more")


def _is_drawn(method: PMethod, smallest_expected: float) -> bool:
    if method is PMethod.AUTOMATIC:
        return smallest_expected < _LEAST_EXPECTED
    return method is PMethod.MONTE_CARLO


def _counts(table: Sequence[Sequence[int]] | NDArray[np.integer]) -> NDArray[np.int64]:
    try:
        counts = np.asarray(table)
    except ValueError as error:
        raise ValueError(f"table has rows of unequal length: {error}") from error
    if counts.ndim != 2 or (counts.size and counts.dtype.kind not in "iu"):
        raise ValueError("table is no table of whole numbers: give a row a segment, a column a category")
    wrong = (counts < 0) | (counts > _LARGEST)
    if wrong.any():
        row, column = (int(at) for at in np.argwhere(wrong)[0])
        raise ValueError(
            f"table[{row}][{column}] is {counts[row, column]}: a count is 0 or more, and not above 10**15"
        )
    return counts.astype(np.int64)


def _drawn_p(counts: NDArray[np.int64], expected: NDArray[np.float64], samples: int, seed: int) -> float:
    """The share of tables with these margins that are at least as far from independence."""
    if counts.sum() > _MOST_COUNTED:
        raise ValueError("table holds a billion counts or more: use the chi-squared distribution")
    tables = drawn_tables(counts.sum(axis=1), counts.sum(axis=0), samples, np.random.default_rng(seed))
    distance = (tables**2 / expected).sum(axis=(1, 2))
    # equal tables must compare as equal, in whatever order they are summed up
    observed = (counts**2 / expected).sum() * (1 - 1e-12)
    return (1 + int((distance >= observed).sum())) / (1 + samples)


def drawn_tables(
    rows: NDArray[np.int64], columns: NDArray[np.int64], samples: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Random tables with these sums of rows and columns, as independence makes them: samples × rows × columns.

    Row by row and cell by cell, each cell hypergeometric in what is left; the last of each takes the rest.
    """
    tables = np.zeros((samples, len(rows), len(columns)), np.int64)
    left = np.tile(columns, (samples, 1))
    for row, total in enumerate(rows[:-1]):
        wanting = np.full(samples, total)
        for column in range(len(columns) - 1):
            others = left[:, column + 1 :].sum(axis=1)
            cell = rng.hypergeometric(left[:, column], others, wanting)
            tables[:, row, column] = cell
            wanting -= cell
        tables[:, row, -1] = wanting
        left -= tables[:, row]
    tables[:, -1] = left
    return tables
