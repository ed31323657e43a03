"""A table's rows of the current group as CSV and as JSON, with what is sealed opened."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from sqlalchemy import Column, RowMapping, Table, select

from saas.platform.database import session
from saas.platform.files.sheets import harmless
from saas.platform.security.object_keys import KEYED, open_keyed
from saas.platform.tenancy import current_tenant

_AT_ONCE = 1000


def write_csv(entry: IO[bytes], table: Table) -> None:
    """All rows with a line of names; what a spreadsheet would take for a formula is made harmless."""
    names = [column.name for column in _columns(table)]
    # Excel knows UTF-8 by the mark.
    with io.TextIOWrapper(entry, encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(names)
        for row in _rows(table):
            writer.writerow([harmless(_cell(row[name])) for name in names])


def write_json(entry: IO[bytes], table: Table) -> None:
    """All rows as a list of objects."""
    with io.TextIOWrapper(entry, encoding="utf-8") as text:
        text.write("[")
        for number, row in enumerate(_rows(table)):
            text.write(",\n" if number else "\n")
            text.write(json.dumps(row, ensure_ascii=False))
        text.write("\n]\n")


def _columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.name != "tenant_id"]


def _rows(table: Table) -> Iterator[Mapping[str, Any]]:
    mine = select(*table.columns).where(table.c.tenant_id == current_tenant()).order_by(table.c.id)
    result = session().execute(mine, execution_options={"yield_per": _AT_ONCE})
    for some in result.mappings().partitions():
        opened = {column.name: _opened(column, some) for column in table.columns if KEYED in column.info}
        for number, row in enumerate(some):
            yield {
                column.name: opened[column.name][number]
                if column.name in opened
                else _plain(row[column.name])
                for column in _columns(table)
            }


def _opened(column: Column[Any], rows: Sequence[RowMapping]) -> list[str | None]:
    return open_keyed(column.info[KEYED], [bytes(row[column.name] or b"") for row in rows])


def _plain(value: object) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, int | float | str | bool | dict | list | type(None)) else str(value)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
