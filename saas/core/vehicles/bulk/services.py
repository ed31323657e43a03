"""Insert and change many visits at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import text

from saas.core.customers.bulk.batches import Counts, Upserted, stamp
from saas.core.vehicles.bulk.readings import BulkReading, keep_readings
from saas.core.vehicles.bulk.rows import ServiceRow
from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_tenant

_STAGE = {
    "number": "integer",
    "store_id": "bigint",
    "vehicle_id": "bigint",
    "customer_id": "bigint",
    "order_no": "text",
    "kind": "text",
    "kind_text": "text",
    "opened_on": "date",
    "completed_at": "timestamptz",
    "settled_on": "date",
    "amount_fen": "bigint",
    "odometer_km": "integer",
    "adviser_name": "text",
    "adviser_id": "bigint",
    "note": "text",
    "source_system": "text",
    "source_id": "text",
    "visited_on": "date",
}
_FIND = """
UPDATE bulk_service b SET id = f.id FROM (
    SELECT number, (array_agg(id ORDER BY priority, id))[1] AS id FROM (
        SELECT b.number, 1 AS priority, s.id FROM bulk_service b JOIN service_record s
            ON s.tenant_id = :tenant AND s.source_system = b.source_system AND s.source_id = b.source_id
        UNION ALL
        SELECT b.number, 2, s.id FROM bulk_service b JOIN service_record s
            ON s.tenant_id = :tenant AND s.store_id = b.store_id AND s.order_no = b.order_no
    ) any_key GROUP BY number
) f WHERE f.number = b.number
"""
_INSERT = """
INSERT INTO service_record (tenant_id, store_id, vehicle_id, customer_id, order_no, kind, kind_text, opened_on,
        completed_at, settled_on, amount_fen, odometer_km, adviser_name, adviser_id, note, source_system, source_id,
        created_at, created_by, updated_at, updated_by, row_version)
SELECT :tenant, store_id, vehicle_id, coalesce(b.customer_id, (
           SELECT t.customer_id FROM customer_vehicle t WHERE t.tenant_id = :tenant AND t.vehicle_id = b.vehicle_id
              AND t.is_current AND t.role = 'owner')),
       order_no, kind, kind_text, opened_on, completed_at, settled_on, amount_fen, odometer_km, adviser_name,
       adviser_id, note, source_system, source_id, :now, :member, :now, :member, 1
FROM bulk_service b WHERE id IS NULL ORDER BY number
RETURNING id
"""
_UPDATE = """
WITH wanted AS (
    SELECT s.id, b.vehicle_id, coalesce(b.customer_id, s.customer_id) AS customer_id,
           CASE WHEN b.kind_text = '' THEN s.kind ELSE b.kind END AS kind,
           coalesce(nullif(b.kind_text, ''), s.kind_text) AS kind_text,
           coalesce(b.opened_on, s.opened_on) AS opened_on, coalesce(b.completed_at, s.completed_at) AS completed_at,
           coalesce(b.settled_on, s.settled_on) AS settled_on, coalesce(b.amount_fen, s.amount_fen) AS amount_fen,
           coalesce(b.odometer_km, s.odometer_km) AS odometer_km,
           coalesce(nullif(b.adviser_name, ''), s.adviser_name) AS adviser_name,
           coalesce(b.adviser_id, s.adviser_id) AS adviser_id, coalesce(nullif(b.note, ''), s.note) AS note,
           CASE WHEN s.source_id IS NULL THEN b.source_system ELSE s.source_system END AS source_system,
           coalesce(s.source_id, b.source_id) AS source_id
    FROM bulk_service b JOIN service_record s ON s.tenant_id = :tenant AND s.id = b.id
)
UPDATE service_record s SET vehicle_id = w.vehicle_id, customer_id = w.customer_id, kind = w.kind,
       kind_text = w.kind_text, opened_on = w.opened_on, completed_at = w.completed_at, settled_on = w.settled_on,
       amount_fen = w.amount_fen, odometer_km = w.odometer_km, adviser_name = w.adviser_name,
       adviser_id = w.adviser_id, note = w.note, source_system = w.source_system, source_id = w.source_id,
       updated_at = :now, updated_by = :member, row_version = s.row_version + 1
FROM wanted w
WHERE s.tenant_id = :tenant AND s.id = w.id
  AND (s.vehicle_id, s.customer_id, s.kind, s.kind_text, s.opened_on, s.completed_at, s.settled_on, s.amount_fen,
       s.odometer_km, s.adviser_name, s.adviser_id, s.note, s.source_id)
      IS DISTINCT FROM (w.vehicle_id, w.customer_id, w.kind, w.kind_text, w.opened_on, w.completed_at, w.settled_on,
       w.amount_fen, w.odometer_km, w.adviser_name, w.adviser_id, w.note, w.source_id)
RETURNING s.id
"""
_LAST_SERVICE = """
UPDATE vehicle v SET last_service_on = b.day, updated_at = :now, updated_by = :member, row_version = v.row_version + 1
FROM (SELECT vehicle_id, max(visited_on) AS day FROM bulk_service GROUP BY vehicle_id) b
WHERE v.tenant_id = :tenant AND v.id = b.vehicle_id AND (v.last_service_on IS NULL OR v.last_service_on < b.day)
"""


_ELSEWHERE = """
SELECT s.source_system, s.source_id FROM service_record s
JOIN unnest(CAST(:systems AS text[]), CAST(:ids AS text[])) k(source_system, source_id)
  ON s.source_system = k.source_system AND s.source_id = k.source_id
WHERE s.tenant_id = :tenant AND s.store_id <> ALL(:stores)
"""


def visits_elsewhere(
    keys: Collection[tuple[str, str]], stores: Collection[int]
) -> frozenset[tuple[str, str]]:
    """Of these (source_system, source_id) those that are visits to none of the stores."""
    if not keys:
        return frozenset()
    systems, ids = zip(*keys, strict=True)
    parameters = {
        "tenant": current_tenant(),
        "systems": list(systems),
        "ids": list(ids),
        "stores": list(stores),
    }
    rows = session().execute(text(_ELSEWHERE), parameters)
    return frozenset((row.source_system, row.source_id) for row in rows)


def upsert_service_records(rows: Iterable[ServiceRow]) -> Upserted:
    """Create or change the visits that these rows tell of; the vehicles' last service and readings follow.

    Meant for batches of some thousand rows inside one transaction each. Empty cells erase nothing, and the same rows
    again change nothing. Writes no audit entry: the import that calls it writes one.
    """
    session().flush()
    visits, numbers = _gather(rows)
    copy_rows(session(), "bulk_service", _STAGE, _staged(visits))
    session().execute(text("ALTER TABLE bulk_service ADD COLUMN id bigint"))
    session().execute(text(_FIND), {"tenant": current_tenant()})
    ids = _known()
    known = frozenset(ids.values())
    new = [number for number in range(len(visits)) if number not in ids]
    made = session().execute(text(_INSERT), stamp()).scalars() if new else ()
    ids |= dict(zip(new, sorted(made), strict=True))
    updated = frozenset(session().execute(text(_UPDATE), stamp()).scalars())
    session().execute(text(_LAST_SERVICE), stamp())
    session().execute(text("DROP TABLE bulk_service"))
    keep_readings(_readings(visits))
    created = frozenset(ids.values()) - known
    touched = created | updated
    refresh_maintenance_due(sorted({v.vehicle_id for n, v in enumerate(visits) if ids[n] in touched}))
    counts = Counts(created=len(created), updated=len(updated), unchanged=len(known) - len(updated))
    in_order = tuple(ids[number] for number in numbers)
    return Upserted(counts=counts, ids=in_order, created=created, updated=updated)


def _gather(rows: Iterable[ServiceRow]) -> tuple[list[ServiceRow], list[int]]:
    """The visits of a batch, the last row of each, and for each row the number of its visit."""
    visits: list[ServiceRow] = []
    known: dict[tuple[object, ...], int] = {}
    numbers: list[int] = []
    for row in rows:
        keys: list[tuple[object, ...]] = [("order", row.store_id, row.order_no)]
        if row.source_system and row.source_id:
            keys.insert(0, ("source", row.source_system, row.source_id))
        number = next((known[key] for key in keys if key in known), len(visits))
        if number == len(visits):
            visits.append(row)
        visits[number] = row
        known.update(dict.fromkeys(keys, number))
        numbers.append(number)
    return visits, numbers


def _staged(visits: Sequence[ServiceRow]) -> Iterator[tuple[object, ...]]:
    # The columns after the number are named like the row's fields.
    fields = list(_STAGE)[1:]
    for number, visit in enumerate(visits):
        yield (number, *(getattr(visit, name) for name in fields))


def _known() -> dict[int, int]:
    rows = session().execute(text("SELECT number, id FROM bulk_service WHERE id IS NOT NULL"))
    return {row.number: row.id for row in rows}


def _readings(visits: Sequence[ServiceRow]) -> list[BulkReading]:
    return [
        BulkReading(vehicle_id=visit.vehicle_id, on=visit.visited_on, km=visit.odometer_km, source="service")
        for visit in visits
        if visit.odometer_km is not None
    ]
