"""Keep the odometer readings of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from saas.core.vehicles.operations.readings import ANOMALY
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkReading:
    """A reading in km, on a day in the store's zone."""

    vehicle_id: int
    on: date
    km: int
    source: str


_STAGE = {"vehicle_id": "bigint", "read_on": "date", "km": "integer", "source": "text"}
# A reading that does not fit those that are stored, or those of the batch before it, is kept and marked.
_INSERT = """
INSERT INTO odometer_reading (tenant_id, vehicle_id, read_on, km, source, anomaly)
SELECT :tenant, b.vehicle_id, b.read_on, b.km, b.source,
       CASE WHEN EXISTS (
           SELECT 1 FROM (
               SELECT o.read_on, o.km FROM odometer_reading o
               WHERE o.tenant_id = :tenant AND o.vehicle_id = b.vehicle_id AND o.anomaly = ''
               UNION ALL
               SELECT a.read_on, a.km FROM bulk_reading a WHERE a.vehicle_id = b.vehicle_id AND a.read_on < b.read_on
           ) other WHERE (other.read_on < b.read_on AND other.km > b.km)
                      OR (other.read_on > b.read_on AND other.km < b.km)
       ) THEN CAST(:anomaly AS text) ELSE '' END
FROM bulk_reading b
ON CONFLICT (tenant_id, vehicle_id, read_on, km, source) DO NOTHING
RETURNING vehicle_id
"""
_LATEST = """
UPDATE vehicle v SET odometer_on = r.read_on, odometer_km = r.km
FROM (
    SELECT DISTINCT ON (o.vehicle_id) o.vehicle_id, o.read_on, o.km FROM odometer_reading o
    WHERE o.tenant_id = :tenant AND o.vehicle_id = ANY(:ids) AND o.anomaly = ''
    ORDER BY o.vehicle_id, o.read_on DESC, o.km DESC
) r
WHERE v.tenant_id = :tenant AND v.id = r.vehicle_id
  AND (v.odometer_on, v.odometer_km) IS DISTINCT FROM (r.read_on, r.km)
"""


def keep_readings(readings: Sequence[BulkReading]) -> frozenset[int]:
    """Add the readings that are new and let the vehicles show their latest; the vehicles that got one.

    The row versions are the caller's to raise.
    """
    if not readings:
        return frozenset()
    rows = ((one.vehicle_id, one.on, one.km, one.source) for one in readings)
    copy_rows(session(), "bulk_reading", _STAGE, rows)
    # The staged rows are looked up by vehicle for each of them.
    session().execute(text("CREATE INDEX ON bulk_reading (vehicle_id, read_on)"))
    parameters = {"tenant": current_tenant(), "anomaly": ANOMALY}
    touched = frozenset(session().execute(text(_INSERT), parameters).scalars())
    session().execute(text("DROP TABLE bulk_reading"))
    if touched:
        session().execute(text(_LATEST), {"tenant": current_tenant(), "ids": sorted(touched)})
    return touched
