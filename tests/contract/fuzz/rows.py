"""Looking at all rows of a group from outside, under the role that sees every group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Enum, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Engine

from saas.platform.tenancy.columns import DATA, DataCategory
from saas.platform.tenancy.models import Base

BASE_ID = 10_000_000
MISSING_ID = 99_000_099
"""An id that no row has; as long as those that rows have."""
_WRITTEN_BY_PEOPLE = {
    "object_name",
    "name",
    "city",
    "region",
    "address",
    "title",
    "text",
    "description",
    "note",
    "reason",
}
_DERIVED = ("tail", "_hash", "_norm", "pinyin", "initials", "sort")


def spread_ids(owner: Engine) -> None:
    """Give each table's ids a range of its own, so that an id says whose it is wherever it is found."""
    with owner.begin() as work:
        names = work.execute(text("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S' ORDER BY 1"))
        for number, name in enumerate(names.scalars().all()):
            statement = text("SELECT setval(CAST(:name AS regclass), :first)")
            work.execute(statement, {"name": name, "first": BASE_ID + number * 100_000})


def tables(work: Connection) -> list[str]:
    """Every table with a tenant, whoever made it."""
    found = text(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " ORDER BY 1"
    )
    return list(work.execute(found).scalars())


def fingerprints(system: Engine, tenant_id: int, *, leave_out: Collection[str] = ()) -> dict[str, str]:
    """Number and hash of a group's rows, by table."""
    with system.connect() as work:
        parts = [
            f"SELECT '{name}', count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
            f' FROM "{name}" t WHERE tenant_id = :tenant'
            for name in tables(work)
            if name not in leave_out
        ]
        parts.append(
            "SELECT 'account_group', md5(string_agg(t::text, '|' ORDER BY t::text))"
            " FROM account_group t WHERE group_id = :tenant"
        )
        rows = work.execute(text(" UNION ALL ".join(parts)), {"tenant": tenant_id})
        return {row[0]: row[1] for row in rows}


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The tables whose rows are not the same."""
    return sorted(name for name in before if before[name] != after[name])


def rows_naming(system: Engine, tenant_id: int, pattern: str) -> dict[str, int]:
    """How many rows of a group hold what is like a pattern, in whatever column, by table."""
    with system.connect() as work:
        parts = [
            f"SELECT '{name}', count(*) FROM \"{name}\" t WHERE tenant_id = :tenant AND t::text ~ :pattern"
            for name in tables(work)
        ]
        values = {"tenant": tenant_id, "pattern": pattern}
        return {row[0]: row[1] for row in work.execute(text(" UNION ALL ".join(parts)), values)}


def changed_in(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """The tables in which more rows hold it than before."""
    return sorted(name for name in after if after[name] > before.get(name, 0))


def row_version(system: Engine, table: str, column: str, *, tenant_id: int, row_id: int) -> int:
    """The version of a row as the optimistic lock compares it."""
    whose = "id = :tenant" if table == "tenant" else "tenant_id = :tenant AND id = :id"
    statement = text(f'SELECT "{column}" FROM "{table}" WHERE {whose}')
    with system.connect() as work:
        return int(work.execute(statement, {"tenant": tenant_id, "id": row_id}).scalar_one())


def empty_tables(system: Engine, tenant_id: int) -> list[str]:
    """The tables in which a group has no row."""
    return [name for name, print_ in fingerprints(system, tenant_id).items() if print_.startswith("0:")]


def paint(
    system: Engine, tenant_id: int, canary: str, *, leave_out: Collection[str], in_front: bool = False
) -> None:
    """Write a group's string into every text of its rows that people write, at its end or in front."""
    with system.begin() as work:
        for table in Base.metadata.sorted_tables:
            if "tenant_id" not in table.c or table.name in leave_out or _append_only(table.name):
                continue
            parts = [part for column in table.columns if (part := _painted(column, in_front=in_front))]
            if parts:
                statement = f'UPDATE "{table.name}" SET {", ".join(parts)} WHERE tenant_id = :tenant'
                work.execute(text(statement), {"tenant": tenant_id, "canary": canary})


def _append_only(table: str) -> bool:
    found: bool = next(m.class_.append_only for m in Base.registry.mappers if m.class_.__tablename__ == table)
    return found


def _painted(column: Any, *, in_front: bool) -> str:
    name = column.name
    new = f':canary || "{name}"' if in_front else f'"{name}" || :canary'
    if isinstance(column.type, JSONB) and name in ("name", "names"):
        return (
            f'"{name}" = (SELECT jsonb_object_agg(key, value || :canary) FROM jsonb_each_text("{name}"))'
            if not _unique(column)
            else ""
        )
    if type(column.type) is not Text or isinstance(column.type, Enum) or _unique(column):
        return ""
    category = column.info.get(DATA)
    by_people = name in _WRITTEN_BY_PEOPLE or category not in (
        None,
        DataCategory.NONE,
        DataCategory.CREDENTIAL,
    )
    if not by_people or any(part in name for part in _DERIVED):
        return ""
    return f'"{name}" = CASE WHEN position(:canary in "{name}") > 0 THEN "{name}" ELSE {new} END'


def _unique(column: Any) -> bool:
    return any(
        column.name in {one.name for one in constraint.columns}
        for constraint in column.table.constraints
        if type(constraint).__name__ in ("UniqueConstraint", "PrimaryKeyConstraint")
    )
