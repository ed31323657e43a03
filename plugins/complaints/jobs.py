"""Background work: thin callers of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.complaints.operations import flag_overdue, keep_older_times
from saas.plugin_api import Job, Schedule, _l

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

    period: the instant that was due.
    """
    return {"flagged": flag_overdue(), "clocked": keep_older_times(), "period": period}
