"""The blueprint that all routes of the API hang on."""

from __future__ import annotations

from typing import TypeVar

from saas.plugin_api import ApiBlueprint, Versioned, _l, tell_version

V = TypeVar("V", bound=Versioned)

api = ApiBlueprint("budget", "plugins.budget", description=_l("Budgets"))


def told(row: V) -> V:
    """The row, with its version in the answer's header."""
    tell_version(row)
    return row
