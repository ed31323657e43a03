"""What was typed about a person elsewhere: in reasons, in answers kept for repeats, in names of files, in others' rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, String, Table, Text, func, inspect, or_, select, update

from saas.core.contracts.duties import ErasureReport, Subject
from saas.platform.database import session
from saas.platform.files.models import Attachment
from saas.platform.security.idempotency import IdempotencyKey
from saas.platform.security.object_keys import KEYED, forget_texts, open_keyed
from saas.platform.tenancy import Base, DataCategory, TenantScoped, current_tenant
from saas.platform.tenancy.columns import DATA

LEFT_OUT = "…"
"""What stands where somebody's number stood."""
_AT_ONCE = 2000
_DISTINCT = 7
"""Shorter terms also occur in what has nothing to do with the person."""
_OTHERS = (DataCategory.NONE, DataCategory.EMPLOYMENT, DataCategory.CREDENTIAL, DataCategory.DEVICE)


def erase_traces(subject: Subject) -> ErasureReport:
    """Take the subject's numbers, addresses and names out of texts that belong to no row of theirs.

    Names only where nothing but one entry is lost if a namesake was meant: reasons in append-only tables, answers kept
    for repeats, names of files.
    """
    words = [word for word in (*subject.terms, *subject.names) if len(word) > 1]
    if not words:
        return ErasureReport()
    numbers = [term for term in subject.terms if len(term) >= _DISTINCT]
    report = _forget_reasons(words) + _empty_answers(words) + _rename_files(words)
    for table in _tables() if numbers else ():
        report += _scrub(table, numbers)
    session().expire_all()
    return report


def _forget_reasons(words: Sequence[str]) -> ErasureReport:
    gone: dict[str, int] = {}
    for table, column in _keyed():
        for sealed in _pieces(table, column):
            texts = open_keyed(column.info[KEYED], sealed)
            named = [one for one, text in zip(sealed, texts, strict=True) if text and _names(text, words)]
            if named:
                gone[table.name] = gone.get(table.name, 0) + len(named)
                forget_texts(named)
    return ErasureReport(anonymised=gone)


def _empty_answers(words: Sequence[str]) -> ErasureReport:
    """They are kept for a day; a repeat is still answered, with nothing in it."""
    kept = select(IdempotencyKey.id, IdempotencyKey.body).where(
        IdempotencyKey.tenant_id == current_tenant(), IdempotencyKey.body.is_not(None)
    )
    named = [row.id for row in session().execute(kept) if row.body and _names(row.body, words)]
    return _emptied(IdempotencyKey, named, body="")


def _rename_files(words: Sequence[str]) -> ErasureReport:
    named = select(Attachment.id).where(
        Attachment.tenant_id == current_tenant(),
        or_(*(Attachment.name.contains(word, autoescape=True) for word in words)),
    )
    return _emptied(Attachment, session().scalars(named).all(), name=LEFT_OUT)


def _emptied(model: type[TenantScoped], ids: Sequence[int], **values: object) -> ErasureReport:
    if not ids:
        return ErasureReport()
    mine = (model.tenant_id == current_tenant(), model.id.in_(ids))
    session().execute(
        update(model).where(*mine).values(**values).execution_options(synchronize_session=False)
    )
    return ErasureReport(anonymised={model.__tablename__: len(ids)})


def _scrub(table: Table, numbers: Sequence[str]) -> ErasureReport:
    """Put a mark in place of the numbers in the clear texts of a table, in one statement."""
    columns = [column for column in table.columns if _is_typed(column)]
    if not columns:
        return ErasureReport()
    # One expression for all numbers: somebody may have hundreds.
    any_of_them = "|".join(re.escape(number) for number in numbers)
    hit = or_(*(column.regexp_match(any_of_them) for column in columns))
    values: dict[Any, Any] = {
        column: func.regexp_replace(column, any_of_them, LEFT_OUT, "g") for column in columns
    }
    if "row_version" in table.c:
        values[table.c.row_version] = table.c.row_version + 1
    done: Any = session().execute(
        update(table).where(table.c.tenant_id == current_tenant(), hit).values(values)
    )
    return ErasureReport(anonymised={table.name: done.rowcount} if done.rowcount else {})


def _is_typed(column: Column[Any]) -> bool:
    typed = isinstance(column.type, (String, Text))
    coded = column.name.endswith(("_hash", "tail", "_key", "_sort", "token", "vin"))
    return typed and not coded and column.info.get(DATA, DataCategory.NONE) not in _OTHERS


def _tables() -> Iterator[Table]:
    there = set(inspect(session().connection()).get_table_names())
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if issubclass(model, TenantScoped) and not model.append_only and model.__tablename__ in there:
            yield Base.metadata.tables[model.__tablename__]


def _keyed() -> Iterator[tuple[Table, Column[Any]]]:
    there = set(inspect(session().connection()).get_table_names())
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if KEYED in column.info and table.name in there:
                yield table, column


def _pieces(table: Table, column: Column[Any]) -> Iterator[Sequence[bytes]]:
    last = 0
    while True:
        mine = (table.c.tenant_id == current_tenant(), table.c.id > last, func.length(column) > 0)
        rows = session().execute(select(table.c.id, column).where(*mine).order_by(table.c.id).limit(_AT_ONCE))
        found = rows.all()
        if not found:
            return
        yield [bytes(row[1]) for row in found]
        last = found[-1].id


def _names(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
