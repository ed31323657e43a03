"""Sealed columns of a group, found by the version of the key that each value begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    and_,
    func,
    or_,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from saas.platform.database import session, system_sessions
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import Base, current_tenant
from saas.platform.tenancy.distribution import table_kinds

BATCH = 500
_WHY = "seal entries of a group under its newer key"
_BYTES_OF_GROUPS = text(
    "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute b ON b.attrelid = c.oid JOIN pg_attribute t"
    " ON t.attrelid = c.oid AND t.attname = 'tenant_id' WHERE c.relkind IN ('r', 'p')"
    " AND c.relnamespace = 'public'::regnamespace AND b.atttypid = 'bytea'::regtype AND NOT b.attisdropped"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedTable:
    """A table of groups with the columns that are sealed under the group's key.

    only_grows: whether the application may add rows and never change one.
    """

    table: Table
    columns: Sequence[Column[str]]
    only_grows: bool

    def under_older(self, version: int) -> ColumnElement[bool]:
        """What is true of the current group's rows that hold a value under an older key than `version`."""
        newest = version.to_bytes(2, "big")
        begins = [func.substr(type_coerce(column, LargeBinary), 1, 2) for column in self.columns]
        return and_(self.table.c.tenant_id == current_tenant(), or_(*(one != newest for one in begins)))

    def count(self, version: int) -> int:
        """How many rows hold a value under an older key."""
        found = session().scalar(
            select(func.count()).select_from(self.table).where(self.under_older(version))
        )
        return found or 0

    def reseal(self, version: int, after: int) -> int:
        """Seal the values of the next rows anew; the last row's id, 0 at the end.

        In the current transaction; where the application may not change rows, in one of the role that may.
        """
        if not self.only_grows:
            return self._reseal(session(), version, after)
        with system_sessions(_WHY).begin() as work:
            return self._reseal(work, version, after)

    def _reseal(self, work: Session, version: int, after: int) -> int:
        ids = (
            select(self.table.c.id, *self.columns)
            .where(self.under_older(version), self.table.c.id > after)
            .order_by(self.table.c.id)
            .limit(BATCH)
            .with_for_update()
        )
        rows = work.execute(ids).all()
        for row in rows:
            self._write(work, row[0], dict(zip(self.columns, row[1:], strict=True)))
        return rows[-1][0] if rows else 0

    def _write(self, work: Session, row_id: int, opened: dict[Column[str], str | None]) -> None:
        # Nobody changed the row: neither when nor by whom it was changed is to move.
        as_it_was = {column: column for column in self.table.columns if column.onupdate is not None}
        mine = and_(self.table.c.tenant_id == current_tenant(), self.table.c.id == row_id)
        work.execute(update(self.table).where(mine).values({**as_it_was, **opened}))


def sealed_tables() -> Iterator[SealedTable]:
    """Every table with columns that are sealed under a group's key, of rooms and plugins, by name."""
    kinds = table_kinds()
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        columns = [one for one in table.columns if isinstance(one.type, Sealed) and not one.type.platform]
        if columns:
            yield SealedTable(table=table, columns=columns, only_grows=kinds[table.name][1])


def strangers() -> list[str]:
    """Tables of groups with bytes that no installed code knows: of plugins whose code is gone, their data kept."""
    found = set(session().scalars(_BYTES_OF_GROUPS))
    return sorted(found - Base.metadata.tables.keys())
