"""Histories of demand as the methods read them: periods down, series across, NaN where a period is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats
from plugins.parts.forecast.known import Flags

Row = Sequence[float | None]
Demand = Row | Sequence[Row] | NDArray[np.generic]

# Squares and quotients of numbers between these stay finite, so that no method overflows by surprise.
_LARGEST: Final = 1e100
_SMALLEST: Final = 1e-100


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Demand of one or many series. periods: shape (periods, series), NaN where missing; many: whether there were rows."""

    periods: Floats
    many: bool

    @property
    def count(self) -> int:
        """How many series there are."""
        return len(self.periods.T)

    @property
    def rows(self) -> Floats:
        """The demand as it is answered: (series, periods), or (periods,) of the only series."""
        return self.shaped(self.periods)

    def shaped(self, values: Floats) -> Floats:
        """What was worked out with the series last, (…, series), as it is answered: series first, or of the only series."""
        return np.ascontiguousarray(np.moveaxis(values, -1, 0)) if self.many else values[..., 0].copy()


def read_demand(demand: Demand, *, signed: bool = False) -> History:
    """Read one series of shape (periods,), or many of shape (series, periods); None and NaN are periods that are not known.

    A missing period is no period without demand: the methods pass over it. signed: whether values below 0 may occur.
    Raises ValueError for another shape, for an infinite value, for one beyond 1e100 or, but for 0, within 1e-100, and for
    a negative one unless signed.
    """
    try:
        values = np.asarray(demand, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"demand must be numbers in rows of the same length, with None for a period that is not known: {error}"
        raise ValueError(msg) from error
    if values.ndim not in (1, 2):
        msg = f"demand must be one series or rows of series, got {values.ndim} dimensions"
        raise ValueError(msg)
    _refuse(values, np.isinf(values) | (np.abs(values) > _LARGEST), "is too large to be a demand")
    _refuse(values, (values != 0) & (np.abs(values) < _SMALLEST), "is too small to be a demand; give 0")
    if not signed:
        _refuse(values, values < 0, "is negative; book returns apart from the demand")
    return History(periods=np.ascontiguousarray(np.atleast_2d(values).T), many=values.ndim == 2)


def _refuse(values: Floats, wrong: Flags, why: str) -> None:
    if wrong.any():
        place = tuple(int(index) for index in np.argwhere(wrong)[0])
        msg = f"demand[{', '.join(map(str, place))}] {why}: {values[place]}"
        raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A history without its gaps: each series' known periods moved to the end, in their order, NaN before them.

    periods: shape (periods, series). counts: how many are known, (series,). order: where each came from; None if nothing moved.
    """

    periods: Floats
    counts: NDArray[np.int64]
    order: NDArray[np.int64] | None

    def back(self, path: Floats) -> Floats:
        """A path of forecasts, (periods + 1, series), at the periods of the history; over a gap the last one stands."""
        if self.order is None:
            return path
        known = np.zeros_like(self.periods, dtype=np.bool_)
        np.put_along_axis(known, self.order, ~np.isnan(self.periods), axis=0)
        seen = np.zeros(path.shape, dtype=np.int64)
        known.cumsum(axis=0, out=seen[1:])
        places = seen + (self.periods.shape[0] - self.counts)
        return np.take_along_axis(path, places, axis=0)


def without_gaps(periods: Floats) -> Observed:
    """Move the known periods of each series to the end. periods: shape (periods, series), NaN where missing."""
    known = ~np.isnan(periods)
    counts = known.sum(axis=0).astype(np.int64)
    if bool((known[1:] >= known[:-1]).all()):
        return Observed(periods=periods, counts=counts, order=None)
    order = np.argsort(known, axis=0, kind="stable")
    return Observed(periods=np.take_along_axis(periods, order, axis=0), counts=counts, order=order)


def window_sums(periods: Floats, width: int) -> Floats:
    """The sum of each period and the width - 1 before it, shape (periods, series); NaN where one of them is missing.

    Each window is added up by itself: differences of running totals would carry the rounding of large old values along.
    """
    sums = np.full_like(periods, np.nan)
    if width <= periods.shape[0]:
        inner = sums[width - 1 :]
        inner[...] = periods[width - 1 :]
        for lag in range(1, width):
            inner += periods[width - 1 - lag : periods.shape[0] - lag]
    return sums
