"""What a clock shows, against a walk from minute to minute, and on days that are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.sla.reckoning import ALWAYS, Mark, Turn, moment_of, reckon
from saas.core.sla.working_time import Calendar, working_time

ZONE = ZoneInfo("Asia/Shanghai")
DAY = [["08:30", "12:00"], ["13:00", "17:30"]]
CALENDAR = Calendar(zone=ZONE, weekly=dict.fromkeys("12345", DAY))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NEVER = timedelta()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, whose first Monday is the second."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def marks(*turns: tuple[Turn, datetime]) -> list[Mark]:
    return [Mark(turn=turn, at=moment) for turn, moment in turns]


def test_pause_over_night_and_weekend_counts_nothing() -> None:
    log = marks((Turn.STARTED, at(6, 17)), (Turn.PAUSED, at(6, 17, 20)), (Turn.RESUMED, at(9, 9)))
    shown = reckon(log, CALENDAR, until=at(9, 9, 10), pause_limit=8 * HOUR)

    assert (shown.counted, shown.paused) == (30 * MINUTE, 40 * MINUTE)
    assert moment_of(HOUR, log, CALENDAR, pause_limit=8 * HOUR) == at(9, 9, 40)


def test_pause_beyond_its_limit_counts() -> None:
    log = marks((Turn.STARTED, at(2, 9)), (Turn.PAUSED, at(2, 9, 30)))
    shown = reckon(log, CALENDAR, until=at(2, 11), pause_limit=HOUR)

    assert (shown.counted, shown.paused) == (HOUR, HOUR)
    assert moment_of(HOUR, log, CALENDAR, pause_limit=HOUR) == at(2, 11)
    assert moment_of(HOUR, log, CALENDAR, pause_limit=NEVER) == at(2, 10)


def test_day_and_night_counts_every_hour() -> None:
    log = marks((Turn.STARTED, at(6, 17)))
    assert moment_of(24 * HOUR, log, ALWAYS, pause_limit=NEVER) == at(7, 17)


def test_what_ended_in_time_is_never_due() -> None:
    log = marks((Turn.STARTED, at(2, 9)), (Turn.ENDED, at(2, 9, 20)))
    assert moment_of(HOUR, log, CALENDAR, pause_limit=NEVER) is None
    assert reckon(log, CALENDAR, until=at(4, 9), pause_limit=NEVER).counted == 20 * MINUTE


def test_nothing_happened_shows_nothing() -> None:
    assert reckon([], CALENDAR, until=at(2, 9), pause_limit=HOUR).counted == NEVER
    assert moment_of(HOUR, [], CALENDAR, pause_limit=HOUR) is None


GAPS = st.lists(st.integers(0, 900), min_size=0, max_size=7)


@given(gaps=GAPS, wanted=st.integers(1, 900), limit=st.integers(0, 600), more=st.integers(0, 2000))
def test_reckoning_agrees_with_a_walk_from_minute_to_minute(
    gaps: list[int], wanted: int, limit: int, more: int
) -> None:
    start = at(5, 15)
    log = [Mark(turn=Turn.STARTED, at=start)]
    for number, gap in enumerate(gaps):
        turn = Turn.PAUSED if number % 2 == 0 else Turn.RESUMED
        log.append(Mark(turn=turn, at=log[-1].at + gap * MINUTE))
    until = log[-1].at + more * MINUTE

    shown = reckon(log, CALENDAR, until=until, pause_limit=limit * MINUTE)
    counted, paused, due = walked(log, until, limit, wanted)

    assert (shown.counted, shown.paused) == (counted * MINUTE, paused * MINUTE)
    found = moment_of(wanted * MINUTE, log, CALENDAR, pause_limit=limit * MINUTE)
    assert found is not None
    if due is None:
        assert found >= until.astimezone(UTC) or counted < wanted
    else:
        assert found == due


def walked(log: list[Mark], until: datetime, limit: int, wanted: int) -> tuple[int, int, datetime | None]:
    counted = paused = 0
    due: datetime | None = None
    moment, turns = log[0].at, list(log)
    state = Turn.STARTED
    while moment < until:
        while turns and turns[0].at <= moment:
            state = turns.pop(0).turn
        if working_time(CALENDAR, moment, moment + MINUTE):
            if state is Turn.PAUSED and paused < limit:
                paused += 1
            else:
                counted += 1
                if counted == wanted:
                    due = moment + MINUTE
        moment += MINUTE
    return counted, paused, due


@pytest.mark.parametrize("turn", [Turn.PAUSED, Turn.STARTED])
def test_due_moment_of_an_open_clock_is_when_it_has_counted_so_much(turn: Turn) -> None:
    log = marks((Turn.STARTED, at(5, 15)), (turn, at(5, 16)))
    due = moment_of(10 * HOUR, log, CALENDAR, pause_limit=3 * HOUR)
    assert due is not None
    assert reckon(log, CALENDAR, until=due, pause_limit=3 * HOUR).counted == 10 * HOUR
