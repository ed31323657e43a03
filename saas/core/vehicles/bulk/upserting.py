"""Insert the new vehicles of a batch and change the known ones, each by one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from sqlalchemy import text

from saas.core.customers.bulk.batches import Counts, Upserted, fold, insert_new, stamp, touch
from saas.core.organisation.queries import zone_of
from saas.core.vehicles.bulk.matching import match
from saas.core.vehicles.bulk.ownership import give_owners
from saas.core.vehicles.bulk.readings import BulkReading, keep_readings
from saas.core.vehicles.bulk.rows import Car, VehicleRow, gather
from saas.core.vehicles.bulk.tokens import write_tokens
from saas.core.vehicles.models import Energy
from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.core.vehicles.operations.vehicles import vin_year
from saas.platform.clock import today
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_tenant

_STAGE = {
    "number": "integer",
    "id": "bigint",
    "vin": "text",
    "vin_problem": "text",
    "plate": "text",
    "make": "text",
    "series": "text",
    "model": "text",
    "model_year": "integer",
    "energy": "text",
    "colour": "text",
    "store_id": "bigint",
    "invoice_date": "date",
    "delivery_date": "date",
    "source_system": "text",
    "source_id": "text",
}
# Identity values are given in the order of the rows, so that sorted ids and sorted numbers belong together.
_INSERT = """
INSERT INTO vehicle (tenant_id, vin, vin_problem, plate, make, series, model, model_year, energy, colour, store_id,
                     invoice_date, delivery_date, source_system, source_id,
                     created_at, created_by, updated_at, updated_by, row_version)
SELECT :tenant, vin, vin_problem, plate, make, series, model, model_year, coalesce(energy, 'unknown'), colour, store_id,
       invoice_date, delivery_date, source_system, source_id, :now, :member, :now, :member, 1
FROM bulk_vehicle WHERE id IS NULL ORDER BY number
RETURNING id
"""
# A plate that the vehicle had before is an older file's: it stays in the past. A VIN never changes by a file.
_UPDATE = """
WITH wanted AS (
    SELECT v.id, coalesce(v.vin, b.vin) AS vin,
           CASE WHEN v.vin IS NULL THEN b.vin_problem ELSE v.vin_problem END AS vin_problem,
           CASE WHEN b.plate = '' OR EXISTS (SELECT 1 FROM plate_history h WHERE h.tenant_id = v.tenant_id
                     AND h.vehicle_id = v.id AND h.plate = b.plate) THEN v.plate ELSE b.plate END AS plate,
           coalesce(nullif(b.make, ''), v.make) AS make, coalesce(nullif(b.series, ''), v.series) AS series,
           coalesce(nullif(b.model, ''), v.model) AS model, coalesce(b.model_year, v.model_year) AS model_year,
           coalesce(b.energy, v.energy) AS energy, coalesce(nullif(b.colour, ''), v.colour) AS colour,
           coalesce(v.store_id, b.store_id) AS store_id,
           coalesce(b.invoice_date, v.invoice_date) AS invoice_date,
           coalesce(b.delivery_date, v.delivery_date) AS delivery_date,
           CASE WHEN v.source_id IS NULL THEN b.source_system ELSE v.source_system END AS source_system,
           coalesce(v.source_id, b.source_id) AS source_id, v.plate AS old_plate, v.vin AS old_vin
    FROM bulk_vehicle b JOIN vehicle v ON v.tenant_id = :tenant AND v.id = b.id
), changed AS (
    UPDATE vehicle v SET vin = w.vin, vin_problem = w.vin_problem, plate = w.plate, make = w.make, series = w.series,
        model = w.model, model_year = w.model_year, energy = w.energy, colour = w.colour, store_id = w.store_id,
        invoice_date = w.invoice_date, delivery_date = w.delivery_date, source_system = w.source_system,
        source_id = w.source_id, updated_at = :now, updated_by = :member, row_version = v.row_version + 1
    FROM wanted w
    WHERE v.tenant_id = :tenant AND v.id = w.id
      AND (v.vin, v.plate, v.make, v.series, v.model, v.model_year, v.energy, v.colour, v.store_id, v.invoice_date,
           v.delivery_date, v.source_id)
          IS DISTINCT FROM (w.vin, w.plate, w.make, w.series, w.model, w.model_year, w.energy, w.colour, w.store_id,
           w.invoice_date, w.delivery_date, w.source_id)
    RETURNING v.id, w.old_plate, w.old_vin, v.plate, v.vin
)
SELECT id, old_plate IS DISTINCT FROM plate AS replated,
       old_plate IS DISTINCT FROM plate OR old_vin IS DISTINCT FROM vin AS renamed FROM changed
"""
_END_PLATES = """
UPDATE plate_history SET valid_to = :today WHERE tenant_id = :tenant AND vehicle_id = ANY(:ids) AND valid_to IS NULL
"""
_NEXT_PLATES = """
INSERT INTO plate_history (tenant_id, vehicle_id, plate, valid_from)
SELECT v.tenant_id, v.id, v.plate,
       CASE WHEN EXISTS (SELECT 1 FROM plate_history h WHERE h.tenant_id = v.tenant_id AND h.vehicle_id = v.id)
            THEN CAST(:today AS date) END
FROM vehicle v WHERE v.tenant_id = :tenant AND v.id = ANY(:ids) AND v.plate <> '' ORDER BY v.id
"""


def upsert(rows: Iterable[VehicleRow]) -> Upserted:
    """Create or change the vehicles that these rows tell of, with plates, owners, readings and tokens.

    Meant for batches of some thousand rows inside one transaction each, after their owners. Empty cells erase nothing,
    and the same rows again change nothing. Writes no audit entry: the import that calls it writes one.
    """
    session().flush()
    cars, numbers = gather(rows)
    ids = match(cars)
    cars, stands_for = fold(cars, ids)
    known = frozenset(ids.values())
    copy_rows(session(), "bulk_vehicle", _STAGE, _staged(cars, ids))
    ids |= insert_new(_INSERT, cars, ids)
    changed = session().execute(text(_UPDATE), stamp()).all()
    session().execute(text("DROP TABLE bulk_vehicle"))
    created = frozenset(ids.values()) - known
    _write_plates(created, [row.id for row in changed if row.replated])
    passed_on = give_owners({ids[car.number]: car.claims for car in cars})
    read = keep_readings(_readings(cars, ids))
    updated = {row.id for row in changed}
    write_tokens(created | passed_on | {row.id for row in changed if row.renamed}, fresh=created)
    touch("vehicle", ((passed_on | read) & known) - updated)
    updated |= (passed_on | read) & known
    refresh_maintenance_due(sorted(created | updated))
    counts = Counts(created=len(created), updated=len(updated), unchanged=len(known) - len(updated))
    in_order = tuple(ids[stands_for[number]] for number in numbers)
    return Upserted(counts=counts, ids=in_order, created=created, updated=frozenset(updated))


def _staged(cars: Sequence[Car], ids: dict[int, int]) -> Iterator[tuple[object, ...]]:
    for car in cars:
        row = car.row
        yield (
            car.number,
            ids.get(car.number),
            row.vin or None,
            row.vin_problem,
            row.plate,
            row.make,
            row.series,
            row.model,
            row.model_year or vin_year(row.vin or None),
            row.energy.value if row.energy and row.energy is not Energy.UNKNOWN else None,
            row.colour,
            row.store_id,
            row.invoice_date,
            row.delivery_date,
            row.source_system if row.source_id else None,
            row.source_id if row.source_system else None,
        )


def _write_plates(created: Iterable[int], replated: Sequence[int]) -> None:
    parameters = {"tenant": current_tenant(), "today": today(zone_of(None))}
    if replated:
        session().execute(text(_END_PLATES), {**parameters, "ids": list(replated)})
    if plated := [*sorted(created), *replated]:
        session().execute(text(_NEXT_PLATES), {**parameters, "ids": plated})


def _readings(cars: Sequence[Car], ids: dict[int, int]) -> list[BulkReading]:
    reading = partial(BulkReading, source="import")
    return [
        reading(vehicle_id=ids[car.number], on=on, km=km) for car in cars for on, km in sorted(car.readings)
    ]
