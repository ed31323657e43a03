"""Insert the new customers of a batch and change the known ones, each by one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import text

from saas.core.customers.bulk.batches import Counts, Upserted, fold, insert_new, stamp, touch
from saas.core.customers.bulk.contacts import add_contacts, add_documents
from saas.core.customers.bulk.matching import match
from saas.core.customers.bulk.rows import CustomerRow, Person, gather
from saas.core.customers.bulk.tokens import write_tokens
from saas.core.customers.models import Gender
from saas.core.customers.operations.duplicates import NOTE_DUPLICATES, duplicate_parameters
from saas.platform.database import copy_rows, session

_STAGE = {
    "number": "integer",
    "id": "bigint",
    "name": "text",
    "name_key": "text",
    "name_sort": 'text COLLATE "C"',
    "kind": "text",
    "gender": "text",
    "birth_date": "date",
    "store_id": "bigint",
    "source_system": "text",
    "source_id": "text",
}
# Identity values are given in the order of the rows, so that sorted ids and sorted numbers belong together.
_INSERT = """
INSERT INTO customer (tenant_id, name, name_key, name_sort, kind, gender, birth_date, lifecycle, store_id,
                      source_system, source_id, note, update_wanted,
                      created_at, created_by, updated_at, updated_by, row_version)
SELECT :tenant, name, name_key, name_sort, kind, coalesce(gender, 'unknown'), birth_date, 'prospect', store_id,
       source_system, source_id, '', false, :now, :member, :now, :member, 1
FROM bulk_customer WHERE id IS NULL ORDER BY number
RETURNING id
"""
# The name changes only under another key: a known customer's name matched by phone stays as somebody wrote it.
_UPDATE = """
UPDATE customer c SET
    name = CASE WHEN c.name_key = b.name_key THEN c.name ELSE b.name END,
    name_sort = CASE WHEN c.name_key = b.name_key THEN c.name_sort ELSE b.name_sort END,
    name_key = b.name_key,
    gender = coalesce(b.gender, c.gender),
    birth_date = coalesce(b.birth_date, c.birth_date),
    store_id = coalesce(c.store_id, b.store_id),
    source_system = CASE WHEN c.source_id IS NULL THEN b.source_system ELSE c.source_system END,
    source_id = coalesce(c.source_id, b.source_id),
    updated_at = :now, updated_by = :member, row_version = c.row_version + 1
FROM bulk_customer b
WHERE c.tenant_id = :tenant AND c.id = b.id AND (
    c.name_key <> b.name_key OR c.gender <> coalesce(b.gender, c.gender)
    OR c.birth_date IS DISTINCT FROM coalesce(b.birth_date, c.birth_date)
    OR c.store_id IS DISTINCT FROM coalesce(c.store_id, b.store_id)
    OR (c.source_id IS NULL AND b.source_id IS NOT NULL)
)
RETURNING c.id
"""


def upsert(rows: Iterable[CustomerRow]) -> Upserted:
    """Create or change the customers that these rows tell of, with contacts, documents, tokens and candidates.

    Meant for batches of some thousand rows inside one transaction each. Empty cells erase nothing, and the same rows
    again change nothing. Writes no audit entry: the import that calls it writes one with its counts.
    """
    session().flush()
    people, numbers = gather(rows)
    ids = match(people)
    people, stands_for = fold(people, ids)
    known = frozenset(ids.values())
    copy_rows(session(), "bulk_customer", _STAGE, _staged(people, ids))
    ids |= insert_new(_INSERT, people, ids)
    changed = set(session().execute(text(_UPDATE), stamp()).scalars())
    session().execute(text("DROP TABLE bulk_customer"))
    extended = add_contacts(people, ids, known) | add_documents(people, ids, known)
    renamed = changed | (extended & known)
    write_tokens(people, ids, known, renamed)
    _note_duplicates((frozenset(ids.values()) - known) | extended)
    touch("customer", (extended & known) - changed)
    session().expire_all()
    return _outcome(people, [stands_for[number] for number in numbers], ids, known, renamed)


def _staged(people: Sequence[Person], ids: dict[int, int]) -> Iterator[tuple[object, ...]]:
    for person in people:
        name, (system, source_id) = person.name, person.source or (None, None)
        yield (
            person.number,
            ids.get(person.number),
            name.name,
            name.key,
            name.sort,
            person.row.kind.value,
            person.gender.value if person.gender and person.gender is not Gender.UNKNOWN else None,
            person.birth_date,
            person.store_id,
            system,
            source_id,
        )


def _note_duplicates(ids: Iterable[int]) -> None:
    touched = sorted(ids)
    if touched:
        statement = text(NOTE_DUPLICATES.format(touched="= ANY(:ids)"))
        session().execute(statement, {**duplicate_parameters(), "ids": touched})


def _outcome(
    people: Sequence[Person],
    numbers: Sequence[int],
    ids: dict[int, int],
    known: frozenset[int],
    updated: set[int],
) -> Upserted:
    created = frozenset(ids.values()) - known
    return Upserted(
        counts=Counts(
            created=len(created), updated=len(updated), unchanged=len(people) - len(created) - len(updated)
        ),
        ids=tuple(ids[number] for number in numbers),
        created=created,
        updated=frozenset(updated),
    )
