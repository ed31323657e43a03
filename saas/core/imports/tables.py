"""The one form in which every file reaches the importer: a header and its rows, one after another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

from saas.core.imports.headers import OWN, Column, Vocabulary
from saas.core.imports.problems import FileRefusedError
from saas.core.imports.values import CellValue, cell_text

MAX_ROWS = 1_048_576
MAX_COLUMNS = 256
MAX_CELL = 32_767
_LOOK_AHEAD = 30  # title rows stand above the header, never more than a screen of them
_TOTAL = re.compile(
    r"[\s【\[(]*(?:本页|本月|本年|全部|总|累)?[合总小累共]\s*计(?:金额|数量)?[\s】\])]*[::]?.{0,12}"
)
_FOOTER = re.compile(
    r"(?:制表|打印|导出|审核|经办)(?:人|日期|时间|员)?\s*[::].*|第\s*\d+\s*页.*|共\s*\d+\s*(?:条|页|行).*"
)


class RowKind(StrEnum):
    """What a row of the file is; only data rows are judged, the others are counted."""

    DATA = "data"
    TOTAL = "total"
    REPEATED_HEADER = "repeated_header"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number in the file (from 1), its cells padded to the header, and what was done to it.

    `formulas` are positions whose value a formula computed; `oversized` is true when the row has more cells
    than the header or a cell longer than MAX_CELL, which is then cut.
    """

    number: int
    cells: tuple[CellValue, ...]
    kind: RowKind = RowKind.DATA
    formulas: tuple[int, ...] = ()
    oversized: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as the importer sees it; `rows` can be walked once. sheets: where one was chosen, all that can be."""

    columns: tuple[Column, ...]
    header_row: int
    rows: Iterator[RawRow]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    date1904: bool = False


NumberedRow = tuple[int, list[CellValue]]


def build_table(
    numbered: Iterable[NumberedRow],
    *,
    sheet: str = "",
    date1904: bool = False,
    formulas: dict[int, tuple[int, ...]] | None = None,
    vocabulary: Vocabulary = OWN,
) -> Table:
    """Find the header among the first rows and stream what follows it.

    `numbered` are (row number, cells); `formulas` maps row numbers to positions of formula cells.
    Raises FileRefusedError when there is no row, no recognisable header, or more columns than MAX_COLUMNS.
    """
    source = iter(numbered)
    head = [(number, cells) for number, cells in islice(source, _LOOK_AHEAD) if not _blank(cells)]
    if not head:
        raise FileRefusedError("empty", "The file has no rows.")
    at = _header_at(head, vocabulary)
    columns, depth = _columns(head, at, vocabulary)
    if len(columns) > MAX_COLUMNS:
        raise FileRefusedError("too_many_columns", f"More than {MAX_COLUMNS} columns.")
    names = tuple(column.name for column in columns)
    rows = _rows(chain(head[at + depth :], source), names, formulas or {})
    return Table(
        columns=vocabulary.together(columns),
        header_row=head[at][0],
        rows=rows,
        sheet=sheet,
        date1904=date1904,
    )


def _rows(
    source: Iterable[NumberedRow], names: tuple[str, ...], formulas: dict[int, tuple[int, ...]]
) -> Iterator[RawRow]:
    data_rows = 0
    for number, cells in source:
        if _blank(cells):
            continue
        fitted, oversized = _fitted(cells, len(names))
        kind = _row_kind(fitted, names)
        data_rows += kind is RowKind.DATA
        if data_rows > MAX_ROWS:
            raise FileRefusedError("too_many_rows", f"More than {MAX_ROWS:,} rows: split the file.")
        yield RawRow(number, tuple(fitted), kind, formulas.get(number, ()), oversized)


def _fitted(cells: list[CellValue], width: int) -> tuple[list[CellValue], bool]:
    """The cells as many as the header has, none too long; and whether anything was cut for that."""
    oversized = len(cells) > width and not _blank(cells[width:])
    fitted = cells[:width] if len(cells) >= width else [*cells, *[None] * (width - len(cells))]
    for at, cell in enumerate(fitted):
        if isinstance(cell, str) and len(cell) > MAX_CELL:
            fitted[at], oversized = cell[:MAX_CELL], True
    return fitted, oversized


def _row_kind(cells: list[CellValue], names: tuple[str, ...]) -> RowKind:
    first = next((cell for cell in cells if cell is not None and cell != ""), None)
    if isinstance(first, str):
        if _TOTAL.fullmatch(first) or _FOOTER.fullmatch(first):
            return RowKind.TOTAL
        if first.strip() in names and tuple(cell_text(cell) for cell in cells) == names:
            return RowKind.REPEATED_HEADER
    return RowKind.DATA


def _blank(cells: list[CellValue]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _header_at(head: list[NumberedRow], vocabulary: Vocabulary) -> int:
    """The row with the most recognised headers; else the first with several texts (all columns then open)."""
    scores = [_score(cells, vocabulary) for _, cells in head]
    best = max(scores)
    if best > 0:
        return scores.index(best)
    for at, (_, cells) in enumerate(head):
        if sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells) >= 2:
            return at
    raise FileRefusedError("no_header", "No row with column headers was found in the first rows.")


def _score(cells: list[CellValue], vocabulary: Vocabulary) -> int:
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    return sum(vocabulary.recognise(text, "").field is not None for text in texts)


def _columns(head: list[NumberedRow], at: int, vocabulary: Vocabulary) -> tuple[tuple[Column, ...], int]:
    """The columns, and over how many rows their header goes: merged headers have a group row above.

    The group row is recognised by texts at columns that the next row fills where the group row is blank.
    """
    lower = _texts(head[at][1])
    if at > 0 and _is_group_row(_texts(head[at - 1][1]), lower):
        return _grouped(_texts(head[at - 1][1]), lower, vocabulary), 1
    if at + 1 < len(head):
        below = _texts(head[at + 1][1])
        if _is_group_row(lower, below) and _score(head[at + 1][1], vocabulary) >= 1:
            return _grouped(lower, below, vocabulary), 2
    return tuple(vocabulary.recognise(name, "") for name in _trimmed(lower)), 1


def _texts(cells: list[CellValue]) -> list[str]:
    return [cell_text(cell) for cell in cells]


def _trimmed(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names = names[:-1]
    return names


def _is_group_row(upper: list[str], lower: list[str]) -> bool:
    """Whether `upper` groups `lower`: each has texts where the other is blank, or spans several of them."""
    if sum(bool(text) for text in upper) < 2:
        return False
    width = max(len(upper), len(lower))
    upper, lower = _padded(upper, width), _padded(lower, width)
    under_blank = sum(bool(low) and not up for up, low in zip(upper, lower, strict=True))
    under_text = sum(bool(low) and bool(up) for up, low in zip(upper, lower, strict=True))
    covered = all(up or low for up, low in zip(upper, lower, strict=True) if up or low)
    return covered and under_blank > 0 and under_text > 0


def _padded(texts: list[str], width: int) -> list[str]:
    return texts + [""] * (width - len(texts))


def _grouped(upper: list[str], lower: list[str], vocabulary: Vocabulary) -> tuple[Column, ...]:
    width = max(len(_trimmed(upper)), len(_trimmed(lower)))
    columns: list[Column] = []
    group = ""
    for up, low in zip(_padded(upper, width), _padded(lower, width), strict=False):
        group = up or (group if low else "")
        columns.append(vocabulary.recognise(low, group) if low else vocabulary.recognise(up, ""))
    return tuple(columns[:width])
