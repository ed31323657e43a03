"""Give the vehicles of a batch the owners that their rows name; who is the present one, the dates decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import text

from saas.core.customers.bulk.batches import stamp
from saas.core.organisation.queries import zone_of
from saas.core.vehicles.bulk.rows import Claim
from saas.platform.clock import today
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_tenant

_CLAIM: Final = {
    "number": "integer",
    "vehicle_id": "bigint",
    "customer_id": "bigint",
    "since": "date",
    "seen": "date",
}
# bar: the last day on which we know the present owner as such (without one, on which the last one's time ended).
# Whoever is named on a later day is the owner from then on; who is named on an earlier one was it before. Who was its
# owner before comes back only by a day, and of two without any the later row holds.
_JUDGE: Final = """
CREATE TEMPORARY TABLE bulk_owner ON COMMIT DROP AS
WITH claim AS (
    SELECT vehicle_id, customer_id, max(since) AS since, max(seen) AS seen, max(number) AS number
    FROM bulk_claim GROUP BY vehicle_id, customer_id
), held AS (
    SELECT DISTINCT ON (c.vehicle_id) c.vehicle_id, t.customer_id AS owner_id,
           CASE WHEN t.id IS NULL THEN (
               SELECT max(p.valid_to) FROM customer_vehicle p
               WHERE p.tenant_id = :tenant AND p.vehicle_id = c.vehicle_id AND p.role = 'owner')
           ELSE greatest(t.valid_from, own.seen, (
               SELECT max(coalesce((s.completed_at AT TIME ZONE CAST(:zone AS text))::date, s.settled_on, s.opened_on))
               FROM service_record s
               WHERE s.tenant_id = :tenant AND s.vehicle_id = c.vehicle_id AND s.customer_id = t.customer_id))
           END AS bar
    FROM claim c
    LEFT JOIN customer_vehicle t
        ON t.tenant_id = :tenant AND t.vehicle_id = c.vehicle_id AND t.role = 'owner' AND t.is_current
    LEFT JOIN claim own ON own.vehicle_id = c.vehicle_id AND own.customer_id = t.customer_id
    WHERE c.customer_id IS DISTINCT FROM t.customer_id
), rival AS (
    SELECT c.*, h.bar, greatest(h.bar, lead(c.seen) OVER latest) AS before, row_number() OVER latest AS place,
           EXISTS (SELECT 1 FROM customer_vehicle p WHERE p.tenant_id = :tenant AND p.vehicle_id = c.vehicle_id
                   AND p.customer_id = c.customer_id AND p.role = 'owner') AS known
    FROM claim c JOIN held h ON h.vehicle_id = c.vehicle_id AND h.owner_id IS DISTINCT FROM c.customer_id
    WINDOW latest AS (PARTITION BY c.vehicle_id ORDER BY c.seen DESC NULLS LAST, c.number DESC)
), judged AS (
    SELECT r.*, place = 1 AND CASE WHEN bar IS NULL THEN seen IS NOT NULL OR NOT known
                                   ELSE coalesce(seen > bar, false) END AS wins
    FROM rival r
)
SELECT vehicle_id, customer_id, wins, seen,
       CASE WHEN NOT wins OR before IS NULL OR since > before THEN since
            ELSE coalesce((SELECT min(b.seen) FROM bulk_claim b WHERE b.vehicle_id = j.vehicle_id
                           AND b.customer_id = j.customer_id AND b.seen > j.before), seen) END AS since
FROM judged j WHERE wins OR NOT known
"""
_END: Final = """
UPDATE customer_vehicle t SET is_current = false, valid_to = coalesce(b.since, :today), updated_at = :now,
       updated_by = :member, row_version = t.row_version + 1
FROM bulk_owner b
WHERE b.wins AND t.tenant_id = :tenant AND t.vehicle_id = b.vehicle_id AND t.role = 'owner' AND t.is_current
RETURNING t.customer_id
"""
# Where somebody is owner again from the very day on which their time once began, that time goes on.
_GIVE: Final = """
INSERT INTO customer_vehicle (tenant_id, customer_id, vehicle_id, role, valid_from, valid_to, is_current,
                              created_at, created_by, updated_at, updated_by, row_version)
SELECT :tenant, customer_id, vehicle_id, 'owner', since, CASE WHEN NOT wins THEN seen END, wins,
       :now, :member, :now, :member, 1
FROM bulk_owner ORDER BY vehicle_id, wins DESC, seen, customer_id
ON CONFLICT (tenant_id, vehicle_id, customer_id, role, valid_from) DO UPDATE
    SET is_current = true, valid_to = NULL, updated_at = :now, updated_by = :member,
        row_version = customer_vehicle.row_version + 1
RETURNING vehicle_id, customer_id, is_current
"""
# Not joined: statistics know hardly a prospect, since a piece makes owners of them all, and a join for one row would be
# walked for each of thousands.
_BECOME_OWNERS: Final = """
UPDATE customer c SET lifecycle = 'owner', updated_at = :now, updated_by = :member, row_version = c.row_version + 1,
       lifecycle_on = (SELECT max(coalesce(b.since, :today)) FROM bulk_owner b WHERE b.customer_id = c.id AND b.wins)
WHERE c.tenant_id = :tenant AND c.id = ANY(:ids) AND c.lifecycle IN ('prospect', 'former')
"""
# A former owner without a day may as well be the next one: they stay what they are.
_BECOME_FORMER: Final = """
UPDATE customer c SET lifecycle = 'former', lifecycle_on = t.day, updated_at = :now, updated_by = :member,
       row_version = c.row_version + 1
FROM (SELECT customer_id, max(valid_to) AS day FROM customer_vehicle
      WHERE tenant_id = :tenant AND role = 'owner' AND customer_id = ANY(:ids)
      GROUP BY customer_id HAVING NOT bool_or(is_current)) t
WHERE c.tenant_id = :tenant AND c.id = t.customer_id AND c.lifecycle <> 'former' AND t.day IS NOT NULL
"""


def give_owners(claims: Mapping[int, Iterable[Claim]]) -> frozenset[int]:
    """Write who owns vehicles (by id), or once did; the vehicles that got an owner, present or former.

    The time of ownership begins with delivery, else with the invoice, else on an unknown day; one that follows another
    begins with the first day that is told of it. Who owns no vehicle any more becomes a former customer.
    """
    rows = [
        (number, vehicle_id, claim.owner_id, claim.since, claim.seen)
        for vehicle_id, ones in claims.items()
        for number, claim in enumerate(ones)
    ]
    if not rows:
        return frozenset()
    zone = zone_of(None)
    values = {**stamp(), "today": today(zone)}
    copy_rows(session(), "bulk_claim", _CLAIM, rows)
    session().execute(text(_JUDGE), {"tenant": current_tenant(), "zone": zone})
    session().execute(text("CREATE INDEX ON bulk_owner (customer_id)"))
    session().execute(text("ANALYZE bulk_owner"))
    ended = set(session().execute(text(_END), values).scalars())
    given = session().execute(text(_GIVE), values).all()
    for statement, customers in (
        (_BECOME_OWNERS, {tie.customer_id for tie in given if tie.is_current}),
        (_BECOME_FORMER, ended | {tie.customer_id for tie in given if not tie.is_current}),
    ):
        if customers:
            session().execute(text(statement), {**values, "ids": sorted(customers)})
    session().execute(text("DROP TABLE bulk_claim, bulk_owner"))
    return frozenset(tie.vehicle_id for tie in given)
