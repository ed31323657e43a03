"""One vehicle: its own row, who is tied to it, its visits, plates and readings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, and_, select

from saas.core.customers.models import Customer
from saas.core.customers.permissions import READ as READ_CUSTOMER
from saas.core.customers.queries import within_reach
from saas.core.organisation.models import Store
from saas.core.vehicles.models import (
    CustomerVehicle,
    OdometerReading,
    OwnershipRole,
    PlateHistory,
    ServiceKind,
    ServiceRecord,
    Vehicle,
)
from saas.core.vehicles.queries.lists import reachable
from saas.platform.database import Page, keyset_page, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class TieLine:
    """Who is or was tied to a vehicle; customer_id is none and the name empty for one out of reach."""

    id: int
    customer_id: int | None
    name: str
    role: OwnershipRole
    valid_from: date | None
    valid_to: date | None
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A visit as a page shows it."""

    id: int
    order_no: str
    kind: ServiceKind
    kind_text: str
    store: str
    completed_at: datetime | None
    odometer_km: int | None
    amount_fen: int | None
    adviser_name: str


def visible_vehicle(vehicle_id: int, permission: str) -> Vehicle:
    """The vehicle, if within reach of a permission; raises NotFound for all others alike."""
    mine = (Vehicle.tenant_id == current_tenant(), Vehicle.id == vehicle_id, reachable(permission))
    vehicle = session().scalars(select(Vehicle).where(*mine)).one_or_none()
    if vehicle is None:
        raise NotFound(_("This does not exist, or no longer."))
    return vehicle


def vehicles_within(vehicle_ids: Iterable[int], permission: str) -> dict[int, Vehicle]:
    """Those of some vehicles that are within reach of a permission, by id; one statement, none without ids."""
    wanted = sorted(set(vehicle_ids))
    if not wanted:
        return {}
    mine = (Vehicle.tenant_id == current_tenant(), Vehicle.id.in_(wanted), reachable(permission))
    return {one.id: one for one in session().scalars(select(Vehicle).where(*mine))}


def tie_lines(vehicle_id: int) -> list[TieLine]:
    """Owners, drivers and payers, present ones first; who they are only within reach of `customers.customer:read`."""
    tie = CustomerVehicle
    same = and_(Customer.tenant_id == tie.tenant_id, Customer.id == tie.customer_id)
    rows = session().execute(
        select(tie, Customer.id.label("known"), Customer.name)
        .outerjoin(Customer, and_(same, within_reach(READ_CUSTOMER)))
        .where(tie.tenant_id == current_tenant(), tie.vehicle_id == vehicle_id)
        .order_by(tie.is_current.desc(), tie.id.desc())
        .limit(50)
    )
    return [
        TieLine(
            id=row.CustomerVehicle.id,
            customer_id=row.known,
            name=row.name or "",
            role=row.CustomerVehicle.role,
            valid_from=row.CustomerVehicle.valid_from,
            valid_to=row.CustomerVehicle.valid_to,
            is_current=row.CustomerVehicle.is_current,
        )
        for row in rows
    ]


def service_page(vehicle_id: int, *, limit: int = 20, after: str | None = None) -> Page[ServiceRecord]:
    """One page of a vehicle's visits, the newest first by when they were entered."""
    mine = select(ServiceRecord).where(
        ServiceRecord.tenant_id == current_tenant(), ServiceRecord.vehicle_id == vehicle_id
    )
    return keyset_page(mine, keys=[ServiceRecord.id], limit=limit, after=after, descending=True)


def service_lines(*, limit: int, before: datetime | None = None, **of: int) -> list[ServiceLine]:
    """The newest visits of a vehicle (`vehicle_id=`) or a customer (`customer_id=`), completed before a moment."""
    row = ServiceRecord
    statement = (
        select(row, Store.name.label("store"))
        .join(Store, and_(Store.tenant_id == row.tenant_id, Store.id == row.store_id))
        .where(row.tenant_id == current_tenant())
        .filter_by(**of)
    )
    if before is not None:
        statement = statement.where(row.completed_at < before)
    newest = statement.order_by(row.completed_at.desc().nulls_last(), row.id.desc()).limit(limit)
    return [_service_line(found) for found in session().execute(newest)]


def plate_lines(vehicle_id: int) -> Sequence[PlateHistory]:
    """The plates over time, the present one first."""
    mine = (PlateHistory.tenant_id == current_tenant(), PlateHistory.vehicle_id == vehicle_id)
    statement = select(PlateHistory).where(*mine).order_by(PlateHistory.id.desc()).limit(20)
    return session().scalars(statement).all()


def odometer_lines(vehicle_id: int) -> Sequence[OdometerReading]:
    """The newest readings."""
    mine = (OdometerReading.tenant_id == current_tenant(), OdometerReading.vehicle_id == vehicle_id)
    newest = (OdometerReading.read_on.desc(), OdometerReading.km.desc())
    return session().scalars(select(OdometerReading).where(*mine).order_by(*newest).limit(20)).all()


def _service_line(found: Row[ServiceRecord, str]) -> ServiceLine:
    row = found.ServiceRecord
    return ServiceLine(
        id=row.id,
        order_no=row.order_no,
        kind=row.kind,
        kind_text=row.kind_text,
        store=found.store,
        completed_at=row.completed_at,
        odometer_km=row.odometer_km,
        amount_fen=row.amount_fen,
        adviser_name=row.adviser_name,
    )
