"""Means and deviations along the rows, of what is known of each; nan, without a warning, where that is too little."""

from __future__ import annotations

import numpy as np

from plugins.parts.arguments import Floats


def mean_of(rows: Floats) -> Floats:
    """The mean of each row's known values, nan without one."""
    known = ~np.isnan(rows)
    number = np.count_nonzero(known, axis=1).astype(np.float64)
    number[number == 0] = np.nan
    means: Floats = np.where(known, rows, 0.0).sum(axis=1) / number
    return means


def variance(rows: Floats) -> Floats:
    """The variance (n-1) of each row's known values, nan below two of them; 0, and not nearly, where all are equal."""
    known = ~np.isnan(rows)
    number = np.count_nonzero(known, axis=1).astype(np.float64)
    centred = np.where(known, rows - mean_of(rows)[:, np.newaxis], 0.0)
    number[number < 2] = np.nan
    squares = (centred**2).sum(axis=1) / (number - 1)
    low, high = (np.where(known, rows, edge) for edge in (np.inf, -np.inf))
    equal = low.min(axis=1, initial=np.inf) == high.max(axis=1, initial=-np.inf)
    return np.where(equal & ~np.isnan(number), 0.0, squares)


def standard_deviation(rows: Floats) -> Floats:
    """The root of `variance`."""
    return np.sqrt(variance(rows))


def to_unit_height(rows: Floats, like: Floats | None = None) -> Floats:
    """Each row divided by a power of two, which is exact, so that its largest value lies from a half to 1.

    Squares of huge demand stay numbers so; a row of zeros stays as it is. like: rows of no negative numbers whose largest
    values count instead.
    """
    measure = rows if like is None else like
    largest = np.where(np.isnan(measure), 0.0, measure).max(axis=1, initial=0.0)
    scaled: Floats = np.ldexp(rows, -np.frexp(largest)[1][:, np.newaxis])
    return scaled
