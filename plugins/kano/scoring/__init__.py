"""What a month's values are worth: points of indicators, a card's score, its grade, and ratings from all around."""

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.scoring.bands import GRADE_BANDS, GradeBand, capped_grade, grade_of
from plugins.kano.scoring.card import Part, ScoreCard, ScoredPart, score_card
from plugins.kano.scoring.distribution import GradedCard, distributed, most_cards
from plugins.kano.scoring.mean import WeightedMean, weighted_mean
from plugins.kano.scoring.parts import (
    BonusPart,
    Direction,
    GatePart,
    LinearPart,
    bonus_points,
    gate_passed,
    linear_points,
)
from plugins.kano.scoring.ratings import (
    MINIMUM_RATERS,
    KindOfRating,
    RaterKind,
    RatingsAggregate,
    aggregate_ratings,
)

__all__ = [
    "GRADE_BANDS",
    "MINIMUM_RATERS",
    "BonusPart",
    "Direction",
    "GatePart",
    "GradeBand",
    "GradedCard",
    "KindOfRating",
    "KpiKind",
    "LinearPart",
    "Part",
    "RaterKind",
    "RatingsAggregate",
    "ScoreCard",
    "ScoredPart",
    "WeightedMean",
    "aggregate_ratings",
    "bonus_points",
    "capped_grade",
    "distributed",
    "gate_passed",
    "grade_of",
    "linear_points",
    "most_cards",
    "score_card",
    "weighted_mean",
]
