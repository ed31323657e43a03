"""Write the search tokens of a batch: all of the new customers', and of the changed ones what differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import text

from saas.core.customers.bulk.rows import Person
from saas.core.customers.models import ContactKind
from saas.core.customers.search_tokens import SearchSubject, batch_tokens
from saas.core.customers.tokens import OWN_SOURCE
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_tenant

_TOKEN = {"customer_id": "bigint", "kind": "text", "token": 'text COLLATE "C"', "source": "text"}
_INSERT_NEW = """
INSERT INTO search_token (tenant_id, customer_id, kind, token, source)
SELECT :tenant, customer_id, kind, token, source FROM bulk_token
"""
_INSERT_MISSING = """
INSERT INTO search_token (tenant_id, customer_id, kind, token, source)
SELECT :tenant, customer_id, kind, token, source FROM bulk_token
ON CONFLICT (tenant_id, token, kind, customer_id, source) DO NOTHING
"""
_DELETE_GONE = """
DELETE FROM search_token t USING (SELECT DISTINCT source FROM bulk_token_source) s
WHERE t.tenant_id = :tenant AND t.source = s.source AND t.customer_id = ANY(:ids) AND NOT EXISTS (
    SELECT 1 FROM bulk_token b WHERE b.customer_id = t.customer_id AND b.kind = t.kind AND b.token = t.token
      AND b.source = t.source)
"""
_SUBJECTS = """
SELECT c.id, c.name, array_agg(DISTINCT p.tail) FILTER (WHERE p.id IS NOT NULL) AS tails
FROM customer c
LEFT JOIN customer_contact_point p ON p.tenant_id = c.tenant_id AND p.customer_id = c.id AND p.kind = 'phone'
WHERE c.tenant_id = :tenant AND c.id = ANY(:ids) GROUP BY c.id, c.name
"""

Token = tuple[int, str, str, str]
"""Customer, kind, token and source."""


def write_tokens(
    people: Sequence[Person], ids: dict[int, int], known: Collection[int], changed: Collection[int]
) -> None:
    """Write the tokens of a batch's new and changed customers."""
    insert_tokens(_own(_new_subjects(people, ids, known)))
    if changed:
        replace_many(OWN_SOURCE, sorted(changed), _own(_stored_subjects(changed)))


def insert_tokens(tokens: Iterable[Token]) -> None:
    """Insert tokens that nobody has yet: their customers or their source are new."""
    copy_rows(session(), "bulk_token", _TOKEN, tokens)
    session().execute(text(_INSERT_NEW), {"tenant": current_tenant()})
    session().execute(text("DROP TABLE bulk_token"))


def replace_many(source: str, customer_ids: Sequence[int], tokens: Iterable[Token]) -> None:
    """Let a source give these customers exactly these tokens; those that stay are not touched."""
    copy_rows(session(), "bulk_token", _TOKEN, tokens)
    copy_rows(session(), "bulk_token_source", {"source": "text"}, [(source,)])
    parameters = {"tenant": current_tenant(), "ids": list(customer_ids)}
    session().execute(text(_DELETE_GONE), parameters)
    session().execute(text(_INSERT_MISSING), {"tenant": current_tenant()})
    session().execute(text("DROP TABLE bulk_token, bulk_token_source"))


def _own(subjects: Iterable[tuple[int, SearchSubject]]) -> Iterator[Token]:
    return ((customer, kind, token, OWN_SOURCE) for customer, kind, token in batch_tokens(subjects))


def _new_subjects(
    people: Sequence[Person], ids: dict[int, int], known: Collection[int]
) -> Iterator[tuple[int, SearchSubject]]:
    for person in people:
        customer = ids[person.number]
        if customer not in known:
            tails = {parts.tail for (kind, _), parts in person.contacts.items() if kind is ContactKind.PHONE}
            yield customer, SearchSubject(name=person.name.name, phone_tails=tuple(sorted(tails)))


def _stored_subjects(ids: Collection[int]) -> list[tuple[int, SearchSubject]]:
    rows = session().execute(text(_SUBJECTS), {"tenant": current_tenant(), "ids": list(ids)})
    return [
        (row.id, SearchSubject(name=row.name, phone_tails=tuple(sorted(row.tails or ())))) for row in rows
    ]
