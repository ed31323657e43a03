"""Giving tasks to somebody else, also those in a call that will not be ended any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select, update

from saas.core.accounts.models import Member, MemberStatus
from saas.core.followups.assignment import assign_pending
from saas.core.followups.management import ASSIGN
from saas.core.followups.models import ContactAttempt, FollowupTask, TaskStatus
from saas.core.followups.queries import left_behind
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import scope_filter
from saas.platform.tenancy import current_tenant

# Who is still on the telephone is not interrupted; a call that began longer ago was left without its result.
CALL_AT_MOST = timedelta(hours=2)


def reassign(task_ids: Sequence[int], member_id: int) -> int:
    """Give open tasks to a member; returns how many changed hands.

    Tasks that are closed, or in a call, or out of the manager's reach, stay as they are. A call of somebody who is no
    longer here, or that began more than two hours ago, keeps nobody: it ends without a result, which its operator may
    still write. A task is never given to the adviser who received its customer,
    nor to whom it bars. Raises NotFound, and Invalid for
    somebody who does not work here now.
    """
    member = load(Member, member_id)
    if member.status is not MemberStatus.ACTIVE:
        raise Invalid("member_id", _("This person cannot be given tasks now."))
    tasks = _locked_open(task_ids)
    # Looked up after the lock: a call that begins at this moment is seen.
    in_call = _in_call([task.id for task in tasks])
    moved = [task for task in tasks if task.id not in in_call and _may_move(task, member)]
    for task in moved:
        task.assignee_id, task.status = member.id, TaskStatus.ASSIGNED
    if moved:
        ids = [task.id for task in moved]
        detail = {"tasks": ids, "member_id": member.id, "calls_ended": _end_calls(ids)}
        record("followups.task.reassigned", "followup_task", None, detail=detail)
    return len(moved)


def give_out() -> int:
    """Give all waiting tasks of the manager's stores, and those of people who are no longer here, to those who take them.

    By store and load; returns how many.
    """
    within = scope_filter(ASSIGN, store_column=FollowupTask.store_id)
    take_back(within)
    return assign_pending(within)


def take_back(within: ColumnElement[bool]) -> int:
    """Let the open tasks of people who were disabled or removed wait for somebody again; returns how many.

    within: the tasks that whoever asks for it may give. Their calls end without a result.
    """
    left = (FollowupTask.tenant_id == current_tenant(), FollowupTask.is_open, left_behind(), within)
    locked = select(FollowupTask.id).where(*left).order_by(FollowupTask.id).with_for_update(skip_locked=True)
    ids = list(session().scalars(locked))
    if ids:
        session().execute(
            update(FollowupTask)
            .where(FollowupTask.tenant_id == current_tenant(), FollowupTask.id.in_(ids))
            .values(assignee_id=None, status=TaskStatus.PENDING, row_version=FollowupTask.row_version + 1)
            .execution_options(synchronize_session=False)
        )
        detail = {"tasks": ids, "calls_ended": _end_calls(ids)}
        record("followups.task.taken_back", "followup_task", None, detail=detail)
    return len(ids)


def _locked_open(task_ids: Sequence[int]) -> Sequence[FollowupTask]:
    statement = (
        select(FollowupTask)
        .where(
            FollowupTask.tenant_id == current_tenant(),
            FollowupTask.id.in_(task_ids),
            FollowupTask.is_open,
            scope_filter(ASSIGN, store_column=FollowupTask.store_id),
        )
        # Two managers who choose the same tasks lock them in the same order.
        .order_by(FollowupTask.id)
        .with_for_update()
    )
    return session().scalars(statement.execution_options(populate_existing=True)).all()


def _in_call(task_ids: Sequence[int]) -> set[int]:
    """The tasks about which somebody who works here is on the telephone."""
    operator = and_(Member.tenant_id == ContactAttempt.tenant_id, Member.id == ContactAttempt.operator_id)
    going_on = (
        select(ContactAttempt.task_id)
        .join(Member, operator)
        .where(
            *_unended(task_ids),
            ContactAttempt.started_at > now() - CALL_AT_MOST,
            Member.status == MemberStatus.ACTIVE,
        )
    )
    return set(session().scalars(going_on))


def _may_move(task: FollowupTask, member: Member) -> bool:
    is_adviser = task.adviser_id is not None and task.adviser_id == member.employee_id
    return member.id not in (task.assignee_id, task.not_by_id) and not is_adviser


def _end_calls(task_ids: Iterable[int]) -> list[int]:
    ended = update(ContactAttempt).where(*_unended(task_ids)).values(ended_at=now())
    returning = ended.returning(ContactAttempt.id).execution_options(synchronize_session="fetch")
    return list(session().scalars(returning))


def _unended(task_ids: Iterable[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        ContactAttempt.tenant_id == current_tenant(),
        ContactAttempt.task_id.in_(task_ids),
        ContactAttempt.ended_at.is_(None),
    )
