"""What an import has counted so far: rows, problems, and each customer, vehicle and visit once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from saas.core.imports.models import RowVerdict
from saas.core.imports.pieces import Piece


class Table(StrEnum):
    """What rows become."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"
    SERVICE_RECORD = "service_record"


class Effect(StrEnum):
    """What became of a thing."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


Key = int | str
"""A thing's id; in a dry run, for one that is not there yet, what it is known by."""


@dataclass(slots=True)
class Outcome:
    """The things of one table by what became of them; each is in one of the three."""

    created: set[Key] = field(default_factory=set)
    updated: set[Key] = field(default_factory=set)
    unchanged: set[Key] = field(default_factory=set)

    def add(self, other: Outcome) -> None:
        """Take in what a further piece did: what it created before and changed now counts as created."""
        self.created |= other.created
        self.updated |= other.updated - self.created
        self.unchanged = (self.unchanged | other.unchanged) - self.created - self.updated

    def as_lists(self) -> dict[str, list[Key]]:
        """As it is kept with a piece of a run."""
        return {effect.value: sorted(getattr(self, effect), key=str) for effect in Effect}

    @classmethod
    def from_lists(cls, kept: Mapping[str, Iterable[Key]]) -> Outcome:
        """What `as_lists` gave."""
        return cls(**{effect.value: set(kept.get(effect, ())) for effect in Effect})


Effects = dict[Table, Outcome]


def no_effects() -> Effects:
    """Nothing done to any table."""
    return {table: Outcome() for table in Table}


@dataclass(slots=True)
class Tally:
    """The counts of a dry run or a run. passed_over: totals and headers repeated in the file, which are no data."""

    rows: int = 0
    failed: int = 0
    with_warnings: int = 0
    duplicates: int = 0
    passed_over: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    effects: Effects = field(default_factory=no_effects)

    def add_piece(self, piece: Piece) -> None:
        """Take in the rows of a piece, after it was written: by then it is known which of them failed."""
        self.rows += piece.rows
        self.duplicates += piece.duplicates
        self.passed_over += piece.passed_over
        for fault in piece.faults.values():
            self.failed += fault.verdict is RowVerdict.FAILED
            self.with_warnings += fault.verdict is RowVerdict.WARNING
            self.problems.update({problem.code for problem in fault.problems})

    def add_effects(self, effects: Effects) -> None:
        """Take in what a piece did."""
        for table, outcome in effects.items():
            self.effects[table].add(outcome)

    def report(self) -> dict[str, Any]:
        """As it is kept and shown."""
        return {
            "rows": self.rows,
            "failed": self.failed,
            "warnings": self.with_warnings,
            "duplicates": self.duplicates,
            "passed_over": self.passed_over,
            "problems": dict(self.problems.most_common()),
            "tables": {
                table.value: {effect.value: len(getattr(outcome, effect)) for effect in Effect}
                for table, outcome in self.effects.items()
            },
        }

    @classmethod
    def from_report(cls, report: Mapping[str, Any], pieces: Iterable[Effects]) -> Tally:
        """The counts as they stood after the last committed piece."""
        tally = cls(
            rows=report.get("rows", 0),
            failed=report.get("failed", 0),
            with_warnings=report.get("warnings", 0),
            duplicates=report.get("duplicates", 0),
            passed_over=report.get("passed_over", 0),
            problems=Counter(report.get("problems", {})),
        )
        for piece in pieces:
            tally.add_effects(piece)
        return tally
