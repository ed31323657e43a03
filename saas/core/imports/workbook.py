"""XLSX files as tables, read only after a look at what they would unfold to.

Read with python-calamine: 500,000 rows of 15 columns took 5.9 s and 723 MB there, 80.2 s and 66 MB with
openpyxl in read-only mode. Imports run in a job whose memory is limited, and the sheet's size is known from
the scan before the reader opens it, so its speed is worth its memory; what is too large is refused.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from saas.core.imports.archives import (
    check_archive,
    is_1904,
    scan_sheet,
    sheet_paths,
    unfolded_chunks,
)
from saas.core.imports.headers import OWN, Column, Vocabulary
from saas.core.imports.problems import FileRefusedError
from saas.core.imports.tables import NumberedRow, Table, build_table
from saas.core.imports.values import CellValue

Known = Callable[[str, Sequence[Column]], bool]
"""Whether a sheet of this name and these columns was chosen for such files before."""


def read_workbook(
    path: Path, sheet: str = "", known: Known | None = None, vocabulary: Vocabulary = OWN
) -> Table:
    """A sheet as a table; formula cells give their stored value.

    sheet: the one to be read. Without it, of the sheets that have rows the first that is `known`, else the first in whose
    header something is recognised, else the first; `sheets` then names all that can be read.
    Raises FileRefusedError for hostile, damaged or too large workbooks, and when no sheet has a header.
    """
    with check_archive(path) as archive:
        date1904 = is_1904(archive)
        wanted = [entry for entry in sheet_paths(archive) if not sheet or entry[0] == sheet]
        if not wanted:
            raise FileRefusedError("no_sheet", f"The workbook has no sheet named {sheet}.")
        for shared in ("xl/sharedStrings.xml", "xl/styles.xml"):
            if shared in archive.namelist():
                for _ in unfolded_chunks(archive, shared):
                    """Walked for its check alone."""
        scans = {name: scan_sheet(archive, entry) for name, entry in wanted}
    filled = [name for name, scan in scans.items() if scan.rows > 1] or list(scans)[:1]

    def opened(name: str) -> Table:
        rows = _numbered(path, name)
        return build_table(
            rows, sheet=name, date1904=date1904, formulas=scans[name].formulas, vocabulary=vocabulary
        )

    return opened(filled[0]) if len(filled) == 1 else _chosen(filled, opened, known)


def _chosen(names: Sequence[str], opened: Callable[[str], Table], known: Known | None) -> Table:
    heads: dict[str, tuple[Column, ...]] = {}
    for name in names:
        # One at a time: the reader holds all of a sheet while it is open. A sheet of notes has no header.
        with suppress(FileRefusedError):
            heads[name] = opened(name).columns
    chosen = next((name for name, columns in heads.items() if known and known(name, columns)), "")
    recognised = (name for name, columns in heads.items() if any(column.field for column in columns))
    chosen = chosen or next(recognised, next(iter(heads), names[0]))
    return replace(opened(chosen), sheets=tuple(heads))


def _numbered(path: Path, sheet: str) -> Iterator[NumberedRow]:
    """(row number, cells) from the sheet's first row on; a merged header cell's text stands at its left."""
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(path) as book:
            source = book.get_sheet_by_name(sheet)
            _, first_column = source.start or (0, 0)
            lead: list[CellValue] = [None] * first_column
            # The rows begin at the first used cell; numbers are those that the spreadsheet shows.
            for number, row in enumerate(source.iter_rows(), start=1):
                yield number, lead + [_value(cell) for cell in row]
    except CalamineError as error:
        raise FileRefusedError("damaged", "The workbook is damaged: save it again.") from error


def _value(cell: object) -> CellValue:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, int | float | bool | datetime | date | time):
        return cell
    return None if cell is None else str(cell)
