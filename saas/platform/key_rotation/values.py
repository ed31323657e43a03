"""Sealed columns of a group, found by the version of the key that each value begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
from saas.platform.security.keys import seal, unseal
from saas.platform.security.object_keys import KEYED, UNDER_THE_TENANTS
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

    keyed: columns under keys of single things (`object_keys`), where older releases left values under the group's.
    only_grows: whether the application may add rows and never change one.
    """

    table: Table
    columns: Sequence[Column[str]]
    keyed: Sequence[Column[bytes]]
    only_grows: bool

    def under_older(self, version: int) -> ColumnElement[bool]:
        """What is true of the current group's rows that hold a value under an older key than `version`."""
        newest = version.to_bytes(2, "big")
        older = [_beginning(column) != newest for column in self.columns]
        older += [_is_older(column, newest) for column in self.keyed]
        return and_(self.table.c.tenant_id == current_tenant(), or_(*older))

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
            select(self.table.c.id, *self.columns, *self.keyed)
            .where(self.under_older(version), self.table.c.id > after)
            .order_by(self.table.c.id)
            .limit(BATCH)
            .with_for_update()
        )
        rows = work.execute(ids).all()
        for row in rows:
            opened = dict(zip(self.columns, row[1:], strict=False))
            kept = dict(zip(self.keyed, row[1 + len(self.columns) :], strict=True))
            self._write(work, row[0], opened | _anew(kept))
        return rows[-1][0] if rows else 0

    def _write(self, work: Session, row_id: int, opened: dict[Column[Any], Any]) -> None:
        # Nobody changed the row: neither when nor by whom it was changed is to move.
        as_it_was = {column: column for column in self.table.columns if column.onupdate is not None}
        mine = and_(self.table.c.tenant_id == current_tenant(), self.table.c.id == row_id)
        work.execute(update(self.table).where(mine).values({**as_it_was, **opened}))


def _beginning(column: Column[Any]) -> ColumnElement[bytes]:
    return func.substr(type_coerce(column, LargeBinary), 1, 2)


def _is_older(column: Column[bytes], newest: bytes) -> ColumnElement[bool]:
    return and_(func.substr(column, 1, 1) == UNDER_THE_TENANTS, _beginning(column) != newest)


def _anew(kept: dict[Column[bytes], bytes | None]) -> dict[Column[Any], Any]:
    tenant = current_tenant()
    return {
        column: seal(tenant, column.info[KEYED], unseal(tenant, column.info[KEYED], bytes(value)))
        for column, value in kept.items()
        if value and bytes(value).startswith(UNDER_THE_TENANTS)
    }


def sealed_tables() -> Iterator[SealedTable]:
    """Every table with columns that are sealed under a group's key, of rooms and plugins, by name."""
    kinds = table_kinds()
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        columns = [one for one in table.columns if isinstance(one.type, Sealed) and not one.type.platform]
        keyed = [one for one in table.columns if KEYED in one.info]
        if columns or keyed:
            yield SealedTable(table=table, columns=columns, keyed=keyed, only_grows=kinds[table.name][1])


def strangers() -> list[str]:
    """Tables of groups with bytes that no installed code knows: of plugins whose code is gone, their data kept."""
    found = set(session().scalars(_BYTES_OF_GROUPS))
    return sorted(found - Base.metadata.tables.keys())
