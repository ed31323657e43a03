"""Background work on volumes: counting the workshop's visits."""

from __future__ import annotations

from plugins.budget.operations.volumes import COUNT
from saas.plugin_api import Job, Schedule, _l

VOLUME_JOBS = (
    Job(
        key=COUNT,
        title=_l("Count workshop visits by month"),
        target="plugins.budget.jobs.counting:count",
    ),
)
VOLUME_SCHEDULES = (Schedule(key="budget.count_visits", job=COUNT, cron="20 3 * * *"),)
