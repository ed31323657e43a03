"""Background work: thin callers of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.core.followups.runs import run_rules
from saas.platform.i18n import _l
from saas.platform.jobs import Job, Queue, Schedule

GENERATE = "followups.generate"

JOBS = (
    Job(
        key=GENERATE,
        title=_l("Make and assign the due follow-ups"),
        target="saas.core.followups.jobs:generate",
        queue=Queue.LONG,
        timeout=1800,
    ),
)
# After the day's last imports, before the first call; a missed night is made up for once.
SCHEDULES = (Schedule(key="followups.nightly", job=GENERATE, cron="30 5 * * *"),)


def generate(*, cause: str = "nightly", period: str = "") -> Mapping[str, Any]:
    """Make and assign the due tasks; running it again makes nothing twice. period: the instant that was due."""
    return {**run_rules(cause).counts, "period": period}
