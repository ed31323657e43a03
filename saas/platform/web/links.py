"""Addresses that declarations name: a wrong one costs its own entry, never the page that shows it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from saas.platform.plugins import Contribution, ask_plainly
from saas.platform.web.navigation import Action, NavItem


def address_of(found: Contribution[NavItem] | Contribution[Action], kind: str, **values: Any) -> str:
    """The address of a declared endpoint, empty where it cannot be built. kind: what it is, for the failures.

    Raises BuildError for an endpoint that a core room declares: that is ours to see and to mend.
    """
    endpoint = found.value.endpoint
    place = f"{kind}.{found.value.key}"
    return ask_plainly(found.owner, place, lambda: url_for(endpoint, **values), str).value or ""
