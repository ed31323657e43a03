"""Background work: nightly retention, and duties that failed before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from saas.core.privacy.leaving import destroy_due
from saas.core.privacy.runner import apply_group_retention, try_again
from saas.core.privacy.runner.parts import RETRY
from saas.platform.i18n import _l
from saas.platform.jobs import Job, Per, Queue, Schedule, checkpoint

RETENTION = "privacy.retention"
DESTROY = "privacy.destroy_groups"

JOBS = (
    Job(
        key=RETENTION,
        title=_l("Let go of what is kept long enough"),
        target="saas.core.privacy.jobs:retention",
        queue=Queue.LONG,
        timeout=3600,
    ),
    Job(
        key=RETRY,
        title=_l("Do what modules still owe a customer"),
        target="saas.core.privacy.jobs:retry",
        queue=Queue.LONG,
        timeout=1800,
    ),
    Job(
        key=DESTROY,
        title=_l("Destroy what groups had that have left"),
        target="saas.core.privacy.jobs:destroy_groups",
        queue=Queue.LONG,
        timeout=3600,
    ),
)
SCHEDULES = (
    Schedule(key="privacy.retention", job=RETENTION, cron="10 4 * * *"),
    Schedule(key="privacy.destroy_groups", job=DESTROY, cron="50 20 * * *", per=Per.PLATFORM),
)


def retention(period: str) -> Mapping[str, Any]:
    """Let go of what is due; safe to run twice, since nothing is left the second time."""
    run = apply_group_retention(datetime.fromisoformat(period), _commit)
    return {"duty_run_id": run.id if run else None}


def destroy_groups(period: str) -> Mapping[str, Any]:  # noqa: ARG001  # a schedule tells the time that was due
    """Destroy what has waited long enough; safe to run twice."""
    return destroy_due()


def retry(duty_run_id: int) -> Mapping[str, Any]:
    """Ask those again who failed; those who fail again are asked later by a job of its own."""
    return {"state": try_again(duty_run_id, _commit).value}


def _commit() -> None:
    checkpoint({})
