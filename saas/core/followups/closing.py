"""Ending a task, whoever ends it and why."""

from __future__ import annotations

from saas.core.followups.events import FollowupClosed
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.events import publish
from saas.platform.tenancy import current_actor


def close_task(task: FollowupTask, status: TaskStatus) -> None:
    """Let a task end with a status, and tell others; the audit entry is of the operation that ends it."""
    task.status, task.is_open = status, False
    task.closed_at, task.closed_by = now(), current_actor().member_id
    session().flush()
    publish(FollowupClosed(task_id=task.id, customer_id=task.customer_id, status=status))
