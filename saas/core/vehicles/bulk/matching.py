"""Find which vehicles of a batch the group knows already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import text

from saas.core.customers.bulk.batches import find_known
from saas.core.vehicles.bulk.rows import Car, VehicleRow, gather
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

_KEYS = {
    "number": "integer",
    "priority": "smallint",
    "vin": "text",
    "plate": "text",
    "hash": "text",
    "source_system": "text",
    "source_id": "text",
}
# By source, then by VIN, then by the plate and a phone of who is tied to it now; two VINs are two vehicles.
_FIND = """
SELECT number, (array_agg(id ORDER BY priority, id))[1] AS id FROM (
    SELECT k.number, k.priority, v.id
    FROM bulk_key k
    JOIN vehicle v ON v.tenant_id = :tenant AND v.source_system = k.source_system AND v.source_id = k.source_id
    WHERE k.priority = 1
    UNION ALL
    SELECT k.number, k.priority, v.id
    FROM bulk_key k
    JOIN vehicle v ON v.tenant_id = :tenant AND v.vin = k.vin
    WHERE k.priority = 2
    UNION ALL
    SELECT k.number, k.priority, v.id
    FROM bulk_key k
    JOIN vehicle v ON v.tenant_id = :tenant AND v.plate = k.plate
    JOIN customer_vehicle t ON t.tenant_id = v.tenant_id AND t.vehicle_id = v.id AND t.is_current
    JOIN customer_contact_point p ON p.tenant_id = t.tenant_id AND p.customer_id = t.customer_id
         AND p.value_hash = k.hash AND p.kind = 'phone'
    WHERE k.priority = 3 AND (v.vin IS NULL OR k.vin IS NULL)
      AND (k.source_id IS NULL OR v.source_id IS NULL OR v.source_system IS DISTINCT FROM k.source_system)
) found GROUP BY number
"""
_ELSEWHERE = """
SELECT v.id FROM vehicle v
WHERE v.tenant_id = :tenant AND v.id = ANY(:ids) AND (v.store_id IS NULL OR v.store_id <> ALL(:stores))
  AND NOT EXISTS (
      SELECT 1 FROM customer_vehicle t
      JOIN customer c ON c.tenant_id = t.tenant_id AND c.id = t.customer_id AND c.store_id = ANY(:stores)
      WHERE t.tenant_id = v.tenant_id AND t.vehicle_id = v.id AND t.is_current)
"""


def match(cars: Sequence[Car]) -> dict[int, int]:
    """Number in the batch to the id of the vehicle that the group knows; several may have the same one."""
    return find_known(_FIND, _KEYS, _keys(cars)) if cars else {}


def find(rows: Iterable[VehicleRow]) -> list[int | None]:
    """The id of the vehicle that each row means, none for one that is new."""
    cars, numbers = gather(rows)
    known = match(cars)
    return [known.get(number) for number in numbers]


def vehicles_elsewhere(ids: Collection[int], stores: Collection[int]) -> frozenset[int]:
    """Of these vehicles those that belong neither to one of the stores nor to one of their customers."""
    if not ids:
        return frozenset()
    parameters = {"tenant": current_tenant(), "ids": list(ids), "stores": list(stores)}
    return frozenset(session().execute(text(_ELSEWHERE), parameters).scalars())


def _keys(cars: Sequence[Car]) -> Iterator[tuple[object, ...]]:
    for car in cars:
        row, vin = car.row, car.row.vin or None
        system, source_id = (
            (row.source_system, row.source_id) if row.source_system and row.source_id else (None, None)
        )
        if source_id is not None:
            yield car.number, 1, vin, "", "", system, source_id
        if vin is not None:
            yield car.number, 2, vin, "", "", system, source_id
        if row.plate:
            for hashed in car.hashes:
                yield car.number, 3, vin, row.plate, hashed, system, source_id
