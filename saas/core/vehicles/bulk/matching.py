"""Find which vehicles of a batch the group knows already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import text

from saas.core.vehicles.bulk.rows import Car, are_two
from saas.platform.database import copy_rows, session
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
    FROM bulk_vehicle_key k
    JOIN vehicle v ON v.tenant_id = :tenant AND v.source_system = k.source_system AND v.source_id = k.source_id
    WHERE k.priority = 1
    UNION ALL
    SELECT k.number, k.priority, v.id
    FROM bulk_vehicle_key k
    JOIN vehicle v ON v.tenant_id = :tenant AND v.vin = k.vin
    WHERE k.priority = 2
    UNION ALL
    SELECT k.number, k.priority, v.id
    FROM bulk_vehicle_key k
    JOIN vehicle v ON v.tenant_id = :tenant AND v.plate = k.plate
    JOIN customer_vehicle t ON t.tenant_id = v.tenant_id AND t.vehicle_id = v.id AND t.is_current
    JOIN customer_contact_point p ON p.tenant_id = t.tenant_id AND p.customer_id = t.customer_id
         AND p.value_hash = k.hash AND p.kind = 'phone'
    WHERE k.priority = 3 AND (v.vin IS NULL OR k.vin IS NULL)
      AND (k.source_id IS NULL OR v.source_id IS NULL OR v.source_system IS DISTINCT FROM k.source_system)
) found GROUP BY number
"""


def find_known(cars: Sequence[Car]) -> dict[int, int]:
    """Number in the batch to the id of the vehicle that the group knows; several may have the same one."""
    if not cars:
        return {}
    copy_rows(session(), "bulk_vehicle_key", _KEYS, _keys(cars))
    found = session().execute(text(_FIND), {"tenant": current_tenant()}).all()
    session().execute(text("DROP TABLE bulk_vehicle_key"))
    return {row.number: row.id for row in found}


def fold(cars: Sequence[Car], known: dict[int, int]) -> tuple[list[Car], dict[int, int]]:
    """Put those together that turn out to be the same known vehicle.

    The vehicles that are left, and the number of each of the batch to the number that now stands for it. Two that
    cannot be one stay two: the later one then is a new vehicle, and leaves `known`.
    """
    left: list[Car] = []
    stands_for: dict[int, int] = {}
    first: dict[int, Car] = {}
    for car in cars:
        vehicle = known.get(car.number)
        other = first.get(vehicle) if vehicle is not None else None
        if other is not None and not are_two(other.row, car.row):
            other.take(car.row)
            other.readings |= car.readings
            stands_for[car.number] = other.number
            del known[car.number]
            continue
        if other is not None:
            del known[car.number]
        elif vehicle is not None:
            first[vehicle] = car
        stands_for[car.number] = car.number
        left.append(car)
    return left, stands_for


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
