"""What a try's result does to its task: pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from saas.core.followups.models import AttemptResult, TaskStatus

UNREACHED = frozenset({AttemptResult.NO_ANSWER, AttemptResult.BUSY, AttemptResult.OFF})
_BUSY_AGAIN = timedelta(minutes=30)
_TRIES_A_DAY = 3
# The next day's try is at another time of day: who did not answer at ten may do so in the late afternoon.
_HOURS = (10, 16, 18, 11, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """An earlier try of the task, on its day in the store's zone."""

    day: date
    result: AttemptResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The task's new status, and for one that stays open the instant before which it is not offered again."""

    status: TaskStatus
    not_before: datetime | None = None


def outcome_of(
    result: AttemptResult,
    *,
    at: datetime,
    zone: str,
    tries: Sequence[Try],
    max_days: int,
    retry_days: int,
    callback_at: datetime | None = None,
    other_number: bool = False,
) -> Outcome:
    """What a result does.

    at: instant of the try, aware. zone: IANA name of the store's zone. tries: all earlier ones of the task.
    max_days: after so many days with no one reached the task ends as unreachable. retry_days: days to the next try.
    callback_at: when the customer asked to be called, for `callback`. other_number: another number is left to try.
    Raises ValueError for a callback without its time.
    """
    if result is AttemptResult.CONNECTED:
        return Outcome(status=TaskStatus.COMPLETED)
    if result is AttemptResult.REFUSED:
        return Outcome(status=TaskStatus.REFUSED)
    if result is AttemptResult.CALLBACK:
        if callback_at is None:
            raise ValueError("a callback needs its time")
        return Outcome(status=TaskStatus.ASSIGNED, not_before=callback_at)
    if result is AttemptResult.WRONG_NUMBER:
        return Outcome(status=TaskStatus.ASSIGNED if other_number else TaskStatus.INVALID_CONTACT)
    days = [earlier.day for earlier in tries if earlier.result in UNREACHED]
    return _missed(result, at=at, zone=ZoneInfo(zone), days=days, max_days=max_days, retry_days=retry_days)


def _missed(
    result: AttemptResult, *, at: datetime, zone: ZoneInfo, days: list[date], max_days: int, retry_days: int
) -> Outcome:
    today = at.astimezone(zone).date()
    missed = [*days, today]
    if len(set(missed)) >= max_days:
        return Outcome(status=TaskStatus.UNREACHABLE)
    if result is AttemptResult.BUSY and missed.count(today) < _TRIES_A_DAY:
        return Outcome(status=TaskStatus.ASSIGNED, not_before=at + _BUSY_AGAIN)
    hour = _HOURS[len(set(missed)) % len(_HOURS)]
    day = today + timedelta(days=retry_days)
    again = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    return Outcome(status=TaskStatus.ASSIGNED, not_before=again.astimezone(at.tzinfo))
