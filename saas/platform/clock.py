"""The one source of the current time, so that a demo or a test can live under a moved clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta())


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC) + _offset.get()


@contextmanager
def moved(to: datetime) -> Iterator[None]:
    """Let the clock of this context stand at `to` (aware) and run on from there.

    Raises ValueError for a naive `to`.
    """
    if to.tzinfo is None:
        msg = "the clock needs an aware datetime"
        raise ValueError(msg)
    token = _offset.set(to - datetime.now(UTC))
    try:
        yield
    finally:
        _offset.reset(token)


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day of an aware instant, as people in `timezone` (an IANA name) see it."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def today(timezone: str) -> date:
    """The current calendar day in `timezone` (an IANA name)."""
    return local_day(now(), timezone)
