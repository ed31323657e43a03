# file: job
"""What is done at night: thin callers of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from saas.plugin_api import Job, Schedule, _l

from aftercare_plugname.operations import close_forgotten

CLOSE = "plugname.close_forgotten"

JOBS = [
    Job(
        key=CLOSE,
        title=_l("Tick off notes that were forgotten"),
        target="aftercare_plugname.jobs:close",
    )
]
SCHEDULES = [Schedule(key="plugname.nightly", job=CLOSE, cron="10 3 * * *")]


def close(*, period: str = "") -> Mapping[str, int | str]:
    """Tick off the notes that were forgotten. period: the instant that was due."""
    return {"closed": close_forgotten(), "period": period}
