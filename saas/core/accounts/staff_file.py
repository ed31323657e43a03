"""Reading a CSV file of staff: code, name, store, department, position, e-mail, role; every bad row with its reason."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from saas.platform.files.kinds import CSV, LOOKED_AT, TEXT, kind_of
from saas.platform.i18n import _

MOST_ROWS = 5000
MOST_BYTES = 5 * 1024 * 1024
_MOST_LINES = 4 * MOST_ROWS
_LONGEST = 100


class Column(StrEnum):
    """What a column of the file says."""

    NUMBER = "number"
    NAME = "name"
    STORE = "store"
    DEPARTMENT = "department"
    POSITION = "position"
    EMAIL = "email"
    ROLE = "role"


_HEADERS: Mapping[str, Column] = {
    **dict.fromkeys(("code", "number", "employeeno", "工号", "员工编号", "编号", "员工号"), Column.NUMBER),
    **dict.fromkeys(("name", "姓名", "员工姓名"), Column.NAME),
    **dict.fromkeys(("store", "门店", "门店代码", "门店名称", "所属门店"), Column.STORE),
    **dict.fromkeys(("department", "部门", "所属部门"), Column.DEPARTMENT),
    **dict.fromkeys(("position", "岗位", "职位", "职务"), Column.POSITION),
    **dict.fromkeys(("email", "邮箱", "电子邮箱", "邮件"), Column.EMAIL),
    **dict.fromkeys(("role", "角色", "系统角色"), Column.ROLE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One row: its line in the file and its cells, empty where the file has none."""

    line: int
    cells: Mapping[Column, str]

    def __getitem__(self, column: Column) -> str:
        """A cell, empty when the file lacks the column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFile:
    """What could be read; `problem` says why nothing could."""

    rows: tuple[StaffRow, ...] = ()
    problem: str = ""
    unknown: tuple[str, ...] = field(default=())


def read_staff_file(content: bytes) -> StaffFile:
    """The rows of a CSV file in UTF-8 or GB18030, with headers in Chinese or English in any order."""
    if len(content) > MOST_BYTES:
        return StaffFile(problem=_("The file is larger than 5 MB."))
    if not content.strip():
        return StaffFile(problem=_("The file is empty."))
    # By content: a web page or a program that is called `staff.csv` is none.
    is_text = kind_of(content[:LOOKED_AT], "staff.csv") in (CSV, TEXT)
    lines = _lines(_decoded(content)) if is_text else None
    if lines is None:
        return StaffFile(problem=_("This is not a CSV file. In a spreadsheet choose “Save as” and CSV."))
    head = next((number for number, cells in enumerate(lines) if any(cell.strip() for cell in cells)), None)
    if head is None:
        return StaffFile(problem=_("The file is empty."))
    columns = [_HEADERS.get(_plain(cell)) for cell in lines[head]]
    if Column.NUMBER not in columns or Column.NAME not in columns:
        return StaffFile(
            problem=_(
                "The first row must name the columns, with at least 工号 and 姓名 (or number and name)."
            )
        )
    if len(lines) - head - 1 > MOST_ROWS:
        return StaffFile(problem=_("The file has more than %(n)s rows; split it.", n=MOST_ROWS))
    unknown = tuple(
        cell for cell, column in zip(lines[head], columns, strict=True) if column is None and cell.strip()
    )
    return StaffFile(rows=_rows(lines, head, columns), unknown=unknown)


def _lines(text: str | None) -> list[list[str]] | None:
    if text is None or "\0" in text:
        return None
    try:
        # Line ends of all kinds: a lone CR would stop the reader.
        lines = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text))
        # A file of empty lines would otherwise take fifty times its size.
        return list(itertools.islice(lines, _MOST_LINES))
    except csv.Error:
        return None


def _rows(lines: list[list[str]], head: int, columns: list[Column | None]) -> tuple[StaffRow, ...]:
    return tuple(
        StaffRow(
            line=number + 1,
            cells={
                column: cell.strip()[:_LONGEST]
                for column, cell in zip(columns, cells, strict=False)
                if column is not None
            },
        )
        for number, cells in enumerate(lines)
        if number > head and any(cell.strip() for cell in cells)
    )


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _plain(header: str) -> str:
    return "".join(sign for sign in header.lower() if sign not in " \t_-*（）()　")
