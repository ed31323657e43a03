"""Statistics that several rooms and plugins report with: plain numbers in and out, nothing heavy at start-up."""

from __future__ import annotations

from saas.statistics.discoveries import benjamini_hochberg
from saas.statistics.promoters import (
    NetPromoterScore,
    PromoterDifference,
    PromoterInterval,
    net_promoter_difference,
    net_promoter_score,
)
from saas.statistics.rounding import round_half_up
from saas.statistics.shares import wilson_interval

__all__ = [
    "NetPromoterScore",
    "PromoterDifference",
    "PromoterInterval",
    "benjamini_hochberg",
    "net_promoter_difference",
    "net_promoter_score",
    "round_half_up",
    "wilson_interval",
]
