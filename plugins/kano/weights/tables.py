"""Tables and lists of numbers as they come from people, read strictly: what is wrong is said with its place."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Sequence[float | None] | Floats
Table = Sequence[Sequence[float | None]] | Floats

# Squares and ratios of numbers of these sizes, and sums of many, stay floats.
LARGEST = 1e100
SMALLEST = 1e-100


def number_at(value: object, place: str) -> float:
    """One entry as a float; None and nan, both of them a missing entry, become nan.

    Raises ValueError for what is no number, for infinity, and for sizes that no score, weight or measure has.
    """
    if value is None:
        return nan
    try:
        found = float(value)  # type: ignore[arg-type]  # whatever has no float is told below
    except (TypeError, ValueError, OverflowError):
        msg = f"{place} is no number that can be counted with: {value!r}"
        raise ValueError(msg) from None
    if abs(found) > LARGEST or 0 < abs(found) < SMALLEST:
        msg = f"{place} is {found}: give 0, or a number from {SMALLEST:g} to {LARGEST:g} in size; empty (None) is missing"
        raise ValueError(msg)
    return found


def as_table(rows: Table, name: str) -> Floats:
    """Rows of equal length as an array of shape (rows, columns), nan where an entry is missing.

    Raises ValueError when there is no row or no column, when rows differ in length, or for what is no number.
    """
    if isinstance(rows, np.ndarray) and rows.ndim == 2 and rows.size and rows.dtype.kind in "fiu":
        table = rows.astype(np.float64)
        sizes = np.abs(table)
        # Else, and with nan, the way below says which entry it is that is no good.
        if np.all((sizes <= LARGEST) & ((sizes >= SMALLEST) | (sizes == 0))):
            return table
    lines = rows_of_numbers(rows, name)
    if not lines or not lines[0]:
        msg = f"{name} is empty: give at least one row with one number"
        raise ValueError(msg)
    for i, line in enumerate(lines):
        if len(line) != len(lines[0]):
            msg = f"{name}[{i}] has {len(line)} entries where {name}[0] has {len(lines[0])}: give every row as many"
            raise ValueError(msg)
    return np.array(lines, dtype=np.float64)


def rows_of_numbers(rows: Table, name: str) -> list[list[float]]:
    """Every entry read by itself, so that what is wrong has a place."""
    try:
        lines = [list(row) for row in rows]
    except TypeError:
        msg = f"{name} must be a table: give rows (lists) of numbers"
        raise ValueError(msg) from None
    return [
        [number_at(value, f"{name}[{i}][{j}]") for j, value in enumerate(line)]
        for i, line in enumerate(lines)
    ]


def complete_table(rows: Table, name: str) -> Floats:
    """As `as_table`, with ValueError for the first entry that is missing."""
    table = as_table(rows, name)
    missing = np.argwhere(np.isnan(table))
    if len(missing):
        i, j = missing[0]
        msg = f"{name}[{i}][{j}] is missing: fill it in, or leave out the row or the column"
        raise ValueError(msg)
    return table


def as_vector(values: Numbers, name: str) -> Floats:
    """Numbers as an array of one dimension. Raises ValueError when there is none, or one is missing or no number."""
    found = [number_at(value, f"{name}[{i}]") for i, value in enumerate(values)]
    if not found:
        msg = f"{name} is empty: give at least one number"
        raise ValueError(msg)
    for i, value in enumerate(found):
        if isnan(value):
            msg = f"{name}[{i}] is missing: fill it in"
            raise ValueError(msg)
    return np.array(found, dtype=np.float64)


def as_weights(values: Numbers, name: str, length: int | None = None) -> Floats:
    """Weights scaled to the sum 1. length: how many there must be.

    Raises ValueError for a negative weight, for weights that are all 0, and for another length.
    """
    found = as_vector(values, name)
    if length is not None and len(found) != length:
        msg = f"{name} has {len(found)} entries, but {length} are needed"
        raise ValueError(msg)
    for i, value in enumerate(found):
        if value < 0:
            msg = f"{name}[{i}] is negative, {value}: a weight is 0 or more"
            raise ValueError(msg)
    if not found.any():
        msg = f"{name} are all 0: at least one weight must be above 0"
        raise ValueError(msg)
    return normalised(found)


def normalised(values: Floats) -> Floats:
    """Numbers of 0 or more, not all 0, scaled to the sum 1."""
    # Divided by the largest first, so that neither huge nor tiny numbers leave the range of floats.
    scaled = values / values.max()
    shares: Floats = scaled / scaled.sum()
    return shares


def floats(values: Floats) -> tuple[float, ...]:
    """An array of one dimension as plain floats, as results keep them."""
    return tuple(float(value) for value in values)
