"""The blueprint that all pages hang on, and what several of them show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.kano.words import study as words
from saas.plugin_api import Form, GroupPages

pages = GroupPages("kano", "plugins.kano", path="x/kano")
public = GroupPages("kano_public", "plugins.kano", path="x/kano", area="p")

WORDS: Mapping[str, Any] = {
    "states": words.STATES,
    "modes": words.MODES,
    "categories": words.CATEGORIES,
    "kinds": words.KINDS,
    "table_names": words.TABLE_NAMES,
    "in_locale": words.in_locale,
}
"""What templates call things."""


def differences(form: Form, stored: Mapping[str, Any]) -> list[tuple[object, object, object]]:
    """After a conflict each field's label, what was typed and what is stored."""
    found: list[tuple[object, object, object]] = []
    for field in form.all():
        if field.name in stored:
            named = dict(field.choices)
            there = "" if stored[field.name] in (None, False) else str(stored[field.name])
            found.append((field.label, named.get(field.text, field.text), named.get(there, there)))
    return found
