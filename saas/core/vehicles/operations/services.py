"""Record a visit to the workshop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from saas.core.customers.models import Customer
from saas.core.organisation.models import Employee, Store
from saas.core.vehicles.models import CustomerVehicle, OwnershipRole, ServiceKind, ServiceRecord, Vehicle
from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.core.vehicles.operations.readings import ANOMALY, contradicts, keep_reading
from saas.core.vehicles.service_kinds import read_service_kind
from saas.platform.audit.recording import record
from saas.platform.clock import local_day
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDetails:
    """A visit as the store's own system tells it; amount in fen, odometer in km, days in the store's zone.

    kind: read from `kind_text` when not given. customer_id: who brought the vehicle, its owner when not given.
    """

    store_id: int
    order_no: str
    kind: ServiceKind | None = None
    kind_text: str = ""
    customer_id: int | None = None
    opened_on: date | None = None
    completed_at: datetime | None = None
    settled_on: date | None = None
    amount_fen: int | None = None
    odometer_km: int | None = None
    adviser_name: str = ""
    adviser_id: int | None = None
    note: str = ""


def create_service_record(
    vehicle_id: int,
    details: ServiceDetails,
    *,
    source_system: str | None = None,
    source_id: str | None = None,
) -> ServiceRecord:
    """Add a visit; the vehicle's last service, odometer and next maintenance follow from it.

    Raises NotFound, Invalid, and Conflict (`current` names `service_record_id`) for an order number that the store
    has already.
    """
    vehicle = load_for_change(Vehicle, vehicle_id)
    store = load(Store, details.store_id)
    _check(details)
    row = ServiceRecord(vehicle_id=vehicle_id, source_system=source_system, source_id=source_id)
    _apply(row, details, details.customer_id or owner_id_of(vehicle_id))
    session().add(row)
    session().flush()
    _tell_vehicle(vehicle, row, store)
    refresh_maintenance_due([vehicle_id])
    detail = {"vehicle_id": vehicle_id, "store_id": row.store_id, "kind": row.kind}
    record("vehicles.service_record.created", "service_record", row.id, detail=detail)
    return row


def visit_day(row: ServiceRecord, timezone: str) -> date | None:
    """The day of a visit in the store's zone: completed, else settled, else opened."""
    if row.completed_at:
        return local_day(row.completed_at, timezone)
    return row.settled_on or row.opened_on


def owner_id_of(vehicle_id: int) -> int | None:
    """The customer who owns a vehicle now, or none."""
    held = (
        CustomerVehicle.tenant_id == current_tenant(),
        CustomerVehicle.vehicle_id == vehicle_id,
        CustomerVehicle.is_current,
        CustomerVehicle.role == OwnershipRole.OWNER,
    )
    return session().scalars(select(CustomerVehicle.customer_id).where(*held)).one_or_none()


def _apply(row: ServiceRecord, details: ServiceDetails, customer_id: int | None) -> None:
    row.store_id, row.customer_id = details.store_id, customer_id
    row.order_no = details.order_no.strip()
    row.kind_text = details.kind_text.strip()
    row.kind = details.kind or read_service_kind(row.kind_text)
    row.opened_on, row.completed_at, row.settled_on = (
        details.opened_on,
        details.completed_at,
        details.settled_on,
    )
    row.amount_fen, row.odometer_km = details.amount_fen, details.odometer_km
    row.adviser_name, row.adviser_id = details.adviser_name.strip(), details.adviser_id
    row.note = details.note.strip()


def _tell_vehicle(vehicle: Vehicle, row: ServiceRecord, store: Store) -> None:
    day = visit_day(row, store.timezone)
    if day is None:
        return
    if vehicle.last_service_on is None or day > vehicle.last_service_on:
        vehicle.last_service_on = day
    if row.odometer_km is not None:
        # A workshop's reading is kept whatever it says: the visit did happen.
        anomaly = ANOMALY if contradicts(vehicle.id, day, row.odometer_km) else ""
        keep_reading(vehicle, on=day, km=row.odometer_km, source="service", anomaly=anomaly)
    session().flush()


def _check(details: ServiceDetails) -> None:
    if not details.order_no.strip():
        raise Invalid("order_no", _("Enter the number of the repair order."))
    if details.amount_fen is not None and details.amount_fen < 0:
        raise Invalid("amount_fen", _("An amount is not negative."))
    if details.customer_id is not None:
        load(Customer, details.customer_id)
    if details.adviser_id is not None:
        load(Employee, details.adviser_id)
    same = (
        ServiceRecord.tenant_id == current_tenant(),
        ServiceRecord.store_id == details.store_id,
        ServiceRecord.order_no == details.order_no.strip(),
    )
    found = session().scalars(select(ServiceRecord.id).where(*same)).one_or_none()
    if found is not None:
        raise Conflict(
            _("The store has a repair order of this number already."), current={"service_record_id": found}
        )
