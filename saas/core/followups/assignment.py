"""Who calls whom: by store and load, never the adviser who received the customer, nor whom a task bars."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, func, literal, select, true, update

from saas.core.accounts.models import Member, MemberStatus
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.platform.audit import record
from saas.platform.database import session
from saas.platform.permissions import members_with
from saas.platform.tenancy import current_tenant

TAKE = "followups.pool:take"
_BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who can be given tasks; `employee_id` to keep advisers from calling their own customers."""

    member_id: int
    employee_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task that nobody has yet; `adviser_id` and `not_by_id`: who does not call, an employee and a member."""

    task_id: int
    adviser_id: int | None
    not_by_id: int | None = None

    def bars(self, caller: Caller) -> bool:
        """Whether this caller does not get it."""
        adviser = self.adviser_id is not None and caller.employee_id == self.adviser_id
        return adviser or caller.member_id == self.not_by_id


def spread(
    tasks: Sequence[Waiting], callers: Sequence[Caller], load: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Pairs of task and member, each task to the least loaded caller who may have it, in the order of the tasks.

    load: open tasks that a member has already. A task whose only callers are those who do not call stays out.
    """
    by_id = {caller.member_id: caller for caller in callers}
    queue = [(load.get(caller.member_id, 0), caller.member_id) for caller in callers]
    heapq.heapify(queue)
    for task in tasks:
        barred = []
        while queue and task.bars(by_id[queue[0][1]]):
            barred.append(heapq.heappop(queue))
        if queue:
            count, member_id = queue[0]
            heapq.heapreplace(queue, (count + 1, member_id))
            yield task.task_id, member_id
        for entry in barred:
            heapq.heappush(queue, entry)


def assign_pending(within: ColumnElement[bool] | None = None) -> int:
    """Give every pending task to somebody who takes tasks of its store; returns how many.

    within: the tasks that whoever asks for it may give, none for all of the group.
    Tasks that somebody takes at this moment are passed over. A store without callers leaves its tasks pending.
    """
    assigned = 0
    for store_id in _stores_with_pending(true() if within is None else within):
        callers = _callers(members_with(TAKE, store_id=store_id))
        if not callers:
            continue
        while pairs := list(spread(_pending(store_id), callers, _load(callers))):
            assigned += _assign(pairs)
            if len(pairs) < _BATCH:
                break
    if assigned:
        record("followups.task.assigned", "followup_task", None, detail={"count": assigned})
    return assigned


def _stores_with_pending(within: ColumnElement[bool]) -> list[int | None]:
    found = select(FollowupTask.store_id).where(*_is_pending(), within)
    return list(session().scalars(found.distinct()))


def _is_pending() -> tuple[Any, ...]:
    return (
        FollowupTask.tenant_id == current_tenant(),
        FollowupTask.is_open,
        FollowupTask.status == TaskStatus.PENDING,
    )


def _pending(store_id: int | None) -> list[Waiting]:
    same = FollowupTask.store_id.is_(None) if store_id is None else FollowupTask.store_id == store_id
    statement = (
        select(FollowupTask.id, FollowupTask.adviser_id, FollowupTask.not_by_id)
        .where(*_is_pending(), same)
        .order_by(FollowupTask.due_to, FollowupTask.priority, FollowupTask.id)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    return [
        Waiting(task_id=row.id, adviser_id=row.adviser_id, not_by_id=row.not_by_id)
        for row in session().execute(statement)
    ]


def _callers(members: Sequence[int]) -> list[Caller]:
    statement = select(Member.id, Member.employee_id).where(
        Member.tenant_id == current_tenant(), Member.id.in_(members), Member.status == MemberStatus.ACTIVE
    )
    return [Caller(member_id=row.id, employee_id=row.employee_id) for row in session().execute(statement)]


def _load(callers: Sequence[Caller]) -> dict[int, int]:
    statement = (
        select(FollowupTask.assignee_id, func.count())
        .where(
            FollowupTask.tenant_id == current_tenant(),
            FollowupTask.is_open,
            FollowupTask.assignee_id.in_([caller.member_id for caller in callers]),
        )
        .group_by(FollowupTask.assignee_id)
    )
    return {member: count for member, count in session().execute(statement) if member is not None}


def _assign(pairs: Sequence[tuple[int, int]]) -> int:
    tasks = func.unnest(bindparam("tasks", [task for task, _member in pairs])).label("task_id")
    members = func.unnest(bindparam("members", [member for _task, member in pairs])).label("member_id")
    given = select(tasks, members).subquery()
    statement = (
        update(FollowupTask)
        .where(and_(FollowupTask.tenant_id == literal(current_tenant()), FollowupTask.id == given.c.task_id))
        .values(
            assignee_id=given.c.member_id,
            status=TaskStatus.ASSIGNED,
            row_version=FollowupTask.row_version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", session().execute(statement)).rowcount
