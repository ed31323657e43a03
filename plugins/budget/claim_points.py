"""The four points that finance ticks before a claim passes."""

from __future__ import annotations

from enum import StrEnum


class Point(StrEnum):
    """What finance vouches for."""

    WITHIN_BUDGET = "within_budget"
    REASONABLE = "reasonable"
    RECEIPTS = "receipts"
    EXACT = "exact"
