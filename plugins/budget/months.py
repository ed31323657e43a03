"""Months counted through from year to year, so that spans may cross a year's end. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


def place_of(day: date) -> int:
    """The number of a day's month."""
    return day.year * 12 + day.month - 1


def first_day(place: int) -> date:
    """The first day of the month of this number."""
    return date(place // 12, place % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Months from the first to the last, both included, by their numbers."""

    first: int
    last: int

    @classmethod
    def of_year(cls, year: int, first: int = 1, last: int = 12) -> Span:
        """Some months of a year; the whole year where nothing else is said."""
        return cls(first=year * 12 + first - 1, last=year * 12 + last - 1)

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def just_before(self) -> Span:
        """As many months, those directly before."""
        return Span(first=self.first - len(self), last=self.first - 1)

    def a_year_before(self) -> Span:
        """The same months of the year before."""
        return Span(first=self.first - 12, last=self.last - 12)
