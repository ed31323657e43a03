"""What can be decided of an objection to a card. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """What is decided of an objection."""

    CORRECT = "correct"
    """Upheld: another value is written."""
    REREAD = "reread"
    """Upheld: the value is read from its source again."""
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A decision. answer: why, which the employee reads. value: the corrected one, only where it is written."""

    outcome: Outcome
    answer: str
    value: Decimal | None = None
