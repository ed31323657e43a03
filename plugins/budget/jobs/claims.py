"""Background work of expense claims; the functions are resolved when they first run, since they need the numerical packages."""

from __future__ import annotations

from plugins.budget.operations.claim_submitting import LOOK_OVER
from saas.plugin_api import Job, Schedule, _l

EXPIRE = "budget.expire_requests"

CLAIM_JOBS = (
    Job(
        key=LOOK_OVER,
        title=_l("Compare an expense claim with others"),
        target="plugins.budget.operations.claim_comparing:look_over",
    ),
    Job(
        key=EXPIRE,
        title=_l("Close requests to exceed the budget whose time is over"),
        target="plugins.budget.jobs.expiring:expire",
    ),
)
CLAIM_SCHEDULES = (Schedule(key="budget.expire_requests", job=EXPIRE, cron="50 2 * * *"),)
