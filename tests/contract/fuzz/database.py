"""Straight at the database, under the application role: what a statement without any of our code reaches of another group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.contract.fuzz.rows import MISSING_ID

POLICY = "row-level security"
DENIED = "permission denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of a statement: how many rows it reached, or why the server refused it."""

    rows: int = 0
    refused: str = ""
    reached: bool = False
    """Whether it got as far as the row and failed there, at a key or check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raid:
    """Statements on one table by the application role. system: the role that sees all rows, for what is to be expected.

    may_rewrite: whether the role may change rows at all, which it may not where entries only grow.
    """

    app: Engine
    system: Engine
    table: str
    may_rewrite: bool = True

    def findings(self, own: int, foreign: int) -> Iterator[str]:
        """What somebody who works for the group `own` reaches of the group `foreign`, and whether their own is in reach."""
        yield from self._reading(own, foreign)
        yield from self._writing(own, foreign)
        yield from self._putting_in(own, foreign)

    def _reading(self, own: int, foreign: int) -> Iterator[str]:
        count = f'SELECT count(*) FROM "{self.table}" WHERE tenant_id = :tenant'
        if self._tried(own, count, foreign).rows:
            yield "reads rows of the other group"
        if self._tried(None, f'SELECT count(*) FROM "{self.table}"', own).rows:
            yield "reads rows without a group"
        for group in (own, foreign):
            there = self._tried(group, count, group).rows
            if there != self._number(group):
                yield f"twin: a group reads {there} of its own {self._number(group)} rows"

    def _writing(self, own: int, foreign: int) -> Iterator[str]:
        for verb, statement in (
            ("changes", f'UPDATE "{self.table}" SET tenant_id = tenant_id WHERE tenant_id = :tenant'),
            ("deletes", f'DELETE FROM "{self.table}" WHERE tenant_id = :tenant'),
        ):
            if self._tried(own, statement, foreign).rows:
                yield f"{verb} rows of the other group"
            twin = self._tried(foreign, statement, foreign)
            if self.may_rewrite and not (twin.rows or twin.reached or not self._number(foreign)):
                yield f"twin: nobody {verb} rows of one's own: {twin.refused}"
            if not self.may_rewrite and DENIED not in twin.refused:
                yield f"{verb} entries that only grow"
        if DENIED not in self._tried(own, f'TRUNCATE "{self.table}"', own).refused:
            yield "empties the table"
        give_away = f'UPDATE "{self.table}" SET tenant_id = :other WHERE tenant_id = :tenant'
        if self._tried(own, give_away, own, other=foreign).rows:
            yield "gives rows of one's own to the other group"

    def _putting_in(self, own: int, foreign: int) -> Iterator[str]:
        row = self._some_row(foreign)
        if row is None:
            return
        names = ", ".join(f'"{name}"' for name in self._written())
        put = (
            f'INSERT INTO "{self.table}" ({names}) OVERRIDING SYSTEM VALUE'
            f' SELECT {names} FROM jsonb_populate_record(NULL::"{self.table}", CAST(:row AS jsonb))'
        )
        if "id" in row:
            row["id"] = MISSING_ID
        if POLICY not in self._tried(own, put, own, row=json.dumps(row)).refused:
            yield "puts rows into the other group"
        if POLICY in self._tried(foreign, put, foreign, row=json.dumps(row)).refused:
            yield "twin: nobody puts rows into one's own group"

    def _tried(self, group: int | None, statement: str, tenant: int, **values: object) -> Attempt:
        with self._as(group) as work:
            try:
                found = work.execute(text(statement), {"tenant": tenant, **values})
                return Attempt(rows=found.scalar_one() if found.returns_rows else found.rowcount)
            except IntegrityError as error:
                return Attempt(refused=str(error.orig), reached=True)
            except DBAPIError as error:
                return Attempt(refused=str(error.orig))

    @contextmanager
    def _as(self, group: int | None) -> Iterator[Connection]:
        """A transaction of the application role, undone at its end."""
        with self.app.connect() as work:
            if group is not None:
                work.execute(text(f"SET LOCAL app.tenant_id = '{int(group)}'"))
            yield work
            work.rollback()

    def _written(self) -> list[str]:
        """The columns that are not calculated from others."""
        with self.system.connect() as work:
            names = (
                "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:table AS regclass)"
                " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
            )
            return list(work.execute(text(names), {"table": self.table}).scalars())

    def _number(self, group: int) -> int:
        with self.system.connect() as work:
            count = f'SELECT count(*) FROM "{self.table}" WHERE tenant_id = :tenant'
            return int(work.execute(text(count), {"tenant": group}).scalar_one())

    def _some_row(self, group: int) -> dict[str, object] | None:
        with self.system.connect() as work:
            one = f'SELECT to_jsonb(t) FROM "{self.table}" t WHERE tenant_id = :tenant LIMIT 1'
            found: dict[str, object] | None = work.execute(text(one), {"tenant": group}).scalar()
            return found
