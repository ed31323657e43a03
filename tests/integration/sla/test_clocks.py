"""Clocks in the database: their log, what is told of them and when, pauses, rounds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from saas.core.organisation.models import ExceptionKind
from saas.core.organisation.operations import set_exception
from saas.core.organisation.queries import default_calendar
from saas.core.sla.models import ClockState, SlaClock, SlaEvent, SlaEventKind
from saas.core.sla.operations import (
    ClockTarget,
    look_at_clocks,
    meet_clock,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
)
from saas.core.sla.queries import ClockReading, clock_readings
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.events.models import OutboxEvent
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store

HOUR = timedelta(hours=1)
ANSWER = ClockTarget(code="answer", wanted=2 * HOUR, pause_limit=3 * HOUR)
pytestmark = pytest.mark.req("Q-11")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, whose 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def there(app: Flask) -> tuple[Group, int]:
    """A group with a store that works by the standard calendar."""
    made = group()
    return made, store(made)


def started(there: tuple[Group, int], thing: int, moment: datetime) -> None:
    with moved(moment), inside(there[0].id):
        start_clock("thing", thing, ANSWER, store_id=there[1], since=moment)


def reading(there: tuple[Group, int], thing: int) -> ClockReading:
    with inside(there[0].id):
        return clock_readings("thing", [thing])[thing][0]


def minutes(seconds: float) -> int:
    """Whole minutes; the clock of a test runs on while it works."""
    return round(seconds / 60)


def told(there: tuple[Group, int], thing: int) -> list[int]:
    with inside(there[0].id):
        mine = (OutboxEvent.name == "sla.reached", OutboxEvent.payload["object_id"].as_integer() == thing)
        found = session().scalars(select(OutboxEvent.payload).where(*mine).order_by(OutboxEvent.id))
        return [payload["percent"] for payload in found]


def look(there: tuple[Group, int], moment: datetime, *, anew: bool = False) -> None:
    with moved(moment), inside(there[0].id):
        look_at_clocks(anew=anew)


def test_shares_are_told_once_each_when_they_pass(there: tuple[Group, int]) -> None:
    started(there, 1, at(16, 9))
    for moment, expected in (
        (at(16, 9, 50), []),
        (at(16, 10, 1), [50]),
        (at(16, 10, 2), [50]),
        (at(16, 11, 30), [50, 80, 100]),
        (at(17, 9), [50, 80, 100]),
    ):
        look(there, moment)
        assert told(there, 1) == expected
    with inside(there[0].id):
        clock = session().scalars(select(SlaClock).where(SlaClock.object_id == 1)).one()
        assert (clock.breached_at, clock.reached, clock.next_at) == (at(16, 11), 100, None)


def test_pause_moves_what_is_due_and_is_shown(there: tuple[Group, int]) -> None:
    started(there, 2, at(16, 9))
    with moved(at(16, 9, 30)), inside(there[0].id):
        assert pause_clock("thing", 2, "answer", reason="part")
        assert not pause_clock("thing", 2, "answer", reason="part")
    with moved(at(16, 11)):
        shown = reading(there, 2)
        assert (shown.state, minutes(shown.counted.seconds), minutes(shown.paused.seconds)) == (
            ClockState.PAUSED,
            30,
            90,
        )
    with moved(at(16, 11)), inside(there[0].id):
        assert resume_clock("thing", 2, "answer")
    with moved(at(16, 11, 10)):
        shown = reading(there, 2)
        assert [(one.reason, one.end is not None) for one in shown.pauses] == [("part", True)]
        assert minutes(shown.counted.seconds) == 40
        assert not shown.breached
    look(there, at(16, 11, 15))
    assert told(there, 2) == []


def test_clock_that_is_met_says_how_long_it_took_and_tells_no_more(there: tuple[Group, int]) -> None:
    started(there, 3, at(16, 17))
    with moved(at(17, 9, 10)), inside(there[0].id):
        assert meet_clock("thing", 3, "answer")
        assert not meet_clock("thing", 3, "answer")
    look(there, at(18, 9))

    with inside(there[0].id):
        clock = session().scalars(select(SlaClock).where(SlaClock.object_id == 3)).one()
        assert (clock.state, minutes(clock.counted_seconds or 0), clock.breached_at) == (
            ClockState.MET,
            70,
            None,
        )
        kinds = select(SlaEvent.kind).where(SlaEvent.clock_id == clock.id).order_by(SlaEvent.happened_at)
        assert list(session().scalars(kinds)) == [
            SlaEventKind.STARTED,
            SlaEventKind.REACHED,
            SlaEventKind.MET,
        ]


def test_what_was_met_too_late_was_broken_when_the_time_was_over(there: tuple[Group, int]) -> None:
    started(there, 4, at(16, 9))
    with moved(at(16, 15)), inside(there[0].id):
        meet_clock("thing", 4, "answer")
        clock = session().scalars(select(SlaClock).where(SlaClock.object_id == 4)).one()
        assert (clock.breached_at, clock.due_at) == (at(16, 11), at(16, 11))
    assert reading(there, 4).breached


def test_owed_again_is_a_new_round_and_the_old_one_stays(there: tuple[Group, int]) -> None:
    started(there, 5, at(16, 9))
    started(there, 5, at(16, 9, 30))
    with moved(at(16, 10)), inside(there[0].id):
        assert stop_clock("thing", 5, "answer", reason="withdrawn")
    started(there, 5, at(17, 9))
    with moved(at(17, 9, 30)):
        shown = reading(there, 5)
        assert (shown.round, minutes(shown.counted.seconds)) == (2, 30)
    with inside(there[0].id):
        states = session().scalars(
            select(SlaClock.state).where(SlaClock.object_id == 5).order_by(SlaClock.round)
        )
        assert list(states) == [ClockState.STOPPED, ClockState.RUNNING]


def test_log_cannot_be_changed_by_the_application(there: tuple[Group, int]) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), inside(there[0].id):
        session().execute(text("UPDATE sla_event SET happened_at = now()"))


def test_holiday_that_is_entered_later_moves_what_is_due(app: Flask) -> None:
    made = group()
    here = (made, store(made))
    started(here, 6, at(16, 17))
    with inside(made.id):
        set_exception(default_calendar().id, at(17, 0).date(), kind=ExceptionKind.OFF)
    look(here, at(16, 17, 1), anew=True)
    look(here, at(17, 17))
    with moved(at(17, 17)):
        shown = reading(here, 6)
        assert (minutes(shown.counted.seconds), shown.due_at) == (30, at(18, 10))
        assert told(here, 6) == []


def test_two_lookers_tell_of_a_share_once(there: tuple[Group, int]) -> None:
    started(there, 7, at(16, 9))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _n: look(there, at(16, 10, 5)), range(2)))
    assert told(there, 7) == [50]
