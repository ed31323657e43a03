"""What the operators' pages call the states and the failures of plugins."""

from __future__ import annotations

from collections.abc import Mapping

from saas.platform.i18n import LazyStr, _l
from saas.platform.plugins.models import FailureKind

STATES: Mapping[str, tuple[LazyStr, str]] = {
    "running": (_l("running"), "good"),
    "suspended": (_l("suspended"), "warn"),
    "inert": (_l("waits for the upgrade"), "bad"),
    "broken": (_l("broken"), "bad"),
    "invalid": (_l("breaks the contract"), "bad"),
    "incompatible": (_l("does not fit this version"), "bad"),
    "requirement": (_l("lacks a plugin"), "bad"),
}
"""Word and tone of each state that the health of a plugin knows."""
KINDS: Mapping[FailureKind, LazyStr] = {
    FailureKind.RAISED: _l("raised an error"),
    FailureKind.EXITED: _l("wanted to end the process"),
    FailureKind.DATABASE: _l("failed in the database"),
    FailureKind.WRONG_RETURN: _l("gave back something else"),
    FailureKind.SLOW: _l("was too slow"),
    FailureKind.TRANSACTION: _l("ended the transaction"),
}
