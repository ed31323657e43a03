"""Why a claim was drawn by risk, as it is kept with the sample. Pure, and light enough for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Risk(StrEnum):
    """What stands out in a claim."""

    RED = "red"
    """A check of the machine is not in order."""
    AMBER = "amber"
    """A check of the machine says to look at it."""
    OVER_BUDGET = "over_budget"
    """It went on with an approval to exceed the budget."""
    JUST_BELOW = "just_below"
    """An expense is just below the limit from which on finance is told to look."""
    ROUND = "round"
    """An expense is a round amount."""
    DAY_OFF = "day_off"
    """An expense is of a Saturday or Sunday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that stood out. check: of the machine, for those that are its."""

    risk: Risk
    check: str = ""

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {"risk": self.risk.value, "check": self.check}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Reason:
        """As it was stored."""
        return cls(risk=Risk(kept["risk"]), check=str(kept["check"]))
