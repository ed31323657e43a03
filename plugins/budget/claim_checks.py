"""What the machine looks at before people do, line by line. Pure: it gets what is known and says what stands out.

Nothing here says that somebody cheated: each finding is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from plugins.budget.claim_limits import LineLimit

MOST_TAX = 13
"""The highest rate of value-added tax in per cent of the net amount."""


class Check(StrEnum):
    """What is looked at."""

    BUDGET = "budget"
    RECEIPT = "receipt"
    INVOICE = "invoice"
    FILE_USED = "file_used"
    LIMIT = "limit"
    TAX = "tax"
    DATE = "date"
    OUTLIER = "outlier"
    DUPLICATE = "duplicate"


class Level(StrEnum):
    """How it stands: in order, to be looked at, not in order."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLine:
    """What is known of a line. place: its number on the claim, from 1. limit: the one that holds for it.

    used_in: numbers of other claims that have one of its files.
    """

    place: int
    spent_on: date
    amount_fen: int
    tax_fen: int
    invoice_no: str
    receipts: int
    tight_budget: bool = False
    limit: LineLimit | None = None
    used_in: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found. lines: the places it is about, none where all is in order. others: numbers of other claims.

    limits: those that lines are above, with what was claimed.
    """

    check: Check
    level: Level
    lines: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    limits: tuple[Mapping[str, Any], ...] = ()

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        told: dict[str, Any] = {
            "check": self.check.value,
            "level": self.level.value,
            "lines": list(self.lines),
            "others": list(self.others),
        }
        return told | {"limits": [dict(one) for one in self.limits]} if self.limits else told


def look_at_lines(lines: Sequence[CheckedLine], *, submitted_on: date, most_days: int) -> list[Finding]:
    """Every check that needs no comparison with other claims' amounts, in the order of `Check`.

    most_days: how many days an expense may lie back. The worst level of a check is the check's.
    """
    tight = _places(lines, lambda line: line.tight_budget)
    bare = _places(lines, lambda line: not line.receipts)
    unnumbered = _places(lines, lambda line: not line.invoice_no)
    reused = _places(lines, lambda line: bool(line.used_in))
    taxed = _places(lines, lambda line: _too_much_tax(line.amount_fen, line.tax_fen))
    old = _places(lines, lambda line: (submitted_on - line.spent_on).days > most_days)
    others = tuple(sorted({number for line in lines for number in line.used_in}))
    return [
        _finding(Check.BUDGET, tight, Level.AMBER),
        _finding(Check.RECEIPT, bare, Level.RED),
        _finding(Check.INVOICE, unnumbered, Level.AMBER),
        _finding(Check.FILE_USED, reused, Level.RED, others),
        _limits(lines),
        _finding(Check.TAX, taxed, Level.RED),
        _finding(Check.DATE, old, Level.AMBER),
    ]


def worst(findings: Sequence[Mapping[str, Any]]) -> Level:
    """The worst level of stored findings; in order where there is none."""
    levels = {str(one["level"]) for one in findings}
    return next((level for level in (Level.RED, Level.AMBER) if level.value in levels), Level.GREEN)


def _limits(lines: Sequence[CheckedLine]) -> Finding:
    above = [(line, line.limit) for line in lines if line.limit and line.limit.exceeded_by(line.amount_fen)]
    if not above:
        return Finding(check=Check.LIMIT, level=Level.GREEN)
    return Finding(
        check=Check.LIMIT,
        level=Level.RED if any(limit.hard for _line, limit in above) else Level.AMBER,
        lines=tuple(line.place for line, _limit in above),
        limits=tuple(limit.kept(line.place, line.amount_fen) for line, limit in above),
    )


def _too_much_tax(amount_fen: int, tax_fen: int) -> bool:
    # Rounding of an invoice of many positions may add some fen.
    return tax_fen * 100 > (amount_fen - tax_fen) * MOST_TAX + 100 * 5


def _places(lines: Sequence[CheckedLine], stands_out: Any) -> tuple[int, ...]:
    return tuple(line.place for line in lines if stands_out(line))


def _finding(check: Check, lines: tuple[int, ...], level: Level, others: tuple[str, ...] = ()) -> Finding:
    if not lines:
        return Finding(check=check, level=Level.GREEN)
    return Finding(check=check, level=level, lines=lines, others=others)
