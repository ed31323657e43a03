"""Find which customers of a batch the group knows already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import text

from saas.core.customers.bulk.batches import find_known
from saas.core.customers.bulk.rows import CustomerRow, Person, gather
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

_KEYS = {
    "number": "integer",
    "priority": "smallint",
    "name_key": "text",
    "hash": "text",
    "source_system": "text",
    "source_id": "text",
}
# By source first, then by phone and name, then by identity number; a customer whom the same system gave
# another id is somebody else. Of several the oldest. Who was merged is the customer they turned out to be.
_FIND = """
SELECT number, (array_agg(id ORDER BY priority, id))[1] AS id FROM (
    SELECT k.number, k.priority, coalesce(c.merged_into_id, c.id) AS id
    FROM bulk_key k
    JOIN customer c ON c.tenant_id = :tenant AND c.source_system = k.source_system AND c.source_id = k.source_id
    WHERE k.priority = 1
    UNION ALL
    SELECT k.number, k.priority, coalesce(c.merged_into_id, c.id) AS id
    FROM bulk_key k
    JOIN customer_contact_point p ON p.tenant_id = :tenant AND p.value_hash = k.hash AND p.kind = 'phone'
    JOIN customer c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id AND c.name_key = k.name_key
    WHERE k.priority = 2
      AND (k.source_id IS NULL OR c.source_id IS NULL OR c.source_system IS DISTINCT FROM k.source_system)
    UNION ALL
    SELECT k.number, k.priority, coalesce(c.merged_into_id, c.id) AS id
    FROM bulk_key k
    JOIN customer_id_document d ON d.tenant_id = :tenant AND d.kind = k.name_key AND d.number_hash = k.hash
    JOIN customer c ON c.tenant_id = d.tenant_id AND c.id = d.customer_id
    WHERE k.priority = 3
      AND (k.source_id IS NULL OR c.source_id IS NULL OR c.source_system IS DISTINCT FROM k.source_system)
) found GROUP BY number
"""
_ELSEWHERE = """
SELECT id, name_key FROM customer
WHERE tenant_id = :tenant AND id = ANY(:ids) AND (store_id IS NULL OR store_id <> ALL(:stores))
"""


def match(people: Sequence[Person]) -> dict[int, int]:
    """Number in the batch to the id of the customer whom the group knows; several may have the same one."""
    return find_known(_FIND, _KEYS, _keys(people)) if people else {}


def find(rows: Iterable[CustomerRow]) -> list[int | None]:
    """The id of the customer whom each row means, none for one who is new."""
    people, numbers = gather(rows)
    known = match(people)
    return [known.get(number) for number in numbers]


def customers_elsewhere(ids: Collection[int], stores: Collection[int]) -> dict[int, str]:
    """Of these customers those who belong to none of the stores, with the names that imports compare."""
    if not ids:
        return {}
    parameters = {"tenant": current_tenant(), "ids": list(ids), "stores": list(stores)}
    return {row.id: row.name_key for row in session().execute(text(_ELSEWHERE), parameters)}


def _keys(people: Sequence[Person]) -> Iterator[tuple[object, ...]]:
    for person in people:
        system, source_id = person.source or (None, None)
        if source_id is not None:
            yield person.number, 1, "", "", system, source_id
        for hashed in person.phone_hashes:
            yield person.number, 2, person.name.key, hashed, system, source_id
        if person.document is not None:
            document, hashed = person.document
            yield person.number, 3, document.kind.value, hashed, system, source_id
