"""When a place works, how much of a span that is, and when so much of it has passed. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Ranges = Sequence[Sequence[str]]
"""Pairs of `HH:MM` in ascending order without overlap; an end may be `24:00`."""

LONGEST_REST = 400
"""Days without work after which a calendar counts as one that never works again."""


class NeverAtWork(ValueError):
    """The calendar has no working time within `LONGEST_REST` days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When a place works.

    zone: in which its days are. weekly: ranges by ISO weekday as text, "1" a Monday; a day that is missing is off.
    exceptions: the ranges of days that differ from the week, none for a day off; make-up workdays among them.
    """

    zone: ZoneInfo
    weekly: Mapping[str, Ranges]
    exceptions: Mapping[date, Ranges] = field(default_factory=dict)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """When it works on a day, as moments in UTC, in ascending order."""
        ranges = self.exceptions.get(day, self.weekly.get(str(day.isoweekday()), ()))
        return [(self._moment(day, start), self._moment(day, end)) for start, end in ranges]

    def _moment(self, day: date, at: str) -> datetime:
        hours, minutes = at.split(":")
        # 24:00 is the next day's midnight, also where a day has 23 or 25 hours.
        days, hour = divmod(int(hours), 24)
        local = datetime.combine(day + timedelta(days=days), time(hour, int(minutes)), self.zone)
        return local.astimezone(UTC)


def working_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much of the span from `start` to `end`, both aware, is working time; nothing for a span that runs backwards."""
    worked = timedelta()
    # Less than a day can touch three dates where the clocks go forward.
    for opens, closes in _spans_from(calendar, start, (end - start).days + 3):
        worked += max(min(closes, end) - max(opens, start), timedelta())
    return worked


def after_working_time(calendar: Calendar, start: datetime, wanted: timedelta) -> datetime:
    """The first moment, in UTC, at which so much working time has passed since `start`; `start` itself for none.

    Raises NeverAtWork for a calendar that has no working time any more.
    """
    left, last = wanted, start.astimezone(UTC)
    if left <= timedelta():
        return last
    while True:
        found = False
        for opens, closes in _spans_from(calendar, last, LONGEST_REST):
            here = closes - max(opens, last)
            if here <= timedelta():
                continue
            if here >= left:
                return max(opens, last) + left
            left -= here
            last, found = closes, True
        if not found:
            msg = f"the calendar has no working time in the {LONGEST_REST} days after {last.isoformat()}"
            raise NeverAtWork(msg)


def _spans_from(calendar: Calendar, start: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """The spans of so many days from that of `start` on; none of an earlier day runs into it."""
    first = start.astimezone(calendar.zone).date()
    for number in range(days):
        yield from calendar.spans(first + timedelta(days=number))
