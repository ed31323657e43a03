"""The months or weeks that demand is counted by. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAYS_OF_YEAR: Final = 365.25
_YEARS: Final = 3
"""How much of the past is looked at: three seasons, where there are so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The whole periods before a day, the oldest first, and how many of them make a year.

    unit: `month` or `week`. firsts: the first day of each. end: the first day of the one that runs.
    """

    unit: str
    firsts: tuple[date, ...]
    end: date
    season: int

    @property
    def days(self) -> float:
        """How long a period is, on the average."""
        return DAYS_OF_YEAR / self.season

    def coming(self, count: int) -> list[date]:
        """The first days of the periods from the one that runs on."""
        found, first = [], self.end
        for _ in range(count):
            found.append(first)
            first = _next(self.unit, first)
        return found

    def since(self, day: date) -> int:
        """The place of the period that a day is in; the number of periods for one that is not over yet."""
        first = first_day(self.unit, day)
        return sum(1 for one in self.firsts if one < first)


def axis(unit: str, day: date) -> Axis:
    """The periods of three years before the one in which the day is."""
    season = 12 if unit == "month" else 52
    end = first_day(unit, day)
    firsts = [end]
    for _ in range(_YEARS * season):
        firsts.append(first_day(unit, firsts[-1] - timedelta(days=1)))
    return Axis(unit=unit, firsts=tuple(reversed(firsts[1:])), end=end, season=season)


def first_day(unit: str, day: date) -> date:
    """The first day of the period that a day is in."""
    return day.replace(day=1) if unit == "month" else day - timedelta(days=day.weekday())


def _next(unit: str, first: date) -> date:
    if unit == "week":
        return first + timedelta(days=7)
    return first_day(unit, first + timedelta(days=31))
