"""Create and edit vehicles; a wrong VIN check digit is a warning on the vehicle, never a refusal."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select

from saas.core.customers.models import Customer
from saas.core.organisation.models import Store
from saas.core.organisation.queries import zone_of
from saas.core.vehicles.events import VehicleAdded
from saas.core.vehicles.models import Energy, PlateHistory, Vehicle
from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.core.vehicles.operations.ownership import transfer_ownership
from saas.core.vehicles.plates import PlateProblem, read_plate
from saas.core.vehicles.tokens import refresh_vehicle_tokens
from saas.core.vehicles.vin import model_year, read_vin
from saas.platform.audit.recording import changes_of, record
from saas.platform.clock import now, today
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid, VersionConflict
from saas.platform.events import publish
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleDetails:
    """A vehicle's own data, as they were typed; days in the store's zone."""

    vin: str = ""
    plate: str = ""
    make: str = ""
    series: str = ""
    model: str = ""
    model_year: int | None = None
    energy: Energy = Energy.UNKNOWN
    colour: str = ""
    store_id: int | None = None
    invoice_date: date | None = None
    delivery_date: date | None = None


def create_vehicle(
    details: VehicleDetails,
    *,
    owner_id: int | None = None,
    source_system: str | None = None,
    source_id: str | None = None,
) -> Vehicle:
    """Add a vehicle, with its owner from the day of delivery (else of the invoice) on.

    Raises NotFound for an owner that does not exist, Invalid for data that cannot be taken, and Conflict (`current`
    names `vehicle_id`) when the group has a vehicle of this VIN.
    """
    if owner_id is not None:
        load(Customer, owner_id)
    vehicle = Vehicle(source_system=source_system, source_id=source_id)
    _apply(vehicle, details)
    if not (vehicle.vin or vehicle.plate):
        raise Invalid("vin", _("Enter the VIN or the plate."))
    session().add(vehicle)
    session().flush()
    if vehicle.plate:
        session().add(PlateHistory(vehicle_id=vehicle.id, plate=vehicle.plate))
    record("vehicles.vehicle.created", "vehicle", vehicle.id, detail={"store_id": vehicle.store_id})
    publish(VehicleAdded(vehicle_id=vehicle.id))
    if owner_id is not None:
        transfer_ownership(vehicle.id, owner_id, on=vehicle.delivery_date or vehicle.invoice_date)
    refresh_maintenance_due([vehicle.id])
    return vehicle


def edit_vehicle(vehicle_id: int, details: VehicleDetails, *, version: int) -> Vehicle:
    """Change a vehicle's own data; a new plate ends the old one's time.

    version: the row version that the person saw; raises Conflict with the stored values in `current` when somebody
    else was faster. Raises NotFound, Invalid, and Conflict for the VIN of another vehicle.
    """
    vehicle = load_for_change(Vehicle, vehicle_id)
    if vehicle.row_version != version:
        raise VersionConflict(
            _("Somebody else changed this vehicle in the meantime."), current=details_of(vehicle)
        )
    plate = vehicle.plate
    _apply(vehicle, details)
    changes = changes_of(vehicle)
    if not changes:
        return vehicle
    session().flush()
    if vehicle.plate != plate:
        change_plate(vehicle, plate)
    if {"vin", "plate"} & set(changes):
        refresh_vehicle_tokens(vehicle)
    record("vehicles.vehicle.edited", "vehicle", vehicle.id, changes=changes)
    refresh_maintenance_due([vehicle.id])
    return vehicle


def details_of(vehicle: Vehicle) -> dict[str, object]:
    """The stored values under the names of `VehicleDetails`."""
    return {field.name: getattr(vehicle, field.name) for field in fields(VehicleDetails)}


def change_plate(vehicle: Vehicle, before: str) -> None:
    """End the time of the plate that the vehicle had and begin that of the one it has."""
    day = today(zone_of(vehicle.store_id))
    mine = (PlateHistory.tenant_id == current_tenant(), PlateHistory.vehicle_id == vehicle.id)
    for row in session().scalars(select(PlateHistory).where(*mine, PlateHistory.valid_to.is_(None))):
        row.valid_to = day
    if vehicle.plate:
        begins = day if before else None
        session().add(PlateHistory(vehicle_id=vehicle.id, plate=vehicle.plate, valid_from=begins))
    session().flush()


def _apply(vehicle: Vehicle, details: VehicleDetails) -> None:
    # Before anything is written to the row: the look would flush a key that leads nowhere.
    if details.store_id is not None and session().get(Store, (current_tenant(), details.store_id)) is None:
        raise Invalid("store_id", _("There is no such store."))
    vehicle.vin, vehicle.vin_problem = _checked_vin(details.vin, vehicle.id)
    vehicle.plate = _checked_plate(details.plate)
    vehicle.make, vehicle.series = details.make.strip(), details.series.strip()
    vehicle.model, vehicle.colour = details.model.strip(), details.colour.strip()
    vehicle.model_year = details.model_year or vin_year(vehicle.vin)
    vehicle.energy = details.energy
    vehicle.store_id = details.store_id
    vehicle.invoice_date, vehicle.delivery_date = details.invoice_date, details.delivery_date


def vin_year(vin: str | None) -> int | None:
    """The model year that a VIN says, or none."""
    return model_year(vin, latest=now().year + 1) if vin else None


def _checked_vin(text: str, own_id: int | None) -> tuple[str | None, str]:
    if not text.strip():
        return None, ""
    reading = read_vin(text)
    if not reading.usable:
        hint = _("Did you mean %(vin)s?", vin=reading.suggestion) if reading.suggestion else ""
        raise Invalid(
            "vin", f"{_('A VIN has 17 characters: digits and letters without I, O and Q.')} {hint}".strip()
        )
    same = (Vehicle.tenant_id == current_tenant(), Vehicle.vin == reading.vin)
    with session().no_autoflush:
        found = session().scalars(select(Vehicle.id).where(*same)).one_or_none()
    if found is not None and found != own_id:
        raise Conflict(_("There is a vehicle with this VIN already."), current={"vehicle_id": found})
    return reading.vin, reading.problem or ""


def _checked_plate(text: str) -> str:
    if not text.strip():
        return ""
    reading = read_plate(text)
    if reading.problem is PlateProblem.NONE_YET:
        return ""
    if reading.problem is not None:
        raise Invalid("plate", _("This is no number plate."))
    return reading.plate
