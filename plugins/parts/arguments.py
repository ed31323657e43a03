"""What arguments of the parts' mathematics have to be: numbers as they come in, or a sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Sequence, Sized

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plugins.parts.scalars import (
    EQUAL,
    LARGEST,
    SIZE,
    SMALLEST,
    ascending,
    finite,
    not_negative,
    positive,
    share,
    whole,
)

__all__ = [
    "EQUAL",
    "LARGEST",
    "SMALLEST",
    "Floats",
    "Numbers",
    "Rows",
    "amounts",
    "ascending",
    "demand_rows",
    "finite",
    "not_negative",
    "number_rows",
    "positive",
    "same_length",
    "same_length_or_one",
    "share",
    "vector",
    "whole",
]

Floats = NDArray[np.float64]
# None stands for a value that is not known, as nan does.
Numbers = ArrayLike | Sequence[float | None]
Rows = ArrayLike | Sequence[float | None] | Sequence[Sequence[float | None]]


def vector(name: str, values: Numbers, *, missing: bool = False) -> Floats:
    """One dimension of finite numbers, a plain number being a row of one.

    missing: nan and None may stand in it, for what is not known. Raises ValueError that names the first entry that is
    no such number, or of a size that cannot be calculated with.
    """
    array = np.atleast_1d(_numbers(name, values))
    if array.ndim != 1:
        msg = f"{name} must be one row of numbers, got {array.ndim} dimensions"
        raise ValueError(msg)
    _refuse(name, array, np.isinf(array) if missing else ~np.isfinite(array), "must be a finite number")
    sizes = np.abs(array)
    _refuse(name, array, (sizes > LARGEST) | ((sizes > 0) & (sizes < SMALLEST)), SIZE)
    return array


def amounts(name: str, values: Numbers, *, missing: bool = False) -> Floats:
    """One dimension of numbers of zero or more, as `vector`; ValueError names the first that is not."""
    array = vector(name, values, missing=missing)
    _refuse(name, array, array < 0, "must not be negative")
    return array


def number_rows(name: str, rows: Rows, *, shape: str = "series × periods") -> Floats:
    """Two dimensions of finite numbers, nan and None for what is not known; a single row is one of many.

    shape: in words. Raises ValueError for rows of different lengths, for what is infinite, and beyond 1e60.
    """
    array = _numbers(name, rows)
    if array.ndim == 1:
        array = array[np.newaxis, :]
    if array.ndim != 2:
        msg = f"{name} must be {shape}, got {array.ndim} dimensions"
        raise ValueError(msg)
    _refuse(name, array, np.isinf(array), "must be a finite number")
    _refuse(
        name, array, np.abs(array) > LARGEST, f"must be at most {LARGEST:g} in size: count in another unit"
    )
    return array


def demand_rows(demand: Rows) -> Floats:
    """Demand as series × periods, the oldest period first; a single series is one row of it.

    nan and None stand for periods that nobody recorded, as those before a part was there; they are not zero. Raises
    ValueError for rows of different lengths, for what is infinite and for negative demand, which belongs to returns.
    """
    array = number_rows("demand", demand)
    _refuse("demand", array, array < 0, "is negative: record what came back as a return, not as demand")
    return array


def same_length(**arrays: Sized) -> int:
    """The length that all share; ValueError, with the names, where they differ."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        msg = f"these must be of one length: {told}"
        raise ValueError(msg)
    return next(iter(lengths.values()))


def same_length_or_one(**arrays: Floats) -> None:
    """Let single numbers count for all; ValueError, with the names, where the others differ in length."""
    if several := {name: values for name, values in arrays.items() if values.size != 1}:
        same_length(**several)


def _numbers(name: str, values: Rows) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} must be numbers, in rows of one length: {error}"
        raise ValueError(msg) from error


def _refuse(name: str, array: Floats, wrong: NDArray[np.bool_], sentence: str) -> None:
    if wrong.any():
        place = [int(index) for index in np.argwhere(wrong)[0]]
        value = array[tuple(place)]
        msg = f"{name}{place} {sentence}, got {value}"
        raise ValueError(msg)
