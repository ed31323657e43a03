"""Taking the next task: one's own first, else from the pool of one's stores; each task goes to one person."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from saas.core.accounts.models import Member
from saas.core.followups.assignment import TAKE
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.permissions import scope_filter
from saas.platform.tenancy import current_tenant


def take_next_task(member: Member, day: date) -> FollowupTask | None:
    """The task that `member` works on next, now theirs; none when nothing is due.

    day: today in the group's zone. A call that was begun comes first, then what is assigned, by its last day and
    priority, then the pool of the member's stores, without tasks whose adviser the member is or that bar
    them. Locked rows are passed
    over, so that many take at once and nobody waits; the row stays locked until the end of the transaction.
    """
    own = (FollowupTask.assignee_id == member.id,)
    begun = _first(day, *own, FollowupTask.status == TaskStatus.IN_PROGRESS)
    task = begun or _first(day, *own, FollowupTask.status == TaskStatus.ASSIGNED)
    if task is None:
        task = _first(day, *_pool(member))
        if task is not None:
            task.assignee_id = member.id
            task.status = TaskStatus.ASSIGNED
            session().flush()
    return task


def _pool(member: Member) -> tuple[Any, ...]:
    within = scope_filter(TAKE, store_column=FollowupTask.store_id)
    not_adviser = or_(FollowupTask.adviser_id.is_(None), FollowupTask.adviser_id != member.employee_id)
    not_barred = or_(FollowupTask.not_by_id.is_(None), FollowupTask.not_by_id != member.id)
    pending = (FollowupTask.status == TaskStatus.PENDING, not_barred)
    return (*pending, within) if member.employee_id is None else (*pending, within, not_adviser)


def _first(day: date, *criteria: Any) -> FollowupTask | None:
    return session().scalars(due_now(day).where(*criteria).with_for_update(skip_locked=True)).first()


def due_now(day: date) -> Select[FollowupTask]:
    """Open tasks that may be worked at this moment, the most urgent first; one row."""
    moment = now()
    return (
        select(FollowupTask)
        .where(
            FollowupTask.tenant_id == current_tenant(),
            FollowupTask.is_open,
            FollowupTask.due_from <= day,
            or_(FollowupTask.not_before.is_(None), FollowupTask.not_before <= moment),
        )
        .order_by(FollowupTask.due_to, FollowupTask.priority, FollowupTask.id)
        .limit(1)
    )
