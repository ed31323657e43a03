"""The pages of Kano appraisal: for staff, and the questionnaire for everybody who has its link."""

from plugins.kano.views import (
    cards,
    cycles,
    entering,
    explaining,
    factors,
    flow,
    indicators,
    inviting,
    questionnaire,
    questions,
    ratings,
    results,
    studies,
    study,
    trees,
    weights,
)
from plugins.kano.views.blueprint import pages, public

__all__ = [
    "cards",
    "cycles",
    "entering",
    "explaining",
    "factors",
    "flow",
    "indicators",
    "inviting",
    "pages",
    "public",
    "questionnaire",
    "questions",
    "ratings",
    "results",
    "studies",
    "study",
    "trees",
    "weights",
]
