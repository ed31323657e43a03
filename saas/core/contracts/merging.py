# ruff: noqa: S608  # names of our own tables and columns; every value is a parameter
"""Give rows to another owner so that every byte can be brought back: by foreign keys and unique keys, in SQL alone.

SQL alone, because the model layer would raise versions and stamp times of rows that only change hands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Column, Computed, ForeignKeyConstraint, Index, Table, UniqueConstraint, text
from sqlalchemy.dialects import postgresql

from saas.core.contracts.duties import AlteredRow, FoldedRow, MergeReport, MovedRows
from saas.platform.database import session
from saas.platform.tenancy import TenantScoped, current_tenant
from saas.platform.tenancy.distribution import table_kinds
from saas.platform.tenancy.models import Base

Texts = Mapping[str, str | None]


@dataclass(slots=True)
class _Work:
    """What has been done so far."""

    moved: list[MovedRows] = field(default_factory=list)
    folded: list[FoldedRow] = field(default_factory=list)

    def report(self) -> MergeReport:
        """All of it."""
        return MergeReport(moved=tuple(self.moved), folded=tuple(self.folded))


def move_rows(
    model: type[TenantScoped], column: str, winner_id: int, loser_ids: Sequence[int]
) -> MergeReport:
    """Let rows that name a loser in `column` name the winner.

    A row whose like the winner has, by a unique key of the table that contains `column`, is folded: whatever refers to
    it is led to the winner's, then it is taken away with its content. One that an append-only table refers to cannot
    be taken away and stays with the loser. Raises TypeError for an append-only table.
    """
    table = Base.metadata.tables[model.__tablename__]
    if model.append_only:
        raise TypeError(f"{table.name} is append-only: its rows are read by all ids of the customer")
    work = _Work()
    session().flush()
    for loser_id in loser_ids:
        _redirect(work, table, column, loser_id, winner_id)
    session().expire_all()
    return work.report()


def fold_rows(model: type[TenantScoped], ids: Sequence[int]) -> MergeReport:
    """Take rows away with their content, so that `put_back` brings them again; nothing may refer to them."""
    table = Base.metadata.tables[model.__tablename__]
    session().flush()
    contents = _contents(table, ids)
    _delete(table, ids)
    session().expire_all()
    return MergeReport(folded=tuple(FoldedRow(table=table.name, content=one) for one in contents.values()))


@contextmanager
def altered_rows(model: type[TenantScoped], ids: Sequence[int], into: list[AlteredRow]) -> Iterator[None]:
    """Note into a list what the block changes in these rows, column by column."""
    table = Base.metadata.tables[model.__tablename__]
    session().flush()
    before = _contents(table, ids)
    yield
    session().flush()
    for row_id, after in _contents(table, ids).items():
        changed = [name for name in after if after[name] != before[row_id][name]]
        if changed:
            into.append(
                AlteredRow(
                    table=table.name,
                    id=row_id,
                    before={name: before[row_id][name] for name in changed},
                    after={name: after[name] for name in changed},
                )
            )


def put_back(report: MergeReport) -> int:
    """Bring back what a report tells of; returns how many rows came back.

    Rows that were taken away come first, those that others refer to before these; then what moved goes back, where it
    still names the winner; then other changes are undone, column by column, where nobody changed them since.
    """
    session().flush()
    back = sum(
        _insert(table, [one.content for one in report.folded if one.table == table.name])
        for table in Base.metadata.sorted_tables
    )
    back += sum(_move_back(one) for one in reversed(report.moved))
    back += _undo([(one, _untouched(one)) for one in _composed(report.altered)])
    session().expire_all()
    return back


def _redirect(work: _Work, table: Table, column: str, before: int, after: int) -> None:
    staying = _fold_likes(work, table, column, before, after)
    ids = _ids(
        f'UPDATE "{table.name}" SET "{column}" = :after WHERE tenant_id = :tenant AND "{column}" = :before'
        " AND id <> ALL(:staying) RETURNING id",
        {"before": before, "after": after, "staying": staying},
    )
    if ids:
        work.moved.append(
            MovedRows(table=table.name, column=column, before=before, after=after, ids=tuple(sorted(ids)))
        )


def _fold_likes(work: _Work, table: Table, column: str, before: int, after: int) -> list[int]:
    staying = []
    for row_id, like_id in _likes(table, column, before, after).items():
        if _named_in_ledgers(table, row_id):
            staying.append(row_id)
            continue
        for child, key in _references(table):
            _redirect(work, child, key, row_id, like_id)
        content = _contents(table, [row_id])[row_id]
        _delete(table, [row_id])
        work.folded.append(FoldedRow(table=table.name, content=content))
    return staying


def _likes(table: Table, column: str, before: int, after: int) -> dict[int, int]:
    """Rows that may not move since the other has their like, each with that like."""
    found: dict[int, int] = {}
    for others, nulls_alike in _unique_keys(table, column):
        same = " IS NOT DISTINCT FROM " if nulls_alike else " = "
        alike = "".join(f' AND w."{name}"{same}l."{name}"' for name in others)
        rows = session().execute(
            text(
                f'SELECT l.id AS row_id, min(w.id) AS like_id FROM "{table.name}" l JOIN "{table.name}" w'
                f' ON w.tenant_id = l.tenant_id AND w."{column}" = :after{alike}'
                f' WHERE l.tenant_id = :tenant AND l."{column}" = :before GROUP BY l.id ORDER BY l.id'
            ),
            {"tenant": current_tenant(), "before": before, "after": after},
        )
        for row in rows:
            found.setdefault(row.row_id, row.like_id)
    return found


def _unique_keys(table: Table, column: str) -> Iterator[tuple[list[str], bool]]:
    """The other columns of each unique key with `column`, and whether two NULLs count as alike there."""
    keys: list[UniqueConstraint | Index] = [
        one for one in table.constraints if isinstance(one, UniqueConstraint)
    ]
    keys += [
        one for one in table.indexes if one.unique and one.dialect_options["postgresql"]["where"] is None
    ]
    for key in keys:
        names = [one.name for one in key.columns]
        if column in names:
            others = [name for name in names if name not in (column, "tenant_id")]
            yield others, bool(key.dialect_options["postgresql"]["nulls_not_distinct"])


def _references(table: Table, *, ledgers: bool = False) -> Iterator[tuple[Table, str]]:
    kinds = table_kinds()
    for child in Base.metadata.sorted_tables:
        if kinds[child.name][1] is not ledgers:
            continue
        for constraint in child.constraints:
            if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table is table:
                yield child, next(name for name in constraint.column_keys if name != "tenant_id")


def _named_in_ledgers(table: Table, row_id: int) -> bool:
    return any(
        _ids(
            f'SELECT id FROM "{child.name}" WHERE tenant_id = :tenant AND "{key}" = :row LIMIT 1',
            {"row": row_id},
        )
        for child, key in _references(table, ledgers=True)
    )


def _contents(table: Table, ids: Sequence[int]) -> dict[int, Texts]:
    columns = ", ".join(f'"{column.name}"::text' for column in _stored(table))
    rows = session().execute(
        text(
            f'SELECT {columns} FROM "{table.name}" WHERE tenant_id = :tenant AND id = ANY(:ids) ORDER BY id'
        ),
        {"tenant": current_tenant(), "ids": list(ids)},
    )
    return {int(row.id): dict(row._mapping) for row in rows}  # noqa: SLF001  # the public name of a row's mapping


def _stored(table: Table) -> list[Column[object]]:
    return [column for column in table.columns if not isinstance(column.computed, Computed)]


def _delete(table: Table, ids: Sequence[int]) -> None:
    _ids(
        f'DELETE FROM "{table.name}" WHERE tenant_id = :tenant AND id = ANY(:ids) RETURNING id',
        {"ids": list(ids)},
    )


def _insert(table: Table, contents: Sequence[Texts]) -> int:
    if not contents:
        return 0
    columns = [column for column in _stored(table) if column.name in contents[0]]
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = ", ".join(f'CAST(v."{column.name}" AS {_type(column)})' for column in columns)
    texts = ", ".join(f'"{column.name}" text' for column in columns)
    return len(
        _ids(
            f'INSERT INTO "{table.name}" ({names}) SELECT {values}'
            f" FROM json_to_recordset(CAST(:rows AS json)) AS v({texts}) ON CONFLICT DO NOTHING RETURNING id",
            {"rows": json.dumps([dict(one) for one in contents])},
        )
    )


def _move_back(one: MovedRows) -> int:
    return len(
        _ids(
            f'UPDATE "{one.table}" SET "{one.column}" = :before WHERE tenant_id = :tenant AND id = ANY(:ids)'
            f' AND "{one.column}" = :after RETURNING id',
            {"before": one.before, "after": one.after, "ids": list(one.ids)},
        )
    )


def _composed(rows: Sequence[AlteredRow]) -> list[AlteredRow]:
    """One alteration of each row: what was there before the first and after the last."""
    found: dict[tuple[str, int], AlteredRow] = {}
    for one in rows:
        earlier = found.get((one.table, one.id), one)
        found[(one.table, one.id)] = AlteredRow(
            table=one.table,
            id=one.id,
            before={**one.before, **earlier.before},
            after={**earlier.after, **one.after},
        )
    return list(found.values())


def _untouched(one: AlteredRow) -> list[str]:
    current = _contents(Base.metadata.tables[one.table], [one.id]).get(one.id)
    if current is None:
        return []
    names = [name for name in one.after if current[name] == one.after[name]]
    if len(names) < len(one.after):
        # Somebody was here since: what they have open and what they wrote must not be taken for the old state.
        names = [name for name in names if name != "row_version"]
    return names


def _undo(rows: Sequence[tuple[AlteredRow, Sequence[str]]]) -> int:
    # What is to be empty comes first: a unique value that changed hands is given up before the other has it again.
    for one, names in rows:
        _write(one, [name for name in names if one.before[name] is None])
    for one, names in rows:
        _write(one, [name for name in names if one.before[name] is not None])
    return sum(1 for _one, names in rows if names)


def _write(one: AlteredRow, names: Sequence[str]) -> None:
    if not names:
        return
    columns = Base.metadata.tables[one.table].columns
    sets = ", ".join(f'"{name}" = CAST(:{name} AS {_type(columns[name])})' for name in names)
    values = {name: one.before[name] for name in names}
    _ids(
        f'UPDATE "{one.table}" SET {sets} WHERE tenant_id = :tenant AND id = :row RETURNING id',
        {**values, "row": one.id},
    )


def _type(column: Column[object]) -> str:
    written: str = column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects have no types
    return written.partition(" COLLATE")[0]


def _ids(statement: str, values: Mapping[str, object]) -> list[int]:
    rows = session().execute(text(statement), {"tenant": current_tenant(), **values})
    return list(rows.scalars())
