"""Arithmetic that leaves out what is not known, which is NaN."""

from __future__ import annotations

from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats

Flags = NDArray[np.bool_]
Axis = int | tuple[int, ...]


def ratio(value: NDArray[np.number] | SupportsFloat, by: NDArray[np.number]) -> Floats:
    """value / by, NaN where by is not above 0 or not known: 0 / 0 is null, never 0."""
    top, bottom = np.asarray(value, dtype=np.float64), np.asarray(by, dtype=np.float64)
    found: Floats = np.full(np.broadcast_shapes(top.shape, bottom.shape), np.nan)
    np.divide(top, bottom, out=found, where=bottom > 0)
    return found


def sum_of_known(values: Floats, axis: Axis = 0) -> Floats:
    """The sum of what is known along the axis or axes; 0 of nothing."""
    return np.asarray(np.where(np.isnan(values), 0.0, values).sum(axis=axis))


def mean_of_known(values: Floats, axis: Axis = 0) -> Floats:
    """The mean of what is known along the axis or axes; NaN of nothing."""
    return ratio(sum_of_known(values, axis), np.asarray((~np.isnan(values)).sum(axis=axis)))


def in_all(flags: Flags, axis: Axis) -> Flags:
    """Where a flag is set in all along the axis or axes."""
    return np.asarray(flags.all(axis=axis))


def in_any(flags: Flags, axis: Axis) -> Flags:
    """Where a flag is set in any along the axis or axes."""
    return np.asarray(flags.any(axis=axis))
