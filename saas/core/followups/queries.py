"""Reads: the card of one call, the specialist's day, and lists of tasks; a constant number of statements each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.customers.models import ContactKind, ContactPoint, ContactStatus, Customer
from saas.core.followups.models import (
    ContactAttempt,
    FollowupTask,
    FollowupType,
    Script,
    TaskStatus,
)
from saas.core.organisation.models import Store
from saas.core.vehicles.models import ServiceRecord, Vehicle
from saas.platform.clock import now
from saas.platform.database import Page, keyset_page, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import scope_filter
from saas.platform.tenancy import current_actor, current_tenant

READ = "followups.task:read"
LAST_CONTACTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A specialist's day so far."""

    done: int
    left: int
    later: int

    @property
    def total(self) -> int:
        """All tasks of the day."""
        return self.done + self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All one must know to make a call.

    attempt: the call that whoever asks has open, if one is; the number shows to nobody else, since beginning is logged.
    """

    task: FollowupTask
    customer: Customer
    vehicle: Vehicle | None
    service: ServiceRecord | None
    store: Store | None
    script: Script | None
    phones: Sequence[ContactPoint]
    contacts: Sequence[Any]
    attempt: ContactAttempt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What a list of tasks is narrowed to."""

    state: str = "open"
    store_id: int | None = None
    assignee_id: int | None = None
    followup_type: FollowupType | None = None
    customer_id: int | None = None


def _to(model: Any, column: Any) -> Any:
    return and_(model.tenant_id == FollowupTask.tenant_id, model.id == column)


def within_reach(permission: str = READ) -> tuple[Any, ...]:
    """The criteria of tasks that whoever acts may see."""
    reach = scope_filter(
        permission, store_column=FollowupTask.store_id, owner_column=FollowupTask.assignee_id
    )
    return (FollowupTask.tenant_id == current_tenant(), reach)


def left_behind() -> ColumnElement[bool]:
    """The criterion of tasks of somebody who was disabled or removed."""
    gone = select(Member.id).where(
        Member.tenant_id == current_tenant(),
        Member.status.in_([MemberStatus.DISABLED, MemberStatus.REMOVED]),
    )
    return FollowupTask.assignee_id.in_(gone)


def card(task_id: int, *, call: ContactAttempt | None = None) -> Card:
    """The card of a task within reach; raises NotFound. Three statements.

    call: who began it reaches its task too, so that nothing they typed is lost when it was given to somebody else.
    """
    own = call is not None and call.task_id == task_id and call.operator_id == current_actor().member_id
    reach = (FollowupTask.tenant_id == current_tenant(),) if own else within_reach()
    found = session().execute(_cards().where(*reach, FollowupTask.id == task_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    contacts = _contacts(found.Customer.id)
    return Card(
        task=found.FollowupTask,
        customer=found.Customer,
        vehicle=found.Vehicle,
        service=found.ServiceRecord,
        store=found.Store,
        script=found.Script,
        phones=_phones(found.Customer.id),
        contacts=[row for row in contacts if row.ContactAttempt.ended_at is not None][:LAST_CONTACTS],
        attempt=next(
            (row.ContactAttempt for row in contacts if _is_own_call(row.ContactAttempt, task_id)),
            None,
        ),
    )


def _cards() -> Select[*tuple[Any, ...]]:
    return (
        select(FollowupTask, Customer, Vehicle, ServiceRecord, Store, Script)
        .join(Customer, _to(Customer, FollowupTask.customer_id))
        .outerjoin(Vehicle, _to(Vehicle, FollowupTask.vehicle_id))
        .outerjoin(ServiceRecord, _to(ServiceRecord, FollowupTask.service_record_id))
        .outerjoin(Store, _to(Store, FollowupTask.store_id))
        .outerjoin(Script, _to(Script, FollowupTask.script_id))
    )


def _is_own_call(attempt: ContactAttempt, task_id: int) -> bool:
    mine = attempt.operator_id == current_actor().member_id
    return mine and attempt.ended_at is None and attempt.task_id == task_id


def _phones(customer_id: int) -> Sequence[ContactPoint]:
    statement = select(ContactPoint).where(
        ContactPoint.tenant_id == current_tenant(),
        ContactPoint.customer_id == customer_id,
        ContactPoint.kind == ContactKind.PHONE,
    )
    order = (
        (ContactPoint.status == ContactStatus.INVALID).asc(),
        ContactPoint.is_primary.desc(),
        ContactPoint.id,
    )
    return session().scalars(statement.order_by(*order)).all()


def _contacts(customer_id: int) -> Sequence[Any]:
    statement = (
        select(ContactAttempt, Member.display_name.label("operator"))
        .join(
            Member,
            and_(Member.tenant_id == ContactAttempt.tenant_id, Member.id == ContactAttempt.operator_id),
        )
        .where(ContactAttempt.tenant_id == current_tenant(), ContactAttempt.customer_id == customer_id)
        .order_by(ContactAttempt.started_at.desc(), ContactAttempt.id.desc())
        .limit(LAST_CONTACTS + 2)
    )
    return session().execute(statement).all()


def my_day(member_id: int, day: date, since: datetime) -> Day:
    """What a specialist did since the day began and what is left; one statement.

    day: today in the group's zone. since: the instant at which it began.
    """
    mine = and_(FollowupTask.tenant_id == current_tenant(), FollowupTask.assignee_id == member_id)
    waiting = FollowupTask.not_before > now()
    due = and_(FollowupTask.is_open, FollowupTask.due_from <= day)
    row = session().execute(
        select(
            func.count(case((and_(~FollowupTask.is_open, FollowupTask.closed_at >= since), 1))).label("done"),
            func.count(case((and_(due, ~func.coalesce(waiting, False)), 1))).label("left"),
            func.count(case((and_(due, func.coalesce(waiting, False)), 1))).label("later"),
        ).where(mine, or_(FollowupTask.is_open, FollowupTask.closed_at >= since))
    )
    return Day(**row.one()._asdict())


def tasks_page(
    wanted: TaskFilter,
    *,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    permission: str = READ,
) -> Page[Any]:
    """One page of tasks within the reach of `permission`, those whose last day is nearest first; one statement."""
    return keyset_page(
        _list(wanted, permission),
        keys=[FollowupTask.due_to, FollowupTask.id],
        limit=limit,
        after=after,
        before=before,
        descending=wanted.state == "closed",
    )


def _list(wanted: TaskFilter, permission: str) -> Any:
    return (
        select(
            FollowupTask,
            FollowupTask.id.label("task_id"),
            Customer.name.label("customer"),
            Vehicle.plate.label("plate"),
            Vehicle.series.label("series"),
            Store.name.label("store"),
            Member.display_name.label("assignee"),
        )
        .join(Customer, _to(Customer, FollowupTask.customer_id))
        .outerjoin(Vehicle, _to(Vehicle, FollowupTask.vehicle_id))
        .outerjoin(Store, _to(Store, FollowupTask.store_id))
        .outerjoin(Member, _to(Member, FollowupTask.assignee_id))
        .where(*within_reach(permission), *_narrowed(wanted))
    )


def _narrowed(wanted: TaskFilter) -> list[Any]:
    states: dict[str, Any] = {
        "open": FollowupTask.is_open,
        "waiting": FollowupTask.status == TaskStatus.PENDING,
        "deferred": and_(FollowupTask.is_open, FollowupTask.not_before > now()),
        "closed": ~FollowupTask.is_open,
        "expired": FollowupTask.status == TaskStatus.EXPIRED,
        "left": and_(FollowupTask.is_open, left_behind()),
    }
    criteria = [states[wanted.state]] if wanted.state in states else []
    for column, value in (
        (FollowupTask.store_id, wanted.store_id),
        (FollowupTask.assignee_id, wanted.assignee_id),
        (FollowupTask.followup_type, wanted.followup_type),
        (FollowupTask.customer_id, wanted.customer_id),
    ):
        if value is not None:
            criteria.append(column == value)
    return criteria
