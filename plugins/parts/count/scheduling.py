"""How many parts are counted a day, and which are next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats, Numbers, amounts, not_negative, positive, same_length

# A part of class A is counted every quarter, of B every half year, of C every year.
COUNTS_PER_YEAR: Final[Mapping[str, float]] = MappingProxyType({"A": 4.0, "B": 2.0, "C": 1.0})


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCountPlan:
    """How many parts of each class are counted a day, on the average; lines_per_day: of all, in whole ones.

    counts_per_day: their sum.
    """

    by_class: Mapping[str, float]
    counts_per_day: float
    lines_per_day: int


def count_intervals(
    counts_per_year: Mapping[str, float] = COUNTS_PER_YEAR, *, working_days: float = 250
) -> dict[str, float]:
    """The working days from one count of a part to the next, by class. counts_per_year: above 0; working_days: a year's."""
    days = positive("working_days", working_days, why="counting needs a day")
    return {
        name: days
        / positive(f"counts_per_year[{name!r}]", counts, why="leave the class out if it is never counted")
        for name, counts in counts_per_year.items()
    }


def cycle_count_plan(class_sizes: Mapping[str, int], interval_days: Mapping[str, float]) -> CycleCountPlan:
    """A day's work: the sum over the classes of parts / interval (Heizer and Render, Operations Management, ch. 12).

    class_sizes: the number of parts of each class; interval_days: the working days between two counts of a part, above
    0, for each class that has parts, as of `count_intervals`. Raises ValueError for a class without an interval.
    """
    by_class = {}
    for name, size in class_sizes.items():
        parts = not_negative(f"class_sizes[{name!r}]", size)
        if parts and name not in interval_days:
            msg = f"interval_days must say how often class {name!r} is counted"
            raise ValueError(msg)
        why = "a part cannot be counted without end"
        by_class[name] = (
            parts / positive(f"interval_days[{name!r}]", interval_days[name], why=why) if parts else 0.0
        )
    total = sum(by_class.values())
    # A sum such as 0.1 + 0.2 is no reason for one more line.
    return CycleCountPlan(by_class=by_class, counts_per_day=total, lines_per_day=ceil(total - 1e-9))


def parts_due(
    days_since_count: Numbers, interval_days: Numbers, *, limit: int | None = None
) -> NDArray[np.int64]:
    """The places of the parts whose count is due, the most overdue first.

    days_since_count: not negative, nan and None for what was never counted, which comes before all others; interval_days:
    above 0, one per part. Overdue is judged by days / interval, due from 1 on; ties keep the given order. limit: no more
    than so many, as a day's lines. Raises ValueError for what is negative and for lengths that differ.
    """
    overdue = _overdue(days_since_count, interval_days)
    order = np.argsort(-overdue, kind="stable")
    due = order[overdue[order] >= 1]
    return due if limit is None else due[: int(not_negative("limit", limit))]


def _overdue(days_since_count: Numbers, interval_days: Numbers) -> Floats:
    days = amounts("days_since_count", days_since_count, missing=True)
    intervals = amounts("interval_days", interval_days)
    same_length(days_since_count=days, interval_days=intervals)
    for place in np.flatnonzero(intervals == 0)[:1]:
        msg = f"interval_days[{place}] must be above 0: a part cannot be counted without end"
        raise ValueError(msg)
    return np.where(np.isnan(days), np.inf, days / intervals)
