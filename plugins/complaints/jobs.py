"""Background work: thin callers of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.complaints.operations import flag_overdue, keep_older_times
from plugins.complaints.operations.spending import options_owing, tell_what_was_missed
from saas.plugin_api import Job, Schedule, _l, checkpoint, position

FLAG = "complaints.flag_overdue"

JOBS = [
    Job(
        key=FLAG,
        title=_l("Flag complaints that nobody accepted in time"),
        target="plugins.complaints.jobs:flag",
    )
]
SCHEDULES = [Schedule(key="complaints.nightly", job=FLAG, cron="30 2 * * *")]


def flag(*, period: str = "") -> Mapping[str, int | str]:
    """Flag the complaints that nobody acknowledged in time, and give clocks to those from before there were any.

    The budget is told what it missed of solutions while it was off. period: the instant that was due.
    """
    told = int(position().get("told", 0))
    for option_id in options_owing():
        tell_what_was_missed(option_id)
        told += 1
        # Each for itself: two of them may be held against two lines, which nobody may lock in an order of their own.
        checkpoint({"told": told}, done=told)
    return {"flagged": flag_overdue(), "clocked": keep_older_times(), "told": told, "period": period}
