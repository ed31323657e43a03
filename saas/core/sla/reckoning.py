"""How much time a clock has counted, and when it will have counted so much: from its log alone. No database.

Time is the sum of the working time of the spans in which a clock counts; no start is ever shifted. A pause stops it for
as much working time as all its pauses may take together; what a pause takes beyond that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from saas.core.sla.working_time import Calendar, after_working_time, working_time

NOTHING = timedelta()
ALWAYS = Calendar(zone=ZoneInfo("UTC"), weekly={str(day): [["00:00", "24:00"]] for day in range(1, 8)})
"""The calendar of what counts day and night."""


class Turn(StrEnum):
    """What a clock's log says that changes what it counts."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One turn of a clock, at an aware moment."""

    turn: Turn
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a clock's life, paused or not; without an end it goes on."""

    start: datetime
    end: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a clock shows. counted: against what is owed. paused: what its pauses held back."""

    counted: timedelta
    paused: timedelta


def spans_of(marks: Sequence[Mark]) -> list[Span]:
    """The stretches between the marks, in the order in which they happened; nothing after the end."""
    found = []
    for number, mark in enumerate(marks):
        if mark.turn is Turn.ENDED:
            break
        end = marks[number + 1].at if number + 1 < len(marks) else None
        found.append(Span(start=mark.at, end=end, paused=mark.turn is Turn.PAUSED))
    return found


def reckon(
    marks: Sequence[Mark], calendar: Calendar, *, until: datetime, pause_limit: timedelta
) -> Reckoning:
    """What the clock shows at a moment (aware); marks after it are not looked at."""
    counted = paused = NOTHING
    for span in spans_of([mark for mark in marks if mark.at <= until]):
        worked = working_time(calendar, span.start, span.end or until)
        held = min(worked, pause_limit - paused) if span.paused else NOTHING
        counted, paused = counted + worked - held, paused + held
    return Reckoning(counted=counted, paused=paused)


def moment_of(
    wanted: timedelta, marks: Sequence[Mark], calendar: Calendar, *, pause_limit: timedelta
) -> datetime | None:
    """When the clock has counted so much if nothing more happens to it, in UTC; none where it ended before.

    A paused clock goes on by itself once its pauses are used up. Raises NeverAtWork for a calendar without working time.
    """
    counted = paused = NOTHING
    for span in spans_of(marks):
        start = span.start.astimezone(UTC)
        if span.paused:
            # What is left of the pauses is held back first.
            worked = None if span.end is None else working_time(calendar, span.start, span.end)
            left = pause_limit - paused
            held = left if worked is None else min(worked, left)
            start, paused = after_working_time(calendar, start, held), paused + held
        there = None if span.end is None else working_time(calendar, start, span.end)
        if there is None or counted + there >= wanted:
            return after_working_time(calendar, start, wanted - counted)
        counted += there
    return None
