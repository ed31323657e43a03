"""What a job does with the rows of a file: our own way for customers, vehicles and visits, or a plugin's importer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, Protocol
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy.exc import DataError, IntegrityError

from saas.core.contracts.importers import ImportContext, Importer, ImportResult
from saas.core.customers import bulk as customers
from saas.core.imports.fields import ImportField
from saas.core.imports.importer_rows import ImporterRows, Taken
from saas.core.imports.intake import Intake, Reception
from saas.core.imports.judged import RowContext
from saas.core.imports.kinds import ImporterAway, ImporterFailed, kind_of
from saas.core.imports.pieces import PIECE_ROWS, Piece, RowT, Sorter
from saas.core.imports.problems import Problem, in_own_words
from saas.core.imports.reach import keep_within_reach
from saas.core.imports.rehearsing import rehearse_piece
from saas.core.imports.rows import row_judge
from saas.core.imports.stores import Places
from saas.core.imports.tables import Table as Rows
from saas.core.imports.taking import take_piece
from saas.core.imports.tallies import Effects, Key, Outcome, Table
from saas.core.vehicles import bulk as vehicles
from saas.platform.database import refresh_statistics, session
from saas.platform.errors import DomainError
from saas.platform.plugins import Contribution, work_declared
from saas.platform.security.keys import keyed_hash

# What one row can do to a whole piece: a text or number that the database does not take. The bulk load speaks to the
# driver itself, whose errors nobody wraps.
_ROW_FAULTS: Final = (DataError, IntegrityError, psycopg.DataError, psycopg.IntegrityError, DomainError)
_REFUSED: Final = Problem(code="row.refused", message="import.row.refused")


class Work(Protocol):
    """A way to bring rows in."""

    @property
    def tables(self) -> Sequence[str]:
        """What the rows become."""

    @property
    def row_faults(self) -> tuple[type[Exception], ...]:
        """What one bad row makes `take` raise."""

    def check_there(self) -> None:
        """Raises ImporterAway when nobody writes these rows any more."""

    def pieces(self, table: Rows) -> Iterator[Piece[Any]]:
        """The judged rows of a file in pieces."""

    def keep_within_reach(self, piece: Piece[Any]) -> None:
        """Leave of a piece what whoever started the import may write."""

    def rehearse(self, piece: Piece[Any]) -> Effects:
        """What a piece would do, without doing it."""

    def take(self, piece: Piece[Any], rows: Sequence[Any]) -> Effects:
        """Write rows of a piece in the current transaction."""

    def refresh_statistics(self, rows: int) -> None:
        """Let the database count its tables anew, after so many rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWork:
    """Customers, vehicles and visits."""

    tables: ClassVar[Sequence[str]] = tuple(Table)
    row_faults: ClassVar[tuple[type[Exception], ...]] = (*_ROW_FAULTS, ValueError)

    fields: tuple[ImportField | None, ...]
    places: Places
    source_system: str
    zone: str
    today: date

    def check_there(self) -> None:
        """Always."""

    def pieces(self, table: Rows) -> Iterator[Piece[Intake]]:
        """The judged rows, their stores found."""
        context = RowContext(tz=ZoneInfo(self.zone), today=self.today, date1904=table.date1904)
        reception = Reception(self.places, source_system=self.source_system, zone=self.zone)
        return Sorter(row_judge(self.fields, context), reception).pieces(table.rows, PIECE_ROWS)

    def keep_within_reach(self, piece: Piece[Intake]) -> None:
        """The records of the stores within reach."""
        keep_within_reach(piece, self.places.reach)

    def rehearse(self, piece: Piece[Intake]) -> Effects:
        """New things are looked for, known ones written and taken back."""
        return rehearse_piece(piece.intakes, self.today)

    def take(self, piece: Piece[Intake], rows: Sequence[Intake]) -> Effects:  # noqa: ARG002 - all that is wrong is known
        """Customers first, then their vehicles, then the visits."""
        return take_piece(rows, self.today)

    def refresh_statistics(self, rows: int) -> None:
        """Of the tables of customers and vehicles."""
        refresh_statistics(*customers.TABLES, *vehicles.TABLES, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImporterWork:
    """What an importer of a plugin takes; nothing it does outlives its failure."""

    row_faults: ClassVar[tuple[type[Exception], ...]] = _ROW_FAULTS

    importer: Contribution[Importer]
    fields: tuple[str, ...]
    context: ImportContext

    @property
    def tables(self) -> Sequence[str]:
        """The importer's things."""
        return (self.importer.value.key,)

    def check_there(self) -> None:
        """Raises ImporterAway when the plugin was switched off meanwhile."""
        if not kind_of(self.importer.value.key).here:
            raise ImporterAway

    def pieces(self, table: Rows) -> Iterator[Piece[Taken]]:
        """The rows that the importer's schema takes, and those that it does not."""
        return ImporterRows(self.importer, self.fields, date1904=table.date1904).pieces(table)

    def keep_within_reach(self, piece: Piece[Taken]) -> None:
        """The importer is told the stores, and refuses rows itself."""

    def rehearse(self, piece: Piece[Taken]) -> Effects:
        """All is really written and taken back at once."""
        with session().begin_nested() as attempt:
            effects = taken(self, piece, piece.intakes)
            attempt.rollback()
        session().expire_all()
        return effects

    def take(self, piece: Piece[Taken], rows: Sequence[Taken]) -> Effects:
        """The importer's `write`; the rows that it refuses fail, with its words."""
        write, given = self.importer.value.write, [one.row for one in rows]
        place = f"importer.{self.importer.value.key}"
        answer = work_declared(
            self.importer, place, lambda: write(given, self.context), ImportResult, passes=self.row_faults
        )
        if answer.value is None:
            raise ImporterFailed(f"{place}, error {answer.error_id}")
        result = answer.value
        raws = {one.raw.number: one.raw for one in rows}
        for number, reason in result.faulty.items():
            piece.refuse(raws[number], in_own_words(str(reason)))
        return {self.tables[0]: self._outcome(result)}

    def refresh_statistics(self, rows: int) -> None:
        """The tables of plugins are left to the database."""

    def _outcome(self, result: ImportResult) -> Outcome:
        # As hashes: a natural key may be a person's, and is kept with the import.
        made, changed, left = (
            set[Key](keyed_hash("import", key)[:16] for key in keys)
            for keys in (result.created, result.updated, result.unchanged)
        )
        return Outcome(created=made, updated=changed - made, unchanged=left - made - changed)


def taken(work: Work, piece: Piece[RowT], rows: Sequence[RowT]) -> Effects:
    """Write rows; when the database refuses them, halve until the rows are found that it refuses."""
    if not rows:
        return {table: Outcome() for table in work.tables}
    try:
        with session().begin_nested():
            return work.take(piece, rows)
    except work.row_faults as error:
        if len(rows) == 1:
            refused = in_own_words(error.message) if isinstance(error, DomainError) else _REFUSED
            piece.refuse(rows[0].raw, refused, *rows[0].warnings)
            return {table: Outcome() for table in work.tables}
    middle = len(rows) // 2
    effects = taken(work, piece, rows[:middle])
    for table, outcome in taken(work, piece, rows[middle:]).items():
        effects[table].add(outcome)
    return effects


def importer_work(key: str, mapping: Mapping[str, Any], *, import_id: int, day: date) -> ImporterWork:
    """The work of an import of a plugin; raises ImporterAway where the plugin is off."""
    found = kind_of(key).importer
    if found is None:
        raise ImporterAway
    reach = mapping.get("reach")
    context = ImportContext(
        import_id=import_id, today=day, stores=None if reach is None else frozenset(reach)
    )
    return ImporterWork(importer=found, fields=tuple(mapping.get("fields", ())), context=context)
