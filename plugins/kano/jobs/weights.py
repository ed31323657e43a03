"""Computing weights in the worker: numerical packages are loaded here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.kano.models import SchemeState, WeightScheme
from plugins.kano.operations.weighing import found_weights
from saas.plugin_api import load_for_change, now, record, session

CODE_VERSION = "1.0.0"
"""Of the plugin, kept with what it computed."""


def compute(*, scheme_id: int, run: int) -> Mapping[str, str]:
    """Compute the weights of a scheme; one that was approved meanwhile, or computed in this run, stays as it is."""
    scheme = load_for_change(WeightScheme, scheme_id)
    if scheme.runs_done >= run or scheme.state not in (SchemeState.DRAFT, SchemeState.CONSISTENT):
        return {"state": scheme.state.value}
    try:
        scheme.result, scheme.problem = found_weights(scheme), ""
    except ValueError as error:
        scheme.result, scheme.problem = {}, str(error)
    consistent = bool(scheme.result.get("consistent"))
    scheme.state = SchemeState.CONSISTENT if consistent else SchemeState.DRAFT
    scheme.runs_done, scheme.computed_at = max(scheme.runs_done, run), now()
    scheme.code_version = CODE_VERSION
    session().flush()
    record("kano.scheme.computed", "kano_weight_scheme", scheme.id, detail={"consistent": consistent})
    return {"state": scheme.state.value}
