"""When a schedule is due: pure reckoning on cron expressions and instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from croniter import croniter

from saas.platform.jobs.declarations import CatchUp

MOST = 100
"""Times that are made up for at once, the latest ones."""
FRESH = timedelta(minutes=5)
"""How late a time may be met and still not count as missed."""


def is_cron(expression: str) -> bool:
    """Whether an expression has five fields that can be read."""
    return len(expression.split()) == 5 and bool(croniter.is_valid(expression))


def due_periods(
    cron: str, timezone: str, *, after: datetime, now: datetime, catch_up: CatchUp
) -> list[datetime]:
    """The times of a schedule that are to be met now, in UTC, the earliest first.

    cron: read in `timezone` (IANA name). after: the last time that was met, or since when the schedule counts.
    """
    passed = _passed(cron, timezone, after=after, now=now)
    if catch_up is CatchUp.ALL:
        return passed
    if catch_up is CatchUp.LATEST:
        return passed[-1:]
    return [time for time in passed[-1:] if now - time <= FRESH]


def _passed(cron: str, timezone: str, *, after: datetime, now: datetime) -> list[datetime]:
    # Backwards from now, so that a schedule that stood for years costs no more than a hundred steps.
    times = croniter(cron, now.astimezone(ZoneInfo(timezone)) + timedelta(microseconds=1))
    found = (times.get_prev(datetime).astimezone(UTC) for _ in range(MOST))
    return sorted(takewhile(lambda time: time > after, found))
