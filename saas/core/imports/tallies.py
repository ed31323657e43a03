"""What an import has counted so far: rows, problems, and each customer, vehicle and visit once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from saas.core.imports.compact import CompactMap
from saas.core.imports.models import RowVerdict
from saas.core.imports.pieces import Piece

MOST_PROBLEMS: Final = 200
"""Kinds of problems in a report: an importer says in words of its own what is wrong with a row."""


class Table(StrEnum):
    """What rows become."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"
    SERVICE_RECORD = "service_record"


class Effect(StrEnum):
    """What became of a thing; of several pieces the first of these holds."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


Key = int | str
"""A thing's id; in a dry run, for one that is not there yet, what it is known by."""


@dataclass(slots=True)
class Outcome:
    """The things of one table in a piece by what became of them; each is in one of the three."""

    created: set[Key] = field(default_factory=set)
    updated: set[Key] = field(default_factory=set)
    unchanged: set[Key] = field(default_factory=set)

    def add(self, other: Outcome) -> None:
        """Take in what a further piece did: what it created before and changed now counts as created."""
        self.created |= other.created
        self.updated = (self.updated | other.updated) - self.created
        self.unchanged = (self.unchanged | other.unchanged) - self.created - self.updated

    def as_lists(self) -> dict[str, list[Key]]:
        """As it is kept with a piece of a run."""
        return {effect.value: sorted(getattr(self, effect), key=str) for effect in Effect}

    @classmethod
    def from_lists(cls, kept: Mapping[str, Iterable[Key]]) -> Outcome:
        """What `as_lists` gave."""
        return cls(**{effect.value: set(kept.get(effect, ())) for effect in Effect})


Effects = dict[str, Outcome]
"""By what rows become: a `Table`, or the key of a plugin's importer."""


class Ledger:
    """How many things of one table a whole file made, changed and left; each counts once, whatever pieces it stands in."""

    __slots__ = ("_known", "counts")

    def __init__(self) -> None:
        self.counts: Counter[Effect] = Counter()
        self._known = CompactMap()

    def add(self, outcome: Outcome) -> None:
        """Take in a piece: what was made before and is changed now counts as made, what was changed as changed."""
        for rank, effect in enumerate(Effect, start=1):
            for key in getattr(outcome, effect):
                before = self._known.get(key)
                if before and before <= rank:
                    continue
                if before:
                    self.counts[_RANKED[before - 1]] -= 1
                self.counts[effect] += 1
                self._known.put(key, rank)


_RANKED: Final = tuple(Effect)


def ledgers(tables: Iterable[str]) -> dict[str, Ledger]:
    """An empty ledger for each thing that rows become."""
    return {table: Ledger() for table in tables}


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
    tables: dict[str, Ledger] = field(default_factory=lambda: ledgers(Table))

    def add_piece(self, piece: Piece[Any]) -> None:
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
            self.tables[table].add(outcome)

    def total(self, effect: Effect) -> int:
        """How many customers, vehicles and visits together."""
        return sum(ledger.counts[effect] for ledger in self.tables.values())

    def report(self) -> dict[str, Any]:
        """As it is kept and shown."""
        return {
            "rows": self.rows,
            "failed": self.failed,
            "warnings": self.with_warnings,
            "duplicates": self.duplicates,
            "passed_over": self.passed_over,
            "problems": dict(self.problems.most_common(MOST_PROBLEMS)),
            "tables": {
                str(table): {effect.value: ledger.counts[effect] for effect in Effect}
                for table, ledger in self.tables.items()
            },
        }

    @classmethod
    def from_report(
        cls, report: Mapping[str, Any], pieces: Iterable[Effects], tables: Iterable[str] = Table
    ) -> Tally:
        """The counts as they stood after the last committed piece."""
        tally = cls(
            tables=ledgers(tables),
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
