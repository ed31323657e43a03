"""The blueprint that all pages hang on, and what several of them do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response as AnyResponse

from plugins.budget import words
from saas.plugin_api import Conflict, Form, GroupPages, Invalid, allowed, open_stores, session

pages = GroupPages("budget", "plugins.budget", path="x/budget")

WORDS: Mapping[str, Any] = {
    "states": words.STATES,
    "cost_kinds": words.COST_KINDS,
    "over_actions": words.OVER_ACTIONS,
    "drivers": words.DRIVERS,
    "entries": words.ENTRIES,
    "transfer_states": words.TRANSFERS,
    "in_locale": words.in_locale,
}
"""What templates call things."""

Refuse = Callable[[Invalid, int], AnyResponse]


def saved(act: Callable[[], object], refuse: Refuse) -> AnyResponse | None:
    """Do what a form asks for; the form again where it is refused, none where it was done.

    refuse: draws the page with what was wrong and its status, 422 or, where somebody was faster, 409.
    """
    try:
        with session().begin_nested():
            act()
    except Invalid as error:
        return refuse(error, 422)
    except Conflict as error:
        return refuse(Invalid("", error.message), 409)
    return None


def differences(form: Form, stored: Mapping[str, Any]) -> list[tuple[object, object, object]]:
    """After a conflict each field's label, what was typed and what is stored."""
    found: list[tuple[object, object, object]] = []
    for field in form.all():
        if field.name in stored:
            named = dict(field.choices)
            there = "" if stored[field.name] in (None, False) else str(stored[field.name])
            found.append((field.label, named.get(field.text, field.text), named.get(there, there)))
    return found


def store_choices(permission: str) -> list[tuple[str, str]]:
    """The open stores for which whoever acts holds a permission."""
    return [(str(one.id), one.name) for one in open_stores() if allowed(permission, store_id=one.id)]
