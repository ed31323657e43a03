"""The dated facts that rules start from, each as one SELECT over indexed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Interval,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from saas.core.customers.models import Customer
from saas.core.followups.models import FollowupRule, RuleEvent
from saas.core.organisation.models import Store
from saas.core.vehicles.models import CustomerVehicle, OwnershipRole, ServiceRecord, Vehicle
from saas.platform.tenancy import current_tenant

# Months are 28 to 31 days long: the indexed range is taken wide, the exact day is compared after it.
_SLACK = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDays:
    """The days in which a rule's tasks may be due, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """Columns that every fact gives, and the joins that reach them."""

    day: ColumnElement[Any]
    occurrence: ColumnElement[Any]
    customer_id: ColumnElement[Any]
    service_record_id: ColumnElement[Any]
    store_id: ColumnElement[Any]
    adviser_id: ColumnElement[Any]
    criteria: tuple[ColumnElement[bool], ...]


def due_facts(rule: FollowupRule, days: DueDays) -> Select[Any]:
    """Rows `(customer_id, vehicle_id, service_record_id, store_id, adviser_id, due_from, occurrence)` of one rule.

    Only facts whose task would be due within `days`; conditions of the rule hold. One row for each occurrence.
    """
    fact = _FACTS[rule.event](_fact_days(rule, days))
    due = _due(rule, fact.day)
    statement = (
        select(
            fact.customer_id.label("customer_id"),
            Vehicle.id.label("vehicle_id"),
            fact.service_record_id.label("service_record_id"),
            fact.store_id.label("store_id"),
            fact.adviser_id.label("adviser_id"),
            due.label("due_from"),
            fact.occurrence.label("occurrence"),
        )
        .select_from(Vehicle)
        .where(Vehicle.tenant_id == current_tenant(), *fact.criteria, due.between(days.first, days.last))
    )
    return _joined(rule, fact, statement).where(*_conditions(rule, fact))


def _joined(rule: FollowupRule, fact: _Fact, statement: Select[Any]) -> Select[Any]:
    if rule.event is RuleEvent.SERVICE_COMPLETED:
        record = and_(ServiceRecord.tenant_id == Vehicle.tenant_id, ServiceRecord.vehicle_id == Vehicle.id)
        store = and_(Store.tenant_id == ServiceRecord.tenant_id, Store.id == ServiceRecord.store_id)
        statement = statement.join(ServiceRecord, record).join(Store, store)
    owner = and_(
        CustomerVehicle.tenant_id == Vehicle.tenant_id,
        CustomerVehicle.vehicle_id == Vehicle.id,
        CustomerVehicle.is_current,
        CustomerVehicle.role == OwnershipRole.OWNER,
    )
    customer = and_(Customer.tenant_id == Vehicle.tenant_id, Customer.id == fact.customer_id)
    return statement.outerjoin(CustomerVehicle, owner).join(Customer, customer)


def _fact_days(rule: FollowupRule, days: DueDays) -> DueDays:
    back = timedelta(days=rule.offset_days + 31 * max(rule.offset_months, 0))
    ahead = timedelta(days=rule.offset_days + 28 * max(rule.offset_months, 0))
    return DueDays(first=days.first - back - _SLACK, last=days.last - ahead + _SLACK)


def _due(rule: FollowupRule, day: ColumnElement[Any]) -> ColumnElement[date]:
    if rule.offset_months:
        months = literal(f"{rule.offset_months} months").cast(Interval)
        day = cast(day + months, Date)
    return type_coerce(day + rule.offset_days, Date) if rule.offset_days else type_coerce(day, Date)


def _delivery(days: DueDays) -> _Fact:
    return _Fact(
        day=Vehicle.delivery_date.expression,
        occurrence=_occurrence("delivery", Vehicle.id, Vehicle.delivery_date),
        customer_id=CustomerVehicle.customer_id.expression,
        service_record_id=literal(None, BigInteger),
        store_id=func.coalesce(Vehicle.store_id, Customer.store_id),
        adviser_id=literal(None, BigInteger),
        criteria=(Vehicle.delivery_date.between(days.first, days.last),),
    )


def _service_completed(days: DueDays) -> _Fact:
    midnight = [cast(day, DateTime(timezone=True)) for day in (days.first, days.last + timedelta(days=1))]
    return _Fact(
        day=cast(func.timezone(Store.timezone, ServiceRecord.completed_at), Date),
        occurrence=_occurrence("service", ServiceRecord.id),
        customer_id=func.coalesce(ServiceRecord.customer_id, CustomerVehicle.customer_id),
        service_record_id=ServiceRecord.id.expression,
        store_id=ServiceRecord.store_id.expression,
        adviser_id=ServiceRecord.adviser_id.expression,
        criteria=(ServiceRecord.completed_at >= midnight[0], ServiceRecord.completed_at < midnight[1]),
    )


def _maintenance_due(days: DueDays) -> _Fact:
    return _Fact(
        day=Vehicle.next_maintenance_on.expression,
        # By the last visit, not the predicted day: the prediction moves with every odometer reading.
        occurrence=_occurrence("visit", Vehicle.id, _last_visit()),
        customer_id=CustomerVehicle.customer_id.expression,
        service_record_id=literal(None, BigInteger),
        store_id=func.coalesce(Vehicle.store_id, Customer.store_id),
        adviser_id=literal(None, BigInteger),
        criteria=(Vehicle.next_maintenance_on.between(days.first, days.last),),
    )


def _no_visit(days: DueDays) -> _Fact:
    never = and_(Vehicle.last_service_on.is_(None), Vehicle.delivery_date.between(days.first, days.last))
    return _Fact(
        day=_last_visit(),
        occurrence=_occurrence("visit", Vehicle.id, _last_visit()),
        customer_id=CustomerVehicle.customer_id.expression,
        service_record_id=literal(None, BigInteger),
        store_id=func.coalesce(Vehicle.store_id, Customer.store_id),
        adviser_id=literal(None, BigInteger),
        criteria=(or_(Vehicle.last_service_on.between(days.first, days.last), never),),
    )


def _last_visit() -> ColumnElement[date]:
    return func.coalesce(Vehicle.last_service_on, Vehicle.delivery_date)


def _occurrence(kind: str, *parts: Any) -> ColumnElement[str]:
    return func.concat_ws(":", literal(kind, Text), *(cast(part, Text) for part in parts))


_FACTS = {
    RuleEvent.DELIVERY: _delivery,
    RuleEvent.SERVICE_COMPLETED: _service_completed,
    RuleEvent.MAINTENANCE_DUE: _maintenance_due,
    RuleEvent.NO_VISIT: _no_visit,
}

# What a rule's condition may name, and the column it is compared with.
CONDITIONS = {
    "make": Vehicle.make,
    "series": Vehicle.series,
    "energy": Vehicle.energy,
    "customer_kind": Customer.kind,
    "service_kind": ServiceRecord.kind,
}


def _conditions(rule: FollowupRule, fact: _Fact) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, values in rule.condition.items():
        if name == "store_id":
            found.append(fact.store_id.in_(values))
        elif name != "service_kind" or rule.event is RuleEvent.SERVICE_COMPLETED:
            found.append(CONDITIONS[name].in_(values))
    return found
