"""How an indicator counts in a score, as the category of its factor suggests."""

from __future__ import annotations

from enum import StrEnum


class KpiKind(StrEnum):
    """How an indicator counts in a score."""

    GATE = "gate"
    """Below its standard it caps the grade: what a must-be factor becomes."""
    LINEAR = "linear"
    """The better, the more points: what a one-dimensional factor becomes."""
    BONUS = "bonus"
    """It can only add points: what an attractive factor becomes."""
