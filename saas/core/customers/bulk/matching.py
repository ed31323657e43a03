"""Find which customers of a batch the group knows already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import text

from saas.core.customers.bulk.rows import Person, are_two
from saas.platform.database import copy_rows, session
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
# another id is somebody else. Of several the oldest.
_FIND = """
SELECT number, (array_agg(id ORDER BY priority, id))[1] AS id FROM (
    SELECT k.number, k.priority, c.id
    FROM bulk_customer_key k
    JOIN customer c ON c.tenant_id = :tenant AND c.source_system = k.source_system AND c.source_id = k.source_id
    WHERE k.priority = 1
    UNION ALL
    SELECT k.number, k.priority, c.id
    FROM bulk_customer_key k
    JOIN customer_contact_point p ON p.tenant_id = :tenant AND p.value_hash = k.hash AND p.kind = 'phone'
    JOIN customer c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id AND c.name_key = k.name_key
    WHERE k.priority = 2
      AND (k.source_id IS NULL OR c.source_id IS NULL OR c.source_system IS DISTINCT FROM k.source_system)
    UNION ALL
    SELECT k.number, k.priority, c.id
    FROM bulk_customer_key k
    JOIN customer_id_document d ON d.tenant_id = :tenant AND d.kind = k.name_key AND d.number_hash = k.hash
    JOIN customer c ON c.tenant_id = d.tenant_id AND c.id = d.customer_id
    WHERE k.priority = 3
      AND (k.source_id IS NULL OR c.source_id IS NULL OR c.source_system IS DISTINCT FROM k.source_system)
) found GROUP BY number
"""


def find_known(people: Sequence[Person]) -> dict[int, int]:
    """Number in the batch to the id of the customer whom the group knows; several may have the same one."""
    if not people:
        return {}
    copy_rows(session(), "bulk_customer_key", _KEYS, _keys(people))
    found = session().execute(text(_FIND), {"tenant": current_tenant()}).all()
    session().execute(text("DROP TABLE bulk_customer_key"))
    return {row.number: row.id for row in found}


def fold(people: Sequence[Person], known: dict[int, int]) -> tuple[list[Person], dict[int, int]]:
    """Put those together who turn out to be the same known customer.

    The people that are left, and the number of each of the batch to the number that now stands for it. Two whom the
    same system gives two ids stay two: the later one then is a new customer, and leaves `known`.
    """
    left: list[Person] = []
    stands_for: dict[int, int] = {}
    first: dict[int, Person] = {}
    for person in people:
        customer = known.get(person.number)
        other = first.get(customer) if customer is not None else None
        if other is not None and not are_two(other, person.row):
            other.take(person.row, person.contacts)
            other.document = person.document or other.document
            stands_for[person.number] = other.number
            del known[person.number]
            continue
        if other is not None:
            del known[person.number]
        elif customer is not None:
            first[customer] = person
        stands_for[person.number] = person.number
        left.append(person)
    return left, stands_for


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
