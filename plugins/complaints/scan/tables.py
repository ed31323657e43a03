"""Tables of cases and of what they are of, looked over before a scan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Table = Sequence[float] | Sequence[Sequence[float]] | NDArray[np.float64] | NDArray[np.int64]

LARGEST_BERNOULLI = 1_000_000_000
"""Cases among more cannot be drawn without replacement (NumPy's limit)."""


def tables(cases: Table, population: Table, axes: int) -> tuple[Array, Array]:
    """Both as arrays of one shape with as many axes; a population of places stands for every period.

    Raises ValueError for other shapes, for cases that are no whole numbers from 0, for a population below 0, and for
    cases where there is no population.
    """
    counts, base = np.asarray(cases, dtype=np.float64), np.asarray(population, dtype=np.float64)
    if counts.size == 0:
        return np.zeros((0,) * axes), np.zeros((0,) * axes)
    if axes == 2 and counts.ndim == 2 and base.shape == counts.shape[1:]:
        base = np.broadcast_to(base, counts.shape)
    if counts.ndim != axes or counts.shape != base.shape:
        msg = (
            f"cases and population must be of one shape with {axes} axes, got {counts.shape} and {base.shape}"
        )
        raise ValueError(msg)
    _refuse(
        "cases",
        counts,
        ~(np.isfinite(counts) & (counts >= 0) & (counts == np.floor(counts))),
        "a whole count from 0",
    )
    _refuse("population", base, ~(np.isfinite(base) & (base >= 0)), "0 or more")
    _refuse("cases", counts, (counts > 0) & (base == 0), "0 where there is no population")
    return counts, base


def of_whole_numbers(cases: Array, population: Array) -> None:
    """Raise ValueError unless the population counts the cases too: whole, and no fewer than they."""
    _refuse("population", population, population != np.floor(population), "whole with the model BERNOULLI")
    _refuse("population", population, population < cases, "no fewer than the cases with the model BERNOULLI")
    if population.sum() >= LARGEST_BERNOULLI:
        msg = f"population holds {population.sum():.0f}; from {LARGEST_BERNOULLI} on take the model POISSON, which comes near"
        raise ValueError(msg)


def _refuse(name: str, table: Array, wrong: NDArray[np.bool_], remedy: str) -> None:
    if wrong.any():
        place = np.unravel_index(int(np.argmax(wrong)), table.shape)
        msg = f"{name}{[int(one) for one in place]} must be {remedy}, got {table[place]}"
        raise ValueError(msg)
