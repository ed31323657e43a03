"""The rows that need attention as files: the original columns, what became of each row and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

from saas.core.imports.faults import KeptRow
from saas.core.imports.labels import OURS, REASON, RESULT
from saas.core.imports.words import VERDICTS, problem_in_words
from saas.platform.files.sheets import harmless

_TABLE_ROWS: Final = 1_048_575


def header_of(labels: Sequence[str]) -> list[str]:
    """The first line: the file's own columns, then ours."""
    return [*_own(labels, labels), RESULT, REASON]


def line_of(row: KeptRow, labels: Sequence[str]) -> list[str]:
    """The line of a row in the same columns."""
    reasons = "; ".join(str(problem_in_words(code)) for code in row.problems)
    return [*_own(row.cells, labels), str(VERDICTS[row.verdict]), reasons]


def write_csv(rows: Iterable[KeptRow], labels: Sequence[str], target: IO[bytes]) -> None:
    """The rows as CSV in UTF-8 with a mark by which spreadsheets know it."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow(map(harmless, header_of(labels)))
        for row in rows:
            writer.writerow(map(harmless, line_of(row, labels)))
    finally:
        text.flush()
        text.detach()


def write_xlsx(rows: Iterable[KeptRow], labels: Sequence[str], target: IO[bytes]) -> None:
    """The rows as a workbook whose cells are all texts, as many of them as a sheet can hold."""
    import xlsxwriter

    with TemporaryDirectory(prefix="import-") as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False}
        path = Path(folder) / "rows.xlsx"
        with xlsxwriter.Workbook(str(path), options) as book:
            sheet = book.add_worksheet()
            for column, name in enumerate(header_of(labels)):
                sheet.write_string(0, column, name)
            for number, row in enumerate(rows, start=1):
                if number > _TABLE_ROWS:
                    break
                for column, cell in enumerate(line_of(row, labels)):
                    sheet.write_string(number, column, cell)
        with path.open("rb") as written:
            while piece := written.read(1 << 20):
                target.write(piece)


def _own(cells: Sequence[str], labels: Sequence[str]) -> list[str]:
    # A file that came back once has our columns already; it gets them anew.
    return [cell for cell, label in zip(cells, labels, strict=True) if label not in OURS]
