"""Counts of many series over equal periods, as the detectors read them: what was not reported is masked, never zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.intp]

# One series or series x periods; None or nan stands where nothing was reported.
Numbers: TypeAlias = ArrayLike | Sequence[float | None] | Sequence[Sequence[float | None]]
_Kind = TypeVar("_Kind", np.float64, np.bool_, np.intp)

# Above it a float does not tell neighbouring whole numbers apart any more.
LARGEST_COUNT: Final = 2.0**53


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """values: series x periods, 0 where nothing was reported. reported: of the same shape. single: one series was given."""

    values: Floats
    reported: Bools
    single: bool

    @property
    def periods(self) -> int:
        """How many periods each series has."""
        return int(self.values.shape[1])

    @property
    def series(self) -> int:
        """How many series there are."""
        return int(self.values.shape[0])

    def shaped(self, found: NDArray[_Kind]) -> NDArray[_Kind]:
        """What was found for series x something, without the series where one was given."""
        return found[0] if self.single else found


def read_counts(counts: Numbers, reported: ArrayLike | None = None, *, name: str = "counts") -> Panel:
    """Take counts as one series or as series x periods.

    counts: 0 or more, up to 2^53; None or nan where a period was not reported. reported: of the same shape, false where a
    period was not reported whatever its count says. Raises ValueError, naming the place, for anything else.
    """
    panel = read_values(counts, reported, name=name)
    values = panel.values
    refuse(values < 0, values, name, "a count is 0 or more")
    refuse(
        values > LARGEST_COUNT,
        values,
        name,
        "above 2^53 neighbouring numbers cannot be told apart; give counts in a larger unit",
    )
    return panel


def read_values(values: Numbers, reported: ArrayLike | None = None, *, name: str = "values") -> Panel:
    """Take measured values as `read_counts` takes counts; they may be negative. Raises ValueError for an infinite one."""
    given, single = _matrix(values, name)
    seen = ~np.isnan(given)
    if reported is not None:
        told = np.asarray(reported, dtype=np.bool_)
        if told.size != given.size or told.shape[-1:] != given.shape[-1:]:
            raise ValueError(f"reported has the shape {told.shape}, {name} {given.shape}; give both alike")
        seen &= told.reshape(given.shape)
    found = np.where(seen, given, 0.0)
    refuse(np.isinf(found), found, name, "give a finite number, or None where there is none")
    return Panel(values=found, reported=seen, single=single)


def read_exposure(exposure: Numbers | None, counts: Panel) -> Floats | None:
    """Take what the counts are of (repair orders, vehicles): positive wherever a count was reported; one row serves all series.

    Raises ValueError, naming the place, where it is missing, zero or negative beside a reported count.
    """
    if exposure is None:
        return None
    given, _ = _matrix(exposure, "exposure")
    if given.shape[1] != counts.periods or given.shape[0] not in {1, counts.series}:
        raise ValueError(f"exposure has the shape {given.shape}, counts {counts.values.shape}; give it alike")
    whole = np.broadcast_to(given, counts.values.shape)
    positive = np.isfinite(whole) & (whole > 0)
    refuse(
        counts.reported & ~positive,
        whole,
        "exposure",
        "give more than 0 beside a reported count, or mark the period as not reported",
    )
    return np.where(positive, whole, 1.0)


def read_weeks(weeks: Sequence[int] | NDArray[np.integer] | None, first: int, periods: int) -> Whole:
    """The periods to test, as indices from 0: those given, or all from the first that can be tested.

    Raises ValueError for an index outside of first … periods - 1.
    """
    if weeks is None:
        return np.arange(min(first, periods), periods, dtype=np.intp)
    given = np.asarray(weeks, dtype=np.float64).reshape(-1)
    found = given.astype(np.intp)
    for place, week in enumerate(found.tolist()):
        if week != given[place]:
            raise ValueError(
                f"weeks[{place}] is {given[place]:g}; give indices of periods, whole numbers from 0"
            )
        if not first <= week < periods:
            raise ValueError(
                f"weeks[{place}] is {week}, but periods from {first} to {periods - 1} can be tested (indices from 0); "
                "test a later period, or ask for less history"
            )
    return found


def beside(values: Numbers, counts: Panel, name: str) -> Floats:
    """One number for each count: given as one for all, or in the counts' shape. Raises ValueError for another shape."""
    given = np.asarray(values, dtype=np.float64)
    try:
        return np.broadcast_to(given, counts.values.shape)
    except ValueError as error:
        raise ValueError(
            f"{name} has the shape {given.shape}, the counts {counts.values.shape}; give one number, or as many"
        ) from error


def refuse(wrong: Bools, values: Floats, name: str, fault: str) -> None:
    """Raise ValueError for the first place that is wrong, if there is one."""
    if wrong.any():
        row, column = (int(part) for part in np.argwhere(wrong)[0])
        place = f"[{row}][{column}]" if values.shape[0] > 1 else f"[{column}]"
        raise ValueError(f"{name}{place} is {values[row, column]:g}: {fault}")


def require_share(value: float, name: str, *, below: float = 1.0) -> None:
    """Raise ValueError unless the value lies between 0 and the bound, both excluded."""
    if not 0 < value < below:
        raise ValueError(f"{name} is {value}; give a number above 0 and below {below:g}")


def _matrix(given: Numbers, name: str) -> tuple[Floats, bool]:
    """Series x periods, and whether one series was given."""
    found = np.asarray(given, dtype=np.float64)
    if found.ndim not in {1, 2}:
        raise ValueError(f"{name} has {found.ndim} dimensions; give one series, or series x periods")
    single = found.ndim == 1
    return (found.reshape(1, -1) if single else found), single
