"""Write tables for people to take away: CSV and XLSX in which no cell can act as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from enum import StrEnum

# What spreadsheets take for the beginning of a formula, in half and full width; TAB and CR before one likewise.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None


class SheetKind(StrEnum):
    """The form of a table that is taken away."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def mime(self) -> str:
        """The MIME type of the file."""
        return _MIME[self]


_MIME = {
    SheetKind.CSV: "text/csv; charset=utf-8",
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def harmless(cell: Cell) -> Cell:
    """The cell with an apostrophe before a text that a spreadsheet would take for a formula."""
    if isinstance(cell, str) and cell.lstrip(" \u3000\u00a0").startswith(_ACTIVE):
        return f"'{cell}"
    return cell


def write_sheet(kind: SheetKind, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file's bytes, the header first; CSV begins with a byte order mark, by which Excel knows UTF-8."""
    safe = ([harmless(cell) for cell in row] for row in (header, *rows))
    return _csv(safe) if kind is SheetKind.CSV else _xlsx(safe)


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterable[Sequence[Cell]]) -> bytes:
    import xlsxwriter

    raw = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(raw, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
    return raw.getvalue()
