"""Letting go what was held too long: a thin caller of an operation, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.parts.operations.reserving import expire_due
from saas.plugin_api import Job, Schedule, _l, checkpoint, position

EXPIRE = "parts.expire_reservations"

RESERVATION_JOBS = [
    Job(
        key=EXPIRE,
        title=_l("Let go of reservations that have run out"),
        target="plugins.parts.jobs.reservations:expire",
    )
]
RESERVATION_SCHEDULES = [Schedule(key="parts.reservations", job=EXPIRE, cron="10 * * * *")]


def expire(*, period: str = "") -> Mapping[str, int | str]:
    """Let go every reservation whose time has passed, some in each transaction. period: the instant that was due."""
    # What an earlier, killed run let go is not due any more: there is no position, only a count.
    ended = int(position().get("expired", 0))
    while found := expire_due():
        ended += found
        checkpoint({"expired": ended}, done=ended)
    return {"expired": ended, "period": period}
