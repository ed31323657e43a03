"""What most duties do, for a whole table in one call: hand out, erase, let go; driven by what the columns say they hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, func, inspect, select, update
from sqlalchemy.dialects.postgresql import JSONB

from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, Kept, RetentionReport, Subject
from saas.platform.database import session
from saas.platform.i18n import LazyStr
from saas.platform.security.object_keys import KEYED, open_keyed
from saas.platform.tenancy import DataCategory, TenantScoped, current_tenant
from saas.platform.tenancy.columns import DATA

T = TypeVar("T", bound=TenantScoped)

MOST_AT_ONCE = 5000
"""Rows that one round of retention takes."""
_LEFT_OUT = {"tenant_id", "row_version"}


def rows_of_subject(
    model: type[TenantScoped],
    subject: Subject,
    *,
    title: LazyStr = "",
    column: str = "customer_id",
    through: Select[int] | None = None,
) -> list[ExportFile]:
    """The subject's rows of a table as a JSON file named after the table, sealed columns opened; no file without rows.

    title: what the file is called, where that is not the model's `__title__`. column: the one that holds the customer's
    id. through: for rows that belong to rows of the subject, a query of what `column` then holds. Keyed hashes are left
    out: they tell nobody anything.
    """
    statement = select(model).where(*_of(model, column, subject, through)).order_by(model.id)
    rows = [_told(row) for row in session().scalars(statement)]
    return [records_file(model.__tablename__, title or model.__title__, rows)] if rows else []


def records_file(name: str, title: LazyStr, records: Sequence[dict[str, Any]]) -> ExportFile:
    """Records as a JSON file `<name>.json`; dates, instants and codes are written as texts."""
    text = json.dumps(records, ensure_ascii=False, indent=1, default=_plain)
    return ExportFile(name=f"{name}.json", title=title, content=text.encode())


def erase_rows(
    model: type[TenantScoped],
    subject: Subject,
    mode: EraseMode,
    *,
    column: str = "customer_id",
    through: Select[int] | None = None,
) -> ErasureReport:
    """Delete the subject's rows of a table, or empty their personal columns and, where it may be empty, `column`.

    column, through: as for `rows_of_subject`; with `through` the column keeps what it holds. What a column says of
    staff stays. Rows of an append-only table have to be reported with `kept_rows` instead; raises TypeError for one.
    """
    if model.append_only:
        raise TypeError(f"{model.__tablename__} is append-only: report its rows with kept_rows()")
    mine = _of(model, column, subject, through)
    table = model.__tablename__
    if mode is EraseMode.ERASE:
        gone = _count(delete(model).where(*mine))
        return ErasureReport(deleted={table: gone} if gone else {})
    changed = _count(
        update(model).where(*mine).values(_emptied(model, "" if through is not None else column))
    )
    return ErasureReport(anonymised={table: changed} if changed else {})


def kept_rows(
    model: type[TenantScoped],
    subject: Subject,
    reason: LazyStr,
    *,
    column: str = "customer_id",
    through: Select[int] | None = None,
) -> ErasureReport:
    """Say that the subject's rows of a table stay, and why; an empty report when there are none."""
    mine = select(func.count()).select_from(model).where(*_of(model, column, subject, through))
    rows = session().execute(mine).scalar_one()
    return ErasureReport(kept=(Kept(table=model.__tablename__, rows=rows, reason=reason),) if rows else ())


def let_go(
    model: type[TenantScoped],
    *criteria: ColumnElement[bool],
    anonymise: bool = False,
    clear: str = "",
) -> RetentionReport:
    """Delete what the criteria name, or empty its personal columns and the column `clear`; a few thousand rows at a time.

    When rows are only emptied, the criteria have to leave out those that are empty already. Raises TypeError for an
    append-only table.
    """
    if model.append_only:
        raise TypeError(f"{model.__tablename__} is append-only: nobody but the runner deletes from it")
    due = select(model.id).where(model.tenant_id == current_tenant(), *criteria).limit(MOST_AT_ONCE)
    ids = session().scalars(due).all()
    if not ids:
        return RetentionReport()
    mine = (model.tenant_id == current_tenant(), model.id.in_(ids))
    done = _count(
        update(model).where(*mine).values(_emptied(model, clear)) if anonymise else delete(model).where(*mine)
    )
    told = {model.__tablename__: done}
    more = len(ids) == MOST_AT_ONCE
    if anonymise:
        return RetentionReport(anonymised=told, more=more)
    return RetentionReport(deleted=told, more=more)


def personal_columns(model: type[TenantScoped]) -> list[str]:
    """The attributes of a model that say they hold personal data of those whom the group serves, not of its staff."""
    others = (DataCategory.NONE, DataCategory.EMPLOYMENT)
    return [
        attribute.key
        for attribute in inspect(model).column_attrs
        if attribute.columns[0].info.get(DATA, DataCategory.NONE) not in others
    ]


def _of(
    model: type[TenantScoped], column: str, subject: Subject, through: Select[int] | None
) -> tuple[ColumnElement[bool], ...]:
    mine = subject.ids if through is None else through
    return model.tenant_id == current_tenant(), getattr(model, column).in_(mine)


def _count(statement: Any) -> int:
    session().flush()
    # What the session holds of these rows is read anew: a bulk statement does not tell it what changed.
    done: Any = session().execute(statement.execution_options(synchronize_session=False))
    session().expire_all()
    return int(done.rowcount)


def _emptied(model: type[TenantScoped], column: str = "") -> dict[str, Any]:
    columns = inspect(model).columns
    values: dict[str, Any] = {key: _empty(columns[key]) for key in personal_columns(model)}
    if column and columns[column].nullable:
        values[column] = None
    if "row_version" in columns:
        # A form that somebody has open must not write back what it still shows.
        values["row_version"] = columns["row_version"] + 1
    return values


def _empty(column: Any) -> object:
    if column.nullable:
        return None
    return {} if isinstance(column.type, JSONB) else ""


def _told(row: TenantScoped) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for attribute in inspect(type(row)).column_attrs:
        if attribute.key in _LEFT_OUT or attribute.key.endswith("_hash"):
            continue
        column, value = attribute.columns[0], getattr(row, attribute.key)
        place = column.info.get(KEYED)
        told[column.name] = open_keyed(place, [value or b""])[0] if place else value
    return told


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
