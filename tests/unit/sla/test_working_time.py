"""Working time against a walk from minute to minute, and on days that are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.core.sla.working_time import Calendar, NeverAtWork, after_working_time, working_time

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
DAY = [["08:30", "12:00"], ["13:00", "17:30"]]
WEEK = dict.fromkeys("12345", DAY)
# The National Day of 2026, with a make-up workday on Saturday, the tenth.
CALENDAR = Calendar(
    zone=SHANGHAI,
    weekly=WEEK,
    exceptions={**{date(2026, 10, day): () for day in range(1, 8)}, date(2026, 10, 10): DAY},
)
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0, *, month: int = 10, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        (at(12, 9), 30, at(12, 9, 30)),
        (at(12, 11, 45), 30, at(12, 13, 15)),  # over lunch
        (at(12, 11, 30), 30, at(12, 12)),  # to the very end of the morning
        (at(12, 17, 20), 30, at(13, 8, 50)),  # over night
        (at(12, 6), 30, at(12, 9)),  # before the day begins
        (at(16, 17, 20), 30, at(19, 8, 50)),  # over a weekend
        (at(30, 17, 20, month=9), 30, at(8, 8, 50)),  # over the holidays
        (at(9, 17, 20), 30, at(10, 8, 50)),  # into a Saturday that is worked
        (at(11, 10), 8 * 60, at(12, 17, 30)),  # a whole day, from a Sunday on
        (at(12, 9), 0, at(12, 9)),
    ],
)
def test_deadline_counts_working_time_only(start: datetime, minutes: int, due: datetime) -> None:
    assert after_working_time(CALENDAR, start, minutes * MINUTE) == due


def test_day_that_is_worked_through_has_as_many_hours_as_the_clocks_show() -> None:
    always = Calendar(zone=BERLIN, weekly={str(day): [["00:00", "24:00"]] for day in range(1, 8)})
    # The clocks go back on 25 October.
    start, end = at(25, 0, zone=BERLIN), at(26, 0, zone=BERLIN)
    assert working_time(always, start, end) == timedelta(hours=25)
    assert after_working_time(always, start, timedelta(hours=25)) == end


def walked(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Minutes that lie in a range of their day, one after the other."""
    count, moment = 0, start
    while moment < end:
        local = moment.astimezone(calendar.zone)
        ranges = calendar.exceptions.get(local.date(), calendar.weekly.get(str(local.isoweekday()), ()))
        count += any(begins <= f"{local:%H:%M}" < ends for begins, ends in ranges)
        moment += MINUTE
    return count


QUARTERS = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)] + ["24:00"]
RANGES = st.lists(st.sampled_from(QUARTERS), max_size=4, unique=True).map(
    lambda found: [list(pair) for pair in zip(sorted(found)[::2], sorted(found)[1::2], strict=False)]
)
CALENDARS = st.builds(
    Calendar,
    zone=st.sampled_from([SHANGHAI, BERLIN]),
    weekly=st.dictionaries(st.sampled_from("1234567"), RANGES),
    exceptions=st.dictionaries(st.dates(date(2026, 10, 20), date(2026, 10, 30)), RANGES, max_size=3),
)
STARTS = st.integers(0, 4 * 1440).map(lambda minute: datetime(2026, 10, 23, tzinfo=UTC) + minute * MINUTE)


@settings(max_examples=1000)
@given(CALENDARS, STARTS, st.integers(-60, 3 * 1440))
def test_working_time_is_what_a_walk_counts(calendar: Calendar, start: datetime, minutes: int) -> None:
    end = start + minutes * MINUTE
    assert working_time(calendar, start, end) == walked(calendar, start, end) * MINUTE


@settings(max_examples=1000)
@given(CALENDARS, STARTS, st.integers(1, 2000))
def test_deadline_is_the_first_moment_at_which_the_time_has_passed(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    try:
        due = after_working_time(calendar, start, minutes * MINUTE)
    except NeverAtWork:
        assert working_time(calendar, start, start + timedelta(days=390)) < minutes * MINUTE
        return
    assert working_time(calendar, start, due) == minutes * MINUTE
    assert working_time(calendar, start, due - MINUTE) < minutes * MINUTE
    assert due.tzinfo is UTC


def test_calendar_without_work_has_no_deadline() -> None:
    with pytest.raises(NeverAtWork, match="no working time in the 400 days after 2026-10-12T01:00:00"):
        after_working_time(Calendar(zone=SHANGHAI, weekly={}), at(12, 9), MINUTE)
