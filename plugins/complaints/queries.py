"""Reads: one complaint with its history, lists, counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from plugins.complaints.models import Case, CaseEvent, Category
from plugins.complaints.permissions import READ
from plugins.complaints.states import OPEN, CaseState
from saas.plugin_api import (
    Customer,
    CustomerVehicle,
    FollowupTask,
    Member,
    NotFound,
    Page,
    Store,
    Vehicle,
    _,
    current_tenant,
    customers_matching,
    keyset_page,
    now,
    scope_filter,
    session,
)

Concerned = aliased(Member)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What a list of complaints is narrowed to. state: open, overdue, mine, closed or all."""

    state: str = "open"
    store_id: int | None = None
    category_id: int | None = None
    handler_id: int | None = None
    customer_id: int | None = None
    vehicle_id: int | None = None
    severity: int | None = None
    number: str = ""


def reachable(permission: str = READ) -> ColumnElement[bool]:
    """The criterion of the complaints within reach of a permission: within scope, or registered by themselves."""
    return or_(
        scope_filter(permission, store_column=Case.store_id, owner_column=Case.handler_id),
        scope_filter(permission, owner_column=Case.registered_by_id),
    )


def cases_page(
    wanted: CaseFilter,
    *,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    permission: str = READ,
) -> Page[Any]:
    """One page of complaints within reach of a permission, the newest first; one statement."""
    return keyset_page(
        _rows().where(reachable(permission), *_narrowed(wanted)),
        keys=[Case.received_at, Case.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def case_row(case_id: int) -> Any:
    """One complaint within reach with what it refers to; raises NotFound. One statement."""
    found = session().execute(_rows().where(reachable(), Case.id == case_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Case,
            Customer.name.label("customer"),
            Vehicle.plate.label("plate"),
            Vehicle.series.label("series"),
            Store.name.label("store"),
            Member.display_name.label("handler"),
            Concerned.display_name.label("concerned"),
            Category.names.label("category"),
        )
        .join(Store, _to(Store, Case.store_id))
        .outerjoin(Customer, _to(Customer, Case.customer_id))
        .outerjoin(Vehicle, _to(Vehicle, Case.vehicle_id))
        .outerjoin(Member, _to(Member, Case.handler_id))
        .outerjoin(Concerned, _to(Concerned, Case.concerned_id))
        .outerjoin(Category, _to(Category, Case.category_id))
        .where(Case.tenant_id == current_tenant())
    )


def _to(
    model: type[Any], column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    return and_(model.tenant_id == Case.tenant_id, model.id == column)


def _overdue() -> ColumnElement[bool]:
    return and_(Case.state == CaseState.RECEIVED, Case.acknowledge_by < now())


def _narrowed(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {
        "open": Case.state.in_(OPEN),
        "overdue": _overdue(),
        "closed": Case.state.not_in(OPEN),
    }
    criteria = []
    if wanted.state in states:
        criteria.append(states[wanted.state])
    if wanted.number:
        criteria.append(Case.document_no == wanted.number.upper())
    for column, value in (
        (Case.store_id, wanted.store_id),
        (Case.category_id, wanted.category_id),
        (Case.handler_id, wanted.handler_id),
        (Case.customer_id, wanted.customer_id),
        (Case.vehicle_id, wanted.vehicle_id),
        (Case.severity, wanted.severity),
    ):
        if value is not None:
            criteria.append(column == value)
    return criteria


def history(case_id: int) -> Sequence[Any]:
    """The lines of a complaint's history with the names of those in them, the newest first; one statement."""
    names = select(Member.id, Member.display_name).where(Member.tenant_id == current_tenant())
    actor, given = names.subquery("actor"), names.subquery("given")
    return (
        session()
        .execute(
            select(
                CaseEvent,
                actor.c.display_name.label("actor"),
                given.c.display_name.label("given_to"),
            )
            .outerjoin(actor, and_(CaseEvent.actor_kind == "member", actor.c.id == CaseEvent.actor_id))
            .outerjoin(given, given.c.id == CaseEvent.member_id)
            .where(CaseEvent.tenant_id == current_tenant(), CaseEvent.case_id == case_id)
            .order_by(CaseEvent.id.desc())
        )
        .all()
    )


def categories() -> Sequence[Category]:
    """All categories of the group: those in use in its order, then the retired ones."""
    statement = select(Category).where(Category.tenant_id == current_tenant())
    order = (Category.active.desc(), Category.position, Category.id)
    return session().scalars(statement.order_by(*order)).all()


def overdue_count() -> int | None:
    """How many complaints within reach should have been acknowledged by now; none for the navigation where there are none."""
    statement = select(func.count()).select_from(Case)
    found = session().scalar(statement.where(Case.tenant_id == current_tenant(), reachable(), _overdue()))
    return found or None


def open_count(whose: ColumnElement[bool]) -> int:
    """How many of somebody's or something's open complaints are within reach; one statement."""
    mine = (Case.tenant_id == current_tenant(), Case.state.in_(OPEN), whose)
    return session().scalar(select(func.count()).select_from(Case).where(*mine, reachable())) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many open complaints within reach there are, how many should have been acknowledged, how many are nobody's."""

    open: int
    overdue: int
    with_nobody: int


def standing() -> Standing:
    """The open complaints within reach in figures; one statement."""
    statement = select(
        func.count().label("open"),
        func.count().filter(_overdue()).label("overdue"),
        func.count().filter(Case.handler_id.is_(None)).label("with_nobody"),
    ).where(Case.tenant_id == current_tenant(), Case.state.in_(OPEN), reachable())
    row = session().execute(statement).one()
    return Standing(open=row.open, overdue=row.overdue, with_nobody=row.with_nobody)


def open_safety_cases() -> list[tuple[str, int]]:
    """How many open complaints concern safety, by the name of the store, the most first; within reach or not."""
    count = func.count()
    statement = (
        select(Store.name, count)
        .join(Case, _to(Store, Case.store_id))
        .where(Case.tenant_id == current_tenant(), Case.state.in_(OPEN), Case.safety)
        .group_by(Store.id, Store.name)
        .order_by(count.desc(), Store.name)
    )
    return [(name, number) for name, number in session().execute(statement)]


def found_cases(text: str, limit: int) -> Sequence[Any]:
    """The complaints within reach whose number begins with a text, or whose customer it finds, the newest first."""
    customers = select(Customer.id).where(Customer.tenant_id == current_tenant(), customers_matching(text))
    numbered = Case.document_no.startswith(text.upper(), autoescape=True)
    statement = _rows().where(reachable(), or_(numbered, Case.customer_id.in_(customers)))
    order = (Case.received_at.desc(), Case.id.desc())
    return session().execute(statement.order_by(*order).limit(limit)).all()


def has_case(task_id: int) -> bool:
    """Whether a complaint was taken down in a follow-up call of the task, within reach or not."""
    mine = (Case.tenant_id == current_tenant(), Case.task_id == task_id)
    return session().scalar(select(Case.id).where(*mine).limit(1)) is not None


def customers_with_open_cases(customer_ids: Collection[int]) -> set[int]:
    """Which of several customers have an open complaint, within reach or not; one statement."""
    mine = (Case.tenant_id == current_tenant(), Case.state.in_(OPEN), Case.customer_id.in_(customer_ids))
    return {customer for customer in session().scalars(select(Case.customer_id).where(*mine)) if customer}


def of_customers_with_open_cases() -> ColumnElement[bool]:
    """The criterion of the customers who have an open complaint within reach."""
    mine = (Case.tenant_id == current_tenant(), Case.state.in_(OPEN), Case.customer_id.is_not(None))
    return Customer.id.in_(select(Case.customer_id).where(*mine, reachable()))


def of_customer_of_task(task_id: int) -> ColumnElement[bool]:
    """The criterion of the complaints of a follow-up task's customer."""
    customer = select(FollowupTask.customer_id).where(
        FollowupTask.tenant_id == current_tenant(), FollowupTask.id == task_id
    )
    return Case.customer_id == customer.scalar_subquery()


def open_counts(customer_ids: Sequence[int]) -> dict[int, int]:
    """Open complaints within reach of several customers, those without any left out; one statement."""
    mine = (Case.tenant_id == current_tenant(), Case.customer_id.in_(customer_ids), Case.state.in_(OPEN))
    statement = select(Case.customer_id, func.count()).where(*mine, reachable()).group_by(Case.customer_id)
    return {customer: count for customer, count in session().execute(statement) if customer is not None}


def told_of(customer_id: int, before: datetime | None, limit: int) -> Sequence[Any]:
    """A customer's complaints within reach for the timeline: registered or closed before a moment, the newest first."""
    mine = [Case.tenant_id == current_tenant(), Case.customer_id == customer_id, reachable()]
    if before is not None:
        mine.append(Case.received_at < before)
    statement = select(Case).where(*mine).order_by(Case.received_at.desc(), Case.id.desc())
    return session().scalars(statement.limit(limit)).all()


def vehicles_of(customer_id: int) -> list[tuple[int, str]]:
    """The vehicles that a customer has now: id, and plate with series."""
    statement = (
        select(Vehicle.id, Vehicle.plate, Vehicle.series)
        .join(
            CustomerVehicle,
            and_(CustomerVehicle.tenant_id == Vehicle.tenant_id, CustomerVehicle.vehicle_id == Vehicle.id),
        )
        .where(
            Vehicle.tenant_id == current_tenant(),
            CustomerVehicle.customer_id == customer_id,
            CustomerVehicle.is_current,
        )
        .order_by(Vehicle.id)
    )
    found = session().execute(statement)
    return list({row.id: " ".join(filter(None, (row.plate, row.series))) for row in found}.items())


def reachable_task(task_id: int) -> FollowupTask:
    """A follow-up task that whoever acts may see; raises NotFound."""
    reach = scope_filter(
        "followups.task:read", store_column=FollowupTask.store_id, owner_column=FollowupTask.assignee_id
    )
    mine = (FollowupTask.tenant_id == current_tenant(), FollowupTask.id == task_id)
    task = session().scalar(select(FollowupTask).where(*mine, reach))
    if task is None:
        raise NotFound(_("This does not exist, or no longer."))
    return task
