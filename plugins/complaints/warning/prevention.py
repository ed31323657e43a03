"""Calling customers whom a confirmed cause may concern, before they complain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from plugins.complaints.models import Case
from plugins.complaints.warning.models import Alert, AlertCase
from plugins.complaints.warning.operations import alert_for_change, write_down
from plugins.complaints.warning.states import PREVENTABLE, LineKind
from saas.plugin_api import (
    Conflict,
    CustomerVehicle,
    FollowupPlan,
    FollowupType,
    Invalid,
    PlannedCall,
    PlannedFollowups,
    Purpose,
    ServiceRecord,
    Vehicle,
    _,
    current_tenant,
    ngettext,
    now,
    plan_followups,
    session,
    today,
    zone_of,
)


class Concerned(StrEnum):
    """Whom a cause concerns."""

    SERVED = "served"
    """Who was in the workshop lately."""
    OWNERS = "owners"
    """Everybody who has a vehicle of the model, there lately or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """Who is called and what about. weeks: how far back a visit counts. days: until when. note: for the caller."""

    concerned: Concerned
    weeks: int
    days: int
    note: str


def source_of(alert_id: int) -> str:
    """What the follow-ups of an alert name as what they are about."""
    return f"complaints.alert:{alert_id}"


def prevent(alert_id: int, wanted: Prevention, *, version: int | None = None) -> PlannedFollowups:
    """Plan a follow-up with each customer whom a confirmed alert may concern and who has not complained of it.

    Asking again plans only for those who came to it since. Raises like `step_alert`, Conflict before the alert is confirmed,
    Invalid for owners of a model where the alert is of no model.
    """
    alert = alert_for_change(alert_id, version=version)
    if alert.state not in PREVENTABLE:
        raise Conflict(
            _("First confirm the warning: customers are called about a cause, not about a suspicion.")
        )
    if wanted.concerned is Concerned.OWNERS and not alert.model:
        raise Invalid("concerned", _("This warning is of no model: choose those who were in the workshop."))
    day = today(zone_of(alert.store_id))
    plan = FollowupPlan(
        source=source_of(alert.id),
        followup_type=FollowupType.CARE,
        purpose=Purpose.SERVICE,
        due_from=day,
        due_to=day + timedelta(days=wanted.days),
        note=wanted.note,
        priority=10,
    )
    planned = plan_followups(plan, concerned(alert, wanted))
    number = len(planned.task_ids)
    if number:
        told = ngettext("%(n)d call planned", "%(n)d calls planned", number)
        write_down(alert, LineKind.PREVENTED, text=f"{told}: {wanted.note}")
    return planned


def concerned(alert: Alert, wanted: Prevention) -> list[PlannedCall]:
    """The customers with their vehicles; one statement."""
    chosen = _owners(alert) if wanted.concerned is Concerned.OWNERS else _served(alert, wanted.weeks)
    return [
        PlannedCall(customer_id=row.customer_id, vehicle_id=row.vehicle_id, store_id=row.store_id)
        for row in session().execute(chosen)
    ]


def concerned_count(alert: Alert, wanted: Prevention) -> int:
    """How many customers those are; one statement."""
    chosen = (
        _owners(alert) if wanted.concerned is Concerned.OWNERS else _served(alert, wanted.weeks)
    ).subquery()
    return session().scalar(select(func.count(chosen.c.customer_id.distinct()))) or 0


def _served(alert: Alert, weeks: int) -> Select[*tuple[Any, ...]]:
    person = func.coalesce(ServiceRecord.customer_id, CustomerVehicle.customer_id)
    criteria: list[ColumnElement[bool]] = [
        ServiceRecord.tenant_id == current_tenant(),
        ServiceRecord.completed_at >= now() - timedelta(weeks=weeks),
        person.is_not(None),
        person.not_in(_complained(alert)),
    ]
    if alert.store_id is not None:
        criteria.append(ServiceRecord.store_id == alert.store_id)
    if alert.model:
        criteria.append(Vehicle.series == alert.model)
    mine = and_(Vehicle.tenant_id == ServiceRecord.tenant_id, Vehicle.id == ServiceRecord.vehicle_id)
    return (
        select(person.label("customer_id"), Vehicle.id.label("vehicle_id"), ServiceRecord.store_id)
        .join(Vehicle, mine)
        .outerjoin(CustomerVehicle, _owns())
        .where(*criteria)
        .distinct()
    )


def _owners(alert: Alert) -> Select[*tuple[Any, ...]]:
    last_store = (
        select(ServiceRecord.store_id)
        .where(ServiceRecord.tenant_id == Vehicle.tenant_id, ServiceRecord.vehicle_id == Vehicle.id)
        .order_by(ServiceRecord.completed_at.desc().nulls_last(), ServiceRecord.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    store = func.coalesce(last_store, Vehicle.store_id)
    criteria: list[ColumnElement[bool]] = [
        Vehicle.tenant_id == current_tenant(),
        Vehicle.series == alert.model,
        CustomerVehicle.customer_id.not_in(_complained(alert)),
    ]
    if alert.store_id is not None:
        criteria.append(or_(store == alert.store_id, Vehicle.store_id == alert.store_id))
    return (
        select(CustomerVehicle.customer_id, Vehicle.id.label("vehicle_id"), store.label("store_id"))
        .select_from(Vehicle)
        .join(CustomerVehicle, _owns())
        .where(*criteria)
        .distinct()
    )


def _owns() -> ColumnElement[bool]:
    return and_(
        CustomerVehicle.tenant_id == Vehicle.tenant_id,
        CustomerVehicle.vehicle_id == Vehicle.id,
        CustomerVehicle.is_current,
        CustomerVehicle.role == "owner",
    )


def _complained(alert: Alert) -> Select[*tuple[Any, ...]]:
    counted = and_(AlertCase.tenant_id == Case.tenant_id, AlertCase.case_id == Case.id)
    return (
        select(Case.customer_id)
        .join(AlertCase, counted)
        .where(
            AlertCase.tenant_id == current_tenant(),
            AlertCase.alert_id == alert.id,
            Case.customer_id.is_not(None),
        )
    )
