"""What people call the steps of an objection."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.kano.models.objections import ObjectionState
from plugins.kano.rulings import Outcome
from saas.plugin_api import LazyStr, _l

STATES: Mapping[ObjectionState, tuple[LazyStr, str]] = {
    ObjectionState.OPEN: (_l("Objection open"), "warn"),
    ObjectionState.UPHELD: (_l("Objection upheld"), "good"),
    ObjectionState.REJECTED: (_l("Objection rejected"), "plain"),
}

TABS: Mapping[str, LazyStr] = {"open": _l("To be decided"), "decided": _l("With an answer"), "all": _l("All")}

OUTCOMES: Mapping[Outcome, LazyStr] = {
    Outcome.CORRECT: _l("Uphold: write the correct value"),
    Outcome.REREAD: _l("Uphold: read the source again"),
    Outcome.REJECT: _l("Reject: the value stays"),
}
