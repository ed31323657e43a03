"""Reads of Kano appraisal."""

from plugins.kano.queries.factors import factor_versions, factors
from plugins.kano.queries.results import chosen_run, results, results_of_studies, runs
from plugins.kano.queries.studies import (
    StudyFilter,
    answer_counts,
    invitation_counts,
    studies_page,
    study_by_id,
    study_factors,
)

__all__ = [
    "StudyFilter",
    "answer_counts",
    "chosen_run",
    "factor_versions",
    "factors",
    "invitation_counts",
    "results",
    "results_of_studies",
    "runs",
    "studies_page",
    "study_by_id",
    "study_factors",
]
