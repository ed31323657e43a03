"""The blueprint that all pages hang on, and what several of them show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.parts import words
from plugins.parts.numbers import plain, value_fen
from saas.plugin_api import Form, GroupPages

pages = GroupPages("parts", "plugins.parts", path="x/parts")
public = GroupPages("parts_public", "plugins.parts", path="x/parts", area="p")

WORDS: Mapping[str, Any] = {
    "units": words.UNITS,
    "qualities": words.QUALITIES,
    "classes": words.STOCK_CLASSES,
    "lower_prices": words.lower_prices,
    "plain": plain,
    "value_fen": value_fen,
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
