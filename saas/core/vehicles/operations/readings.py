"""Odometer readings: they run forward, and one that does not is kept only with a reason."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from saas.core.vehicles.models import OdometerReading, Vehicle
from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.platform.audit.recording import record
from saas.platform.database import load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant

MAX_KM = 2_000_000
ANOMALY = "backwards"


def record_odometer(vehicle_id: int, *, on: date, km: int, source: str, reason: str = "") -> None:
    """Keep a reading; the same one again changes nothing.

    on: a day in the store's zone. source: where it comes from, as `manual`, `service`, `import`. reason: why one that
    runs backwards is kept all the same. Raises NotFound, and Invalid for an impossible or unexplained reading.
    """
    vehicle = load_for_change(Vehicle, vehicle_id)
    if not 0 <= km <= MAX_KM:
        raise Invalid("km", _("Enter kilometres between 0 and 2,000,000."))
    backwards = contradicts(vehicle_id, on, km)
    if backwards and not reason.strip():
        raise Invalid("km", _("This does not fit the other readings. Say why it is right all the same."))
    keep_reading(vehicle, on=on, km=km, source=source, anomaly=ANOMALY if backwards else "")
    refresh_maintenance_due([vehicle_id])
    detail = {"on": on, "km": km, "source": source, "anomaly": backwards}
    record("vehicles.odometer.recorded", "vehicle", vehicle_id, detail=detail, reason=reason)


def keep_reading(vehicle: Vehicle, *, on: date, km: int, source: str, anomaly: str) -> None:
    """Add a reading that was judged already, and let the vehicle show its latest one."""
    values = {
        "tenant_id": current_tenant(),
        "vehicle_id": vehicle.id,
        "read_on": on,
        "km": km,
        "source": source,
        "anomaly": anomaly,
    }
    session().execute(insert(OdometerReading).values(values).on_conflict_do_nothing())
    newer = vehicle.odometer_on is None or (on, km) > (vehicle.odometer_on, vehicle.odometer_km or 0)
    if not anomaly and newer:
        vehicle.odometer_on, vehicle.odometer_km = on, km
        session().flush()


def contradicts(vehicle_id: int, on: date, km: int) -> bool:
    """Whether an earlier reading shows more kilometres, or a later one fewer."""
    other = OdometerReading
    backwards = or_(and_(other.read_on <= on, other.km > km), and_(other.read_on >= on, other.km < km))
    # Of the same day both orders are possible, so only days apart contradict each other.
    found = select(func.count()).where(
        other.tenant_id == current_tenant(),
        other.vehicle_id == vehicle_id,
        other.anomaly == "",
        other.read_on != on,
        backwards,
    )
    return session().execute(found).scalar_one() > 0
