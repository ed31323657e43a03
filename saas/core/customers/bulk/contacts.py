"""Add the contacts and identity numbers of a batch that its customers do not have yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import text

from saas.core.customers.bulk.batches import stamp
from saas.core.customers.bulk.rows import Person
from saas.core.customers.id_documents import id_tail
from saas.platform.database import copy_rows, session
from saas.platform.security.keys import seal
from saas.platform.tenancy import current_tenant

_POINT = {
    "customer_id": "bigint",
    "kind": "text",
    "value": "bytea",
    "value_hash": "text",
    "tail": "text",
    "is_primary": "boolean",
}
_INSERT_POINTS = """
INSERT INTO customer_contact_point (tenant_id, customer_id, kind, value, value_hash, tail, label, is_primary, status,
                                    created_at, created_by, updated_at, updated_by, row_version)
SELECT :tenant, customer_id, kind, value, value_hash, tail, '', is_primary, 'unverified',
       :now, :member, :now, :member, 1
FROM bulk_point
"""
_DOCUMENT = {
    "customer_id": "bigint",
    "kind": "text",
    "number": "bytea",
    "number_hash": "text",
    "tail": "text",
}
_REPLACED = """
DELETE FROM customer_id_document d USING bulk_document b
WHERE d.tenant_id = :tenant AND d.customer_id = b.customer_id AND d.kind = b.kind
"""
_INSERT_DOCUMENTS = """
INSERT INTO customer_id_document (tenant_id, customer_id, kind, number, number_hash, tail,
                                  created_at, created_by, updated_at, updated_by, row_version)
SELECT :tenant, customer_id, kind, number, number_hash, tail, :now, :member, :now, :member, 1 FROM bulk_document
"""


def add_contacts(people: Sequence[Person], ids: dict[int, int], known: Collection[int]) -> set[int]:
    """Add what is new; the customers who got something. The first of its kind is the primary one."""
    stored = _stored_points(known)
    rows = list(_new_points(people, ids, stored))
    if rows:
        copy_rows(session(), "bulk_point", _POINT, rows)
        session().execute(text(_INSERT_POINTS), stamp())
        session().execute(text("DROP TABLE bulk_point"))
    return {int(row[0]) for row in rows}


def add_documents(people: Sequence[Person], ids: dict[int, int], known: Collection[int]) -> set[int]:
    """Add or replace identity numbers; the customers whose number is new."""
    stored = _stored_documents(known)
    tenant, rows = current_tenant(), []
    for person in people:
        if person.document is None:
            continue
        (document, hashed), customer = person.document, ids[person.number]
        if (customer, document.kind.value, hashed) not in stored:
            sealed = seal(tenant, "customer_id_document.number", document.number)
            rows.append((customer, document.kind.value, sealed, hashed, id_tail(document.number)))
    if rows:
        copy_rows(session(), "bulk_document", _DOCUMENT, rows)
        session().execute(text(_REPLACED), {"tenant": tenant})
        session().execute(text(_INSERT_DOCUMENTS), stamp())
        session().execute(text("DROP TABLE bulk_document"))
    return {row[0] for row in rows}


def _new_points(
    people: Sequence[Person], ids: dict[int, int], stored: dict[int, set[tuple[str, str]]]
) -> Iterator[tuple[int, str, bytes, str, str, bool]]:
    tenant = current_tenant()
    for person in people:
        customer = ids[person.number]
        have = stored.get(customer, set())
        kinds = {kind for kind, _hash in have}
        for (kind, hashed), parts in person.contacts.items():
            if (kind.value, hashed) in have:
                continue
            sealed = seal(tenant, "customer_contact_point.value", parts.value)
            yield customer, kind.value, sealed, hashed, parts.tail, kind.value not in kinds
            kinds.add(kind.value)


def _stored_points(known: Collection[int]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    if known:
        statement = text(
            "SELECT customer_id, kind, value_hash FROM customer_contact_point"
            " WHERE tenant_id = :tenant AND customer_id = ANY(:ids)"
        )
        for row in session().execute(statement, {"tenant": current_tenant(), "ids": list(known)}):
            found.setdefault(row.customer_id, set()).add((row.kind, row.value_hash))
    return found


def _stored_documents(known: Collection[int]) -> set[tuple[int, str, str]]:
    if not known:
        return set()
    statement = text(
        "SELECT customer_id, kind, number_hash FROM customer_id_document"
        " WHERE tenant_id = :tenant AND customer_id = ANY(:ids)"
    )
    rows = session().execute(statement, {"tenant": current_tenant(), "ids": list(known)})
    return {(row.customer_id, row.kind, row.number_hash) for row in rows}
