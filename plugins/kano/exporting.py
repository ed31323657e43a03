"""Results as a table to take out: every figure of the pictures, a row a factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plugins.kano.permissions import EXPORT, READ
from plugins.kano.queries import results_of_studies
from plugins.kano.schemas import ResultFilterSchema
from plugins.kano.words.study import CATEGORIES, in_locale
from saas.plugin_api import Exporter, _, _l, require

_FIGURES = (
    "better",
    "better_low",
    "better_high",
    "worse",
    "worse_low",
    "worse_high",
    "distance",
    "distance_low",
    "distance_high",
    "probability",
)


def result_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """What studies found, a line a factor: of one study if it is named, and of its newest run unless that is."""
    require(READ)
    require(EXPORT)
    found = results_of_studies(study_id=filters.get("study_id"), number=filters.get("run"), limit=limit)
    return [_line(row) for row in found]


def _line(row: Any) -> list[str]:
    result, scores = row.Result, row.Result.figures["continuous"] or {}
    return [
        row.Study.document_no,
        row.Study.title,
        in_locale(row.StudyFactor.names),
        str(CATEGORIES[result.category][0]) if result.category else "",
        *(str(count) for count in result.counts),
        str(result.missing),
        *(_told(getattr(result, name)) for name in _FIGURES),
        _told(scores.get("functional")),
        _told(scores.get("dysfunctional")),
        "" if row.StudyFactor.kept is None else _("Kept") if row.StudyFactor.kept else _("Left out"),
        row.StudyFactor.reason,
    ]


def _told(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.4f}"


EXPORTER = Exporter(
    key="kano.result",
    title=_l("Results of Kano studies"),
    columns=(
        _l("Number of the study"),
        _l("Study"),
        _l("Improvement factor"),
        _l("Category"),
        "M",
        "O",
        "A",
        "I",
        "R",
        "Q",
        _l("Not answered"),
        _l("Better"),
        _l("Better from"),
        _l("Better to"),
        _l("Worse"),
        _l("Worse from"),
        _l("Worse to"),
        _l("Sensitivity"),
        _l("Sensitivity from"),
        _l("Sensitivity to"),
        _l("Certainty of the category"),
        _l("Mean score when it is there"),
        _l("Mean score when it is missing"),
        _l("Decision"),
        _l("Reason"),
    ),
    rows=result_lines,
    permission=EXPORT,
    filters=ResultFilterSchema,
    list_endpoint="kano.studies",
)
