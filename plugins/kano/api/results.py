"""Results and decisions over the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.kano import operations
from plugins.kano.api.blueprint import api
from plugins.kano.api.studies import told_study
from plugins.kano.operations import Decision
from plugins.kano.permissions import READ, WRITE
from plugins.kano.queries import chosen_run, results, study_by_id
from plugins.kano.schemas import (
    KanoDecisionsSchema,
    KanoFactorResultOut,
    KanoResultOut,
    KanoResultsQuery,
    KanoWholeStudyOut,
)
from saas.plugin_api import NotFound, _, requires


@api.get("/studies/<int:study_id>/results")
@api.arguments(KanoResultsQuery, location="query")
@api.response(200, KanoResultOut)
@requires(READ)
def read_results(query: Mapping[str, Any], study_id: int) -> Mapping[str, Any]:
    """Show what the newest analysis of a study found, or the one of a number."""
    run = chosen_run(study_by_id(study_id).id, query["run"])
    if run is None:
        raise NotFound(_("No result yet"))
    names = [name for name in KanoResultOut().fields if hasattr(run, name)]
    return {name: getattr(run, name) for name in names} | {
        "factors": [_factor(row) for row in results(run.id)]
    }


@api.post("/studies/<int:study_id>/decisions")
@api.arguments(KanoDecisionsSchema)
@api.response(200, KanoWholeStudyOut)
@requires(WRITE)
def decide(body: Mapping[str, Any], study_id: int) -> Mapping[str, Any]:
    """Keep or drop factors of an analysed study."""
    decisions = [Decision(**one) for one in body["decisions"]]
    return told_study(operations.decide_factors(study_id, decisions))


def _factor(row: Any) -> Mapping[str, Any]:
    names = [name for name in KanoFactorResultOut().fields if name != "names"]
    return {name: getattr(row.Result, name) for name in names} | {"names": row.StudyFactor.names}
