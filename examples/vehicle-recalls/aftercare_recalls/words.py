"""What people call the states of a recalled vehicle, each with the tone of its badge."""

from __future__ import annotations

from collections.abc import Mapping

from saas.plugin_api import LazyStr, _l

from aftercare_recalls.models import MatchState

STATES: Mapping[MatchState, tuple[LazyStr, str]] = {
    MatchState.OPEN: (_l("Open"), "warn"),
    MatchState.DONE: (_l("Done"), "good"),
}
