"""What a manager does with tasks: give them to somebody, open one again, cancel, make one by hand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.customers.models import Customer
from saas.core.followups.closing import close_task
from saas.core.followups.models import OPEN_STATUSES, FollowupTask, FollowupType, TaskStatus
from saas.core.vehicles.models import CustomerVehicle
from saas.platform.audit import record
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import require, scope_filter
from saas.platform.tenancy import current_tenant

ASSIGN = "followups.task:assign"


def reassign(task_ids: Sequence[int], member_id: int) -> int:
    """Give open tasks to a member; returns how many changed hands.

    Tasks that are closed, or in a call, or out of the manager's reach, stay as they are. A task is never given to the
    adviser who received its customer. Raises NotFound, and Invalid for somebody who does not work here now.
    """
    member = load(Member, member_id)
    if member.status is not MemberStatus.ACTIVE:
        raise Invalid("member_id", _("This person cannot be given tasks now."))
    statement = (
        select(FollowupTask)
        .where(
            FollowupTask.tenant_id == current_tenant(),
            FollowupTask.id.in_(task_ids),
            FollowupTask.status.in_([TaskStatus.PENDING, TaskStatus.ASSIGNED]),
            scope_filter(ASSIGN, store_column=FollowupTask.store_id),
        )
        .with_for_update()
    )
    moved = [
        task
        for task in session().scalars(statement)
        if task.assignee_id != member.id and not _is_adviser(member, task)
    ]
    for task in moved:
        task.assignee_id, task.status = member.id, TaskStatus.ASSIGNED
    if moved:
        detail = {"tasks": [task.id for task in moved], "member_id": member.id}
        record("followups.task.reassigned", "followup_task", None, detail=detail)
    return len(moved)


def _is_adviser(member: Member, task: FollowupTask) -> bool:
    return task.adviser_id is not None and task.adviser_id == member.employee_id


def reopen_task(task_id: int, version: int, reason: str) -> FollowupTask:
    """Open a closed task again; managers only. Raises NotFound, Conflict, Invalid without a reason."""
    task = load_for_change(FollowupTask, task_id, version=version)
    require(ASSIGN, store_id=task.store_id)
    if task.is_open:
        raise Conflict(_("This task is open."))
    if not reason:
        raise Invalid("reason", _("Say why."))
    task.status = TaskStatus.ASSIGNED if task.assignee_id else TaskStatus.PENDING
    task.is_open, task.closed_at, task.closed_by, task.not_before = True, None, None, None
    record("followups.task.reopened", "followup_task", task.id, reason=reason)
    return task


def cancel_task(task_id: int, version: int, reason: str) -> FollowupTask:
    """Close an open task without a call. Raises NotFound, Conflict, Invalid without a reason."""
    task = load_for_change(FollowupTask, task_id, version=version)
    require(ASSIGN, store_id=task.store_id)
    if task.status not in OPEN_STATUSES:
        raise Conflict(_("This task was closed in the meantime."))
    if not reason:
        raise Invalid("reason", _("Say why."))
    close_task(task, TaskStatus.CANCELLED)
    record("followups.task.cancelled", "followup_task", task.id, reason=reason)
    return task


def create_task(
    customer_id: int,
    *,
    followup_type: FollowupType,
    purpose: str,
    due_from: date,
    due_to: date,
    vehicle_id: int | None = None,
    script_id: int | None = None,
) -> FollowupTask:
    """Make a task by hand, for a reason that no rule knows.

    vehicle_id: one that the customer owns, drives or pays for now. Raises NotFound for a customer out of reach, Invalid
    for another's vehicle and for days in the wrong order.
    """
    customer = load(Customer, customer_id)
    require(ASSIGN, store_id=customer.store_id)
    if vehicle_id is not None and not _has_now(customer.id, vehicle_id):
        raise Invalid("vehicle_id", _("Choose one of the customer's vehicles."))
    if due_to < due_from:
        raise Invalid("due_to", _("The last day lies before the first."))
    task = FollowupTask(
        customer_id=customer.id,
        vehicle_id=vehicle_id,
        store_id=customer.store_id,
        script_id=script_id,
        occurrence=f"manual:{secrets.token_hex(8)}",
        followup_type=followup_type,
        purpose=purpose,
        due_from=due_from,
        due_to=due_to,
    )
    session().add(task)
    session().flush()
    record("followups.task.created", "followup_task", task.id, detail={"customer_id": customer.id})
    return task


def _has_now(customer_id: int, vehicle_id: int) -> bool:
    tied = exists().where(
        CustomerVehicle.tenant_id == current_tenant(),
        CustomerVehicle.customer_id == customer_id,
        CustomerVehicle.vehicle_id == vehicle_id,
        CustomerVehicle.is_current,
    )
    return bool(session().scalar(select(tied)))
