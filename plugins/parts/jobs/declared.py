"""The jobs of the planning and when they run; what they do is imported by workers only."""

from __future__ import annotations

from saas.plugin_api import Job, Queue, Schedule, _l

PLAN = "parts.plan"

PLANNING_JOBS = [
    Job(
        key=PLAN,
        title=_l("Plan parts in stores, raise alerts and propose what mends them"),
        target="plugins.parts.jobs.planning:plan",
        queue=Queue.LONG,
        timeout=3600,
        retries=2,
    )
]
PLANNING_SCHEDULES = [Schedule(key="parts.planning_nightly", job=PLAN, cron="20 1 * * *")]
