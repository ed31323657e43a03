"""A file cut into pieces of some thousand rows, each judged, sorted and ready to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Generic, Protocol, TypeVar

from saas.core.imports.intake import Intake, Reception
from saas.core.imports.judged import JudgedRow
from saas.core.imports.memory import Memory
from saas.core.imports.models import RowVerdict
from saas.core.imports.problems import Problem
from saas.core.imports.tables import RawRow, RowKind

PIECE_ROWS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row that needs attention, with what is wrong with it."""

    raw: RawRow
    verdict: RowVerdict
    problems: tuple[Problem, ...]


class Accepted(Protocol):
    """A row on its way into the tables."""

    @property
    def raw(self) -> RawRow:
        """The row as the file has it."""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is doubtful in it."""


RowT = TypeVar("RowT", bound=Accepted)


@dataclass(slots=True, kw_only=True)
class Piece(Generic[RowT]):
    """Rows of a file from `first_row` to `last_row`. faults: by row number. passed_over: totals and the like."""

    first_row: int
    last_row: int = 0
    rows: int = 0
    duplicates: int = 0
    passed_over: int = 0
    intakes: list[RowT] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)

    def refuse(self, raw: RawRow, *problems: Problem) -> None:
        """Let a row fail."""
        self.faults[raw.number] = Fault(raw=raw, verdict=RowVerdict.FAILED, problems=problems)

    def warn(self, raw: RawRow, *problems: Problem) -> None:
        """Note what is doubtful in a row that is taken."""
        self.faults[raw.number] = Fault(raw=raw, verdict=RowVerdict.WARNING, problems=problems)


def cut(
    rows: Iterator[RawRow],
    size: int,
    sort: Callable[[RawRow, Piece[RowT]], None],
    ended: Callable[[], None] = lambda: None,
) -> Iterator[Piece[RowT]]:
    """Rows in pieces of `size` data rows. sort: puts a row into its piece; ended: called at the end of each."""
    piece: Piece[RowT] | None = None
    for raw in rows:
        if piece is None:
            piece = Piece(first_row=raw.number)
        sort(raw, piece)
        piece.last_row = raw.number
        if piece.rows >= size:
            ended()
            yield piece
            piece = None
    if piece is not None:
        ended()
        yield piece


class Sorter:
    """Puts the rows of one file into pieces; what it remembers of rows before is the same for the same file."""

    def __init__(self, judge: Callable[[RawRow], JudgedRow], reception: Reception) -> None:
        self._judge = judge
        self._reception = reception
        self._memory = Memory()

    def pieces(self, rows: Iterator[RawRow], size: int) -> Iterator[Piece[Intake]]:
        """The pieces in the order of the file, `size` data rows each. Raises FileRefusedError where the file breaks off."""
        return cut(rows, size, self._sort, self._memory.next_piece)

    def _sort(self, raw: RawRow, piece: Piece[Intake]) -> None:
        if raw.kind is not RowKind.DATA:
            piece.passed_over += 1
            return
        piece.rows += 1
        if self._memory.is_repeat(raw):
            piece.duplicates += 1
            return
        judged = self._judge(raw)
        problems = judged.errors or _single(self._reception.store_problem(judged))
        if problems:
            piece.refuse(raw, *problems, *judged.warnings)
            return
        self._memory.keep(raw)
        if judged.warnings:
            piece.warn(raw, *judged.warnings)
        piece.intakes.append(self._remembered(self._reception.take(raw, judged)))

    def _remembered(self, intake: Intake) -> Intake:
        customer, vehicle = intake.customer, intake.vehicle
        if customer is not None and intake.keys.customer:
            customer = self._memory.customer(intake.keys.customer, customer)
        if vehicle is not None and intake.keys.vehicle:
            vehicle = self._memory.vehicle(intake.keys.vehicle, vehicle)
        if customer is intake.customer and vehicle is intake.vehicle:
            return intake
        return changed(intake, customer=customer, vehicle=vehicle)


def _single(problem: Problem | None) -> tuple[Problem, ...]:
    return (problem,) if problem else ()
