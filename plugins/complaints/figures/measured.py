"""What figures say: shares with how many cases they rest on and where they may lie, medians, and complaints for 1,000 visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from saas.plugin_api import wilson_interval

PER = 1000
"""Complaints are told for so many visits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many; low, high: the interval at 95 % by Wilson. All none where there is no case."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, hits: int | None, n: int) -> Share:
        """The share with its interval."""
        limits = wilson_interval(hits or 0, n)
        if limits is None:
            return cls(hits=0, n=0, share=None, low=None, high=None)
        return cls(hits=hits or 0, n=n, share=(hits or 0) / n, low=limits[0], high=limits[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of all complaints together or of those of one month, store or category.

    visits: of the same days and stores. heard_median: seconds of working time until they were acknowledged, of heard_n.
    closed_median, closed_p90: seconds from receipt to closure, of closed_n. repeated: of those whose customer or vehicle
    is on record. mark: the mean of so many marks.
    """

    received: int
    visits: int
    heard_median: float | None
    heard_n: int
    heard: Share
    resolved: Share
    closed_median: float | None
    closed_p90: float | None
    closed: Share
    reopened: Share
    repeated: Share
    content: Share
    mark: float | None
    marks: int

    @property
    def per_thousand(self) -> float | None:
        """Complaints for 1,000 visits; none where no visit is on record."""
        return PER * self.received / self.visits if self.visits else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one month, store or category. key: its day or id; 0 for complaints without a category."""

    key: int
    name: str
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The figures of one month; first: its first day."""

    first: date
    measured: Measured

    @property
    def name(self) -> str:
        """The month as `2026-11`."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of a filter; months without gaps."""

    whole: Measured
    months: Sequence[Month]
    stores: Sequence[Row]
    categories: Sequence[Row]
