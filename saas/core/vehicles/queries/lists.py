"""Lists of vehicles: of the group, of one customer, of a page of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    any_,
    bindparam,
    exists,
    or_,
    select,
)

from saas.core.customers.models import Customer
from saas.core.customers.queries import within_reach
from saas.core.vehicles.models import CustomerVehicle, OwnershipRole, Vehicle
from saas.core.vehicles.permissions import READ
from saas.core.vehicles.plates import read_plate
from saas.core.vehicles.vin import read_vin
from saas.platform.database import Page, keyset_page, session
from saas.platform.permissions import scope_filter
from saas.platform.tenancy import TENANT, current_tenant

TiedVehicle = Row[Vehicle, OwnershipRole, bool, date | None, date | None]
PlatedCustomer = Row[int, str, str, str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleFilter:
    """What a list is narrowed to: a whole VIN or plate, a customer who is tied to it now."""

    vin: str = ""
    plate: str = ""
    customer_id: int | None = None


def reachable(permission: str) -> ColumnElement[bool]:
    """The vehicles within reach: of a store in scope, or of a customer in scope who is tied to it now."""
    of_customer = exists().where(
        CustomerVehicle.tenant_id == current_tenant(),
        CustomerVehicle.vehicle_id == Vehicle.id,
        CustomerVehicle.is_current,
        Customer.tenant_id == CustomerVehicle.tenant_id,
        Customer.id == CustomerVehicle.customer_id,
        within_reach(permission),
    )
    return or_(scope_filter(permission, Vehicle.store_id), of_customer)


def vehicle_page(wanted: VehicleFilter, *, limit: int = 50, after: str | None = None) -> Page[Vehicle]:
    """One page of the vehicles within reach, the oldest first; one statement. Raises Invalid for a forged cursor."""
    statement = select(Vehicle).where(Vehicle.tenant_id == current_tenant(), reachable(READ))
    if wanted.vin:
        statement = statement.where(Vehicle.vin == read_vin(wanted.vin).vin)
    if wanted.plate:
        statement = statement.where(Vehicle.plate == read_plate(wanted.plate).plate)
    if wanted.customer_id is not None:
        tied = select(CustomerVehicle.vehicle_id).where(
            CustomerVehicle.tenant_id == current_tenant(),
            CustomerVehicle.customer_id == wanted.customer_id,
            CustomerVehicle.is_current,
        )
        statement = statement.where(Vehicle.id.in_(tied))
    return keyset_page(statement, keys=[Vehicle.id], limit=limit, after=after)


def vehicles_of(customer_id: int, limit: int = 20) -> Sequence[TiedVehicle]:
    """A customer's vehicles with their role, present ones first: rows of Vehicle, role, is_current, valid_from, valid_to."""
    tie = CustomerVehicle
    return (
        session()
        .execute(
            select(Vehicle, tie.role, tie.is_current, tie.valid_from, tie.valid_to)
            .join(tie, and_(tie.tenant_id == Vehicle.tenant_id, tie.vehicle_id == Vehicle.id))
            .where(Vehicle.tenant_id == current_tenant(), tie.customer_id == customer_id)
            .order_by(tie.is_current.desc(), Vehicle.id.desc())
            .limit(limit)
        )
        .all()
    )


def vehicles_of_many(customer_ids: Sequence[int], most: int = 2000) -> Sequence[PlatedCustomer]:
    """(customer_id, plate, series, model, vin) of the vehicles that these customers have now."""
    return session().execute(_present(), {"customer_ids": list(customer_ids), "most": most}).all()


@cache
def _present() -> Select[int, str, str, str, str | None]:
    tie, ids = CustomerVehicle, bindparam("customer_ids", type_=ARRAY(BigInteger))
    return (
        select(tie.customer_id, Vehicle.plate, Vehicle.series, Vehicle.model, Vehicle.vin)
        .join(Vehicle, and_(Vehicle.tenant_id == tie.tenant_id, Vehicle.id == tie.vehicle_id))
        .where(tie.tenant_id == TENANT, tie.customer_id == any_(ids), tie.is_current)
        .order_by(tie.customer_id, tie.id)
        .limit(bindparam("most", type_=Integer))
    )
