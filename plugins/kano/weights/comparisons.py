"""Matrices of pairwise comparisons: read, filled with reciprocals, and whether what is missing can be inferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import isnan, nan

import numpy as np

from plugins.kano.weights.tables import Floats, Table, as_table, number_at

# A judgement and its partner may differ this much from being reciprocal: .14 was written for 1/7, .33 for 1/3.
ROUNDING = 0.05
# Beyond this no two things are compared, and products of many entries would leave the range of floats.
LARGEST_RATIO = 1e12


def comparison_matrix(rows: Table, *, largest: float | None = 9.0) -> Floats:
    """A positive reciprocal matrix, a_ji = 1 / a_ij, with nan where a pair was not compared (both entries).

    rows: shape (n, n), n >= 1; entry (i, j) says how many times as important i is as j. None and nan are missing: the
    partner's reciprocal takes their place, and a missing diagonal becomes 1. Of two given partners that are reciprocal up
    to rounding (5 %) the one above 1 counts, and the other becomes its reciprocal.
    largest: judgements lie from 1 / largest to largest, decimals allowed, and 1 / largest may be written with two digits
    (.11 for 1/9); None: measured ratios of any size up to 1e12.
    Raises ValueError for a matrix that is not square, entries of 0 or less, a diagonal other than 1, partners that
    contradict each other, and judgements outside of the scale.
    """
    given = as_table(rows, "matrix")
    if given.shape[0] != given.shape[1]:
        msg = f"matrix has {given.shape[0]} rows and {given.shape[1]} columns: give as many of both"
        raise ValueError(msg)
    limit = LARGEST_RATIO if largest is None else largest
    if not 1 <= limit <= LARGEST_RATIO:
        msg = f"largest must lie from 1 to {LARGEST_RATIO:g}, or be None; got {largest}"
        raise ValueError(msg)
    check_diagonal(given)
    matrix = np.eye(len(given))
    for i, j in combinations(range(len(given)), 2):
        judgement = judgement_of(given, i, j, limit)
        matrix[i, j], matrix[j, i] = judgement, 1 / judgement
    return matrix


def matrix_of_pairs(
    items: Sequence[str], pairs: Mapping[tuple[str, str], float], *, largest: float | None = 9.0
) -> Floats:
    """As `comparison_matrix`, from named pairs: {(a, b): how many times as important a is as b}, in the order of items.

    Raises ValueError also for items that occur twice and pairs of unknown or equal items.
    """
    places = {item: place for place, item in enumerate(items)}
    if len(places) < len(items):
        msg = "items holds a name twice: give every item a name of its own"
        raise ValueError(msg)
    rows = np.full((len(items), len(items)), nan)
    for (a, b), value in pairs.items():
        if a not in places or b not in places or a == b:
            msg = f"pairs[{a!r}, {b!r}] must name two different items"
            raise ValueError(msg)
        rows[places[a], places[b]] = number_at(value, f"pairs[{a!r}, {b!r}]")
    return comparison_matrix(rows, largest=largest)


def check_diagonal(given: Floats) -> None:
    """Nothing is more important than itself."""
    for i, value in enumerate(np.diag(given)):
        if not (isnan(value) or value == 1):
            msg = f"matrix[{i}][{i}] is {value}: an item compared with itself is 1"
            raise ValueError(msg)


def judgement_of(given: Floats, i: int, j: int, largest: float) -> float:
    """The judgement of i over j from the two entries, or nan."""
    upper, lower = float(given[i, j]), float(given[j, i])
    for value, (row, column) in ((upper, (i, j)), (lower, (j, i))):
        check_scale(value, row, column, largest)
    if isnan(lower):
        return upper
    if isnan(upper):
        return 1 / lower
    if abs(upper * lower - 1) > ROUNDING:
        msg = f"matrix[{i}][{j}] is {upper} and matrix[{j}][{i}] is {lower}: they must be reciprocal, or leave one empty"
        raise ValueError(msg)
    return upper if upper >= lower else 1 / lower


def check_scale(value: float, i: int, j: int, largest: float) -> None:
    """A judgement must lie on the scale, up to how its ends are written."""
    if isnan(value):
        return
    if value <= 0:
        msg = f"matrix[{i}][{j}] is {value}: a judgement is above 0, and below 1 where the other item is more important"
        raise ValueError(msg)
    least = min(1 / largest, round(1 / largest, 2) or 1 / largest)
    if not least * (1 - 1e-9) <= value <= largest * (1 + 1e-9):
        msg = f"matrix[{i}][{j}] is {value}: judgements lie from 1/{largest:g} to {largest:g} (set largest for another scale)"
        raise ValueError(msg)


def missing_pairs(matrix: Table) -> tuple[tuple[int, int], ...]:
    """The pairs (i, j), i < j, that were not compared. matrix: as `comparison_matrix` reads it, with ratios of any size."""
    given = comparison_matrix(matrix, largest=None)
    return tuple((int(i), int(j)) for i, j in np.argwhere(np.isnan(np.triu(given, 1))))


def connected_groups(matrix: Table) -> tuple[tuple[int, ...], ...]:
    """The items in groups within which comparisons lead from each to each, by their first items; matrix likewise."""
    compared = ~np.isnan(comparison_matrix(matrix, largest=None))
    groups: list[tuple[int, ...]] = []
    left = set(range(len(compared)))
    while left:
        group = {min(left)}
        while more := set(np.flatnonzero(compared[list(group)].any(axis=0)).tolist()) - group:
            group |= more
        groups.append(tuple(sorted(group)))
        left -= group
    return tuple(groups)


def require_connected(matrix: Floats) -> None:
    """Weights of groups that nobody compared with each other could be anything (Bozóki and others, 2010, theorem 2)."""
    groups = connected_groups(matrix)
    if len(groups) > 1:
        msg = f"items {groups[0]} and {groups[1]} are in no way compared: compare {groups[0][0]} with {groups[1][0]}"
        raise ValueError(msg)
