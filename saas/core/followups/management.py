"""What a manager does with single tasks: open one again, cancel, make one by hand."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from sqlalchemy import exists, select

from saas.core.customers.models import Customer
from saas.core.followups.closing import close_task
from saas.core.followups.models import OPEN_STATUSES, FollowupTask, FollowupType, TaskStatus
from saas.core.organisation.queries import zone_of
from saas.core.vehicles.models import CustomerVehicle
from saas.platform.audit import record
from saas.platform.clock import today
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import require
from saas.platform.tenancy import current_tenant

ASSIGN = "followups.task:assign"
# A task that is opened again stays open for at least this long: over a weekend, or until the next try.
REOPENED_DAYS = 3


def reopen_task(task_id: int, version: int, reason: str) -> FollowupTask:
    """Open a closed task again; managers only. Raises NotFound, Conflict, Invalid without a reason.

    Its last day moves on so that it is open for as many days as it was at first, and for three at least; without that
    one whose last day has passed would expire the next night.
    """
    task = load_for_change(FollowupTask, task_id, version=version)
    require(ASSIGN, store_id=task.store_id)
    if task.is_open:
        raise Conflict(_("This task is open."))
    if not reason:
        raise Invalid("reason", _("Say why."))
    task.status = TaskStatus.ASSIGNED if task.assignee_id else TaskStatus.PENDING
    task.is_open, task.closed_at, task.closed_by, task.not_before = True, None, None, None
    task.due_to = _new_last_day(task)
    record("followups.task.reopened", "followup_task", task.id, reason=reason, detail={"due_to": task.due_to})
    return task


def _new_last_day(task: FollowupTask) -> date:
    days = max((task.due_to - task.due_from).days, REOPENED_DAYS)
    return max(task.due_to, today(zone_of(task.store_id)) + timedelta(days=days))


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
    _check_vehicle(customer.id, vehicle_id)
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


def _check_vehicle(customer_id: int, vehicle_id: int | None) -> None:
    if vehicle_id is None:
        return
    tied = exists().where(
        CustomerVehicle.tenant_id == current_tenant(),
        CustomerVehicle.customer_id == customer_id,
        CustomerVehicle.vehicle_id == vehicle_id,
        CustomerVehicle.is_current,
    )
    if not session().scalar(select(tied)):
        raise Invalid("vehicle_id", _("Choose one of the customer's vehicles."))
