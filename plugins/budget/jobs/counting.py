"""The nightly count of workshop visits."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.budget.operations.volumes import count_visits

NIGHTLY = 3
"""Months that are counted again each night: orders are completed and corrected late, but not for longer."""


def count(*, months: int = NIGHTLY, period: str = "") -> Mapping[str, int | str]:
    """Count the visits of this month and some before it. period: the instant that was due."""
    return {"changed": count_visits(months), "period": period}
