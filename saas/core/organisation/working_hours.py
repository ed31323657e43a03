"""Working hours as plain values: a week by ISO weekday, ranges as pairs of `HH:MM`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Range = tuple[str, str]
Week = dict[str, list[list[str]]]

WEEKDAYS = tuple(str(number) for number in range(1, 8))
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_RANGE = re.compile(r"\s*([0-9:]+)\s*[-–—~至]\s*([0-9:]+)\s*")

DEFAULT_WEEK: Week = {day: [["08:30", "12:00"], ["13:00", "17:30"]] for day in WEEKDAYS[:5]}


class WrongRanges(ValueError):
    """Text that is no list of ranges in ascending order without overlap."""


def read_ranges(text: str) -> list[list[str]]:
    """`08:30-12:00, 13:00-17:30` as pairs, in ascending order; an empty text is no range.

    Raises WrongRanges for anything else, and for ranges that overlap or run backwards.
    """
    ranges = [_read_range(part) for part in re.split(r"[,;，；、]", text) if part.strip()]
    ends = "00:00"
    for start, end in ranges:
        if start < ends or end <= start:
            raise WrongRanges(text)
        ends = end
    return [list(pair) for pair in ranges]


def write_ranges(ranges: Sequence[Sequence[str]]) -> str:
    """Pairs as text that `read_ranges` takes."""
    return ", ".join(f"{start}-{end}" for start, end in ranges)


def minutes(ranges: Sequence[Sequence[str]]) -> int:
    """Length of all ranges together, in minutes."""
    return sum(_minute(end) - _minute(start) for start, end in ranges)


def week_minutes(week: Mapping[str, Sequence[Sequence[str]]]) -> int:
    """Working time of an ordinary week, in minutes."""
    return sum(minutes(ranges) for ranges in week.values())


def _read_range(text: str) -> Range:
    found = _RANGE.fullmatch(text.replace("：", ":"))
    if found is None:
        raise WrongRanges(text)
    start, end = (part if len(part) == 5 else f"0{part}" for part in found.groups())
    if not (_TIME.fullmatch(start) and _TIME.fullmatch(end)):
        raise WrongRanges(text)
    return start, end


def _minute(time: str) -> int:
    hours, _colon, rest = time.partition(":")
    return int(hours) * 60 + int(rest)
