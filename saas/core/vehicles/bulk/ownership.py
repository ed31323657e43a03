"""Give the vehicles of a batch the owners that their rows name."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from saas.core.organisation.queries import zone_of
from saas.core.vehicles.bulk.rows import VehicleRow
from saas.platform.clock import now, today
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_actor, current_tenant

# Who was its owner before is an older file's: the vehicle stays with who has it now.
_WANTED = """
DELETE FROM bulk_owner b USING customer_vehicle t
WHERE t.tenant_id = :tenant AND t.vehicle_id = b.vehicle_id AND t.customer_id = b.customer_id AND t.role = 'owner'
"""
_END = """
UPDATE customer_vehicle t SET is_current = false, valid_to = coalesce(b.since, :today), updated_at = :now,
       updated_by = :member, row_version = t.row_version + 1
FROM bulk_owner b
WHERE t.tenant_id = :tenant AND t.vehicle_id = b.vehicle_id AND t.role = 'owner' AND t.is_current
"""
_GIVE = """
INSERT INTO customer_vehicle (tenant_id, customer_id, vehicle_id, role, valid_from, is_current,
                              created_at, created_by, updated_at, updated_by, row_version)
SELECT :tenant, customer_id, vehicle_id, 'owner', since, true, :now, :member, :now, :member, 1
FROM bulk_owner ORDER BY vehicle_id
RETURNING vehicle_id
"""
_BECOME_OWNERS = """
UPDATE customer c SET lifecycle = 'owner', lifecycle_on = b.day, updated_at = :now, updated_by = :member,
       row_version = c.row_version + 1
FROM (SELECT customer_id, max(coalesce(since, :today)) AS day FROM bulk_owner GROUP BY customer_id) b
WHERE c.tenant_id = :tenant AND c.id = b.customer_id AND c.lifecycle IN ('prospect', 'former')
"""


def give_owners(rows: Mapping[int, VehicleRow]) -> frozenset[int]:
    """Give vehicles (by id) the owner of their row; the vehicles that changed hands or got their first owner.

    The time of ownership begins with delivery, else with the invoice, else on an unknown day.
    """
    if not rows:
        return frozenset()
    columns = {"vehicle_id": "bigint", "customer_id": "bigint", "since": "date"}
    wanted = (
        (vehicle_id, row.owner_id, row.delivery_date or row.invoice_date) for vehicle_id, row in rows.items()
    )
    copy_rows(session(), "bulk_owner", columns, wanted)
    stamp = {
        "tenant": current_tenant(),
        "now": now(),
        "today": today(zone_of(None)),
        "member": current_actor().member_id,
    }
    session().execute(text(_WANTED), stamp)
    session().execute(text(_END), stamp)
    given = frozenset(session().execute(text(_GIVE), stamp).scalars())
    session().execute(text(_BECOME_OWNERS), stamp)
    session().execute(text("DROP TABLE bulk_owner"))
    return given
