"""What people call how counts stand."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.parts.models import CountState, LineState
from saas.plugin_api import LazyStr, _l

COUNT_STATES: Mapping[CountState, tuple[LazyStr, str]] = {
    CountState.COUNTING: (_l("being counted"), "info"),
    CountState.REVIEW: (_l("waits for approval"), "warn"),
    CountState.POSTED: (_l("posted"), "good"),
    CountState.CANCELLED: (_l("given up"), "plain"),
}

LINE_STATES: Mapping[LineState, tuple[LazyStr, str]] = {
    LineState.OPEN: (_l("to be counted"), "info"),
    LineState.RECOUNT: (_l("to be counted again"), "warn"),
    LineState.MATCH: (_l("fits"), "good"),
    LineState.POST: (_l("small difference"), "plain"),
    LineState.APPROVE: (_l("waits for approval"), "warn"),
    LineState.APPROVED: (_l("approved"), "good"),
    LineState.REFUSED: (_l("refused"), "bad"),
}
