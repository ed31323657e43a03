"""Rows for an importer of a plugin: its columns' cells read by their kinds, then judged by its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError

from saas.core.contracts.importers import CellKind, ImportColumn, ImportedRow, Importer
from saas.core.imports.kinds import ImporterFailed
from saas.core.imports.memory import Memory
from saas.core.imports.pieces import Piece, cut
from saas.core.imports.problems import Problem, in_own_words
from saas.core.imports.tables import RawRow, RowKind, Table
from saas.core.imports.values import (
    CellValue,
    cell_text,
    clean_text,
    read_code,
    read_day,
    read_fen,
    read_integer,
    read_km,
)
from saas.platform.plugins import Contribution, work_declared
from saas.platform.web.forms.messages import translated

Read = str | int | Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A row that the schema took."""

    raw: RawRow
    row: ImportedRow
    warnings: tuple[Problem, ...] = ()


class ImporterRows:
    """Sorts the rows of one file. fields: the column key of each cell, empty for one left out."""

    def __init__(self, importer: Contribution[Importer], fields: Sequence[str], *, date1904: bool) -> None:
        columns = {column.key: column for column in importer.value.columns}
        self._columns = [(at, columns[key]) for at, key in enumerate(fields) if key in columns]
        self._importer = importer
        self._date1904 = date1904
        self._memory = Memory()
        self._waiting: list[tuple[RawRow, Piece[Taken]]] = []

    def pieces(self, table: Table) -> Iterator[Piece[Taken]]:
        """The pieces in the order of the file.

        Raises FileRefusedError where the file breaks off, ImporterFailed where the plugin's schema does.
        """
        return cut(table.rows, self._importer.value.piece_rows, self._sort, self._judge)

    def _sort(self, raw: RawRow, piece: Piece[Taken]) -> None:
        if raw.kind is not RowKind.DATA:
            piece.passed_over += 1
            return
        piece.rows += 1
        self._waiting.append((raw, piece))

    def _judge(self) -> None:
        """Judge the rows of a piece, in one call of the plugin's schema: nothing it does outlives its failure."""
        waiting, self._waiting = self._waiting, []

        def judge() -> None:
            schema = self._importer.value.schema(unknown=EXCLUDE)
            for raw, piece in waiting:
                self._take(schema, raw, piece)

        place = f"importer.{self._importer.value.key}"
        answer = work_declared(self._importer, place, judge, None)
        if answer.failed:
            raise ImporterFailed(f"{place}, error {answer.error_id}")

    def _take(self, schema: Schema, raw: RawRow, piece: Piece[Taken]) -> None:
        if self._memory.is_repeat(raw):
            piece.duplicates += 1
            return
        values, problems = self._judged(schema, raw)
        if problems:
            piece.refuse(raw, *problems)
            return
        self._memory.keep(raw)
        piece.intakes.append(Taken(raw=raw, row=ImportedRow(number=raw.number, values=values)))

    def _judged(self, schema: Schema, raw: RawRow) -> tuple[Mapping[str, Any], list[Problem]]:
        if raw.oversized:
            return {}, [Problem(code="row.oversized", message="import.row.oversized")]
        cells = {
            column.key: self._read(column, raw.cells[at])
            for at, column in self._columns
            if raw.cells[at] is not None
        }
        problems = [cell for cell in cells.values() if isinstance(cell, Problem)]
        if problems:
            return {}, problems
        given = {key: cell for key, cell in cells.items() if cell not in (None, "")}
        try:
            return schema.load(given), []
        except ValidationError as error:
            return {}, [in_own_words(text) for text in self._faults(error.messages)]

    def _read(self, column: ImportColumn, cell: CellValue) -> Read:
        if column.kind is CellKind.DAY:
            day = read_day(cell, date1904=self._date1904)
            return day.isoformat() if isinstance(day, date) else day
        return _READERS[column.kind](cell)

    def _faults(self, messages: Mapping[str, Any] | list[Any]) -> Iterator[str]:
        titles = {column.key: str(column.title) for _at, column in self._columns}
        faults = messages if isinstance(messages, Mapping) else {"_schema": messages}
        for key, texts in faults.items():
            said = " ".join(translated(str(text)) for text in _flat(texts))
            yield said if key == "_schema" else f"{titles.get(key, key)}: {said}"


def _flat(texts: Any) -> Iterator[object]:
    if isinstance(texts, Mapping):
        for inner in texts.values():
            yield from _flat(inner)
    else:
        yield from texts if isinstance(texts, list) else [texts]


def _text(cell: CellValue) -> str:
    return clean_text(cell if isinstance(cell, str) else cell_text(cell))


_READERS: Final[Mapping[CellKind, Callable[[CellValue], Read]]] = {
    CellKind.TEXT: _text,
    CellKind.CODE: read_code,
    CellKind.WHOLE: read_integer,
    CellKind.FEN: read_fen,
    CellKind.KM: read_km,
}
