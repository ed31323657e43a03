"""The manager's figures: coverage, overdue, deferred, and each specialist's day; a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select

from saas.core.accounts.models import Member
from saas.core.followups.models import AttemptResult, ContactAttempt, FollowupTask, TaskStatus
from saas.core.followups.queries import left_behind
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.permissions import scope_filter
from saas.platform.tenancy import current_tenant

READ = "followups.board:read"
# A task that a rule of law or the customer's wish put off, or that nobody could do, is not the team's failure.
_NOT_DUE = (TaskStatus.CANCELLED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Tasks due in a period. Coverage = completed / due, 002 and 000§9.3.1(1); those the policy put off are apart."""

    due: int
    completed: int
    unreachable: int
    refused: int
    expired: int
    open: int
    overdue: int
    deferred: int

    @property
    def rate(self) -> float | None:
        """Share of the due tasks that were completed, 0 to 1; none when nothing was due."""
        return self.completed / self.due if self.due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistRow:
    """One specialist's tasks and calls of a period."""

    member_id: int
    name: str
    open: int
    overdue: int
    completed: int
    attempts: int
    connected: int


def coverage(first: date, last: date, *, today: date, store_id: int | None = None) -> Coverage:
    """Figures of the tasks whose first due day lies in `first` … `last`, as far as the manager may see."""
    waiting = and_(FollowupTask.is_open, FollowupTask.not_before > now())
    row = session().execute(
        select(
            _count(~FollowupTask.status.in_(_NOT_DUE) & ~func.coalesce(waiting, False)).label("due"),
            _count(FollowupTask.status == TaskStatus.COMPLETED).label("completed"),
            _count(FollowupTask.status.in_([TaskStatus.UNREACHABLE, TaskStatus.INVALID_CONTACT])).label(
                "unreachable"
            ),
            _count(FollowupTask.status == TaskStatus.REFUSED).label("refused"),
            _count(FollowupTask.status == TaskStatus.EXPIRED).label("expired"),
            _count(FollowupTask.is_open.is_(True)).label("open"),
            _count(FollowupTask.is_open & (FollowupTask.due_to < today)).label("overdue"),
            _count(func.coalesce(waiting, False)).label("deferred"),
        ).where(*_within(store_id), FollowupTask.due_from.between(first, last))
    )
    return Coverage(**row.one()._asdict())


def specialists(first: date, last: date, *, today: date, store_id: int | None = None) -> list[SpecialistRow]:
    """Each specialist who has tasks or made calls in the period, by name."""
    due = (*_within(store_id), FollowupTask.due_from.between(first, last))
    tasks, calls = _tasks_by_member(due, today), _calls_by_member(due)
    rows = session().execute(
        select(
            Member.id.label("member_id"),
            Member.display_name.label("name"),
            *(func.coalesce(tasks.c[name], 0).label(name) for name in ("open", "overdue", "completed")),
            *(func.coalesce(calls.c[name], 0).label(name) for name in ("attempts", "connected")),
        )
        .outerjoin(tasks, tasks.c.member_id == Member.id)
        .outerjoin(calls, calls.c.member_id == Member.id)
        .where(
            Member.tenant_id == current_tenant(),
            (tasks.c.member_id.is_not(None)) | (calls.c.member_id.is_not(None)),
        )
        .order_by(Member.display_name, Member.id)
    )
    return [SpecialistRow(**row._asdict()) for row in rows]


def _tasks_by_member(due: tuple[Any, ...], today: date) -> Subquery:
    return (
        select(
            FollowupTask.assignee_id.label("member_id"),
            _count(FollowupTask.is_open.is_(True)).label("open"),
            _count(FollowupTask.is_open & (FollowupTask.due_to < today)).label("overdue"),
            _count(FollowupTask.status == TaskStatus.COMPLETED).label("completed"),
        )
        .where(*due)
        .group_by(FollowupTask.assignee_id)
        .subquery()
    )


def _calls_by_member(due: tuple[Any, ...]) -> Subquery:
    task = and_(FollowupTask.tenant_id == ContactAttempt.tenant_id, FollowupTask.id == ContactAttempt.task_id)
    return (
        select(
            ContactAttempt.operator_id.label("member_id"),
            func.count().label("attempts"),
            _count(ContactAttempt.result == AttemptResult.CONNECTED).label("connected"),
        )
        .join(FollowupTask, task)
        .where(*due, ContactAttempt.result.is_not(None))
        .group_by(ContactAttempt.operator_id)
        .subquery()
    )


def left_behind_count(store_id: int | None = None) -> int:
    """How many open tasks within reach are of people who were disabled or removed, whenever they are due."""
    left = (*_within(store_id), FollowupTask.is_open, left_behind())
    return session().scalar(select(func.count()).select_from(FollowupTask).where(*left)) or 0


def _count(criterion: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((criterion, 1)))


def _within(store_id: int | None) -> tuple[Any, ...]:
    reach = scope_filter(READ, store_column=FollowupTask.store_id, owner_column=FollowupTask.assignee_id)
    own = (FollowupTask.tenant_id == current_tenant(), reach)
    return own if store_id is None else (*own, FollowupTask.store_id == store_id)
