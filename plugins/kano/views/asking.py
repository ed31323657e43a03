"""What the questionnaire by the link and the one of staff share: its questions in an order of its own, its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.kano.models import Study, StudyFactor
from plugins.kano.operations import Pair, new_submission
from plugins.kano.queries import study_factors
from plugins.kano.questions import shuffled
from plugins.kano.words.study import ANSWERS, in_locale
from saas.plugin_api import Form


def empty(study: Study) -> dict[str, Any]:
    """A questionnaire that nobody has filled in yet, its questions in an order of its own."""
    submission = new_submission()
    ids = [one.id for one in _factors(study)]
    return {
        "submission": submission,
        "pairs": [{"study_factor_id": one} for one in shuffled(ids, submission)],
    }


def asked(study: Study, form: Form) -> dict[str, Any]:
    """For the template: both questions about each factor in the form's order, and the answers to choose from."""
    factors = {str(one.id): one for one in _factors(study)}
    rows = [{field.key: field for field in row.fields} for row in form.rows("pairs")]
    return {
        "asked": [
            {
                "name": in_locale(factor.names),
                "functional": in_locale(factor.functional),
                "dysfunctional": in_locale(factor.dysfunctional),
                "id": row["study_factor_id"],
                "there": row["functional"],
                "missing": row["dysfunctional"],
            }
            for row in rows
            if (factor := factors.get(row["study_factor_id"].text)) is not None
        ],
        "answers": [*ANSWERS[len(study.table_cells)].items()],
    }


def pairs_of(typed: Mapping[str, Any]) -> list[Pair]:
    """The answers that a checked form or body holds."""
    return [Pair(**pair) for pair in typed["pairs"]]


def _factors(study: Study) -> Sequence[StudyFactor]:
    return [row.StudyFactor for row in study_factors(study.id)]
