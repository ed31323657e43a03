"""Runs of the rules: the nightly one, the one on demand, and what they made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from saas.core.followups.assignment import assign_pending
from saas.core.followups.generation import create_due_tasks
from saas.core.followups.models import FollowupRun, FollowupTask
from saas.core.organisation.queries import zone_of
from saas.platform.clock import today
from saas.platform.database import refresh_statistics, session
from saas.platform.tenancy import current_tenant


def run_rules(cause: str) -> FollowupRun:
    """Make the tasks that are due today in the group's zone, and give them to those who call."""
    run = create_due_tasks(today(zone_of(None)), cause=cause)
    refresh_statistics(FollowupTask, rows=run.counts["created"])
    run.counts = {**run.counts, "assigned": assign_pending()}
    return run


def last_runs(limit: int = 5) -> Sequence[FollowupRun]:
    """The latest runs, the newest first."""
    statement = select(FollowupRun).where(FollowupRun.tenant_id == current_tenant())
    return (
        session()
        .scalars(statement.order_by(FollowupRun.started_at.desc(), FollowupRun.id.desc()).limit(limit))
        .all()
    )
