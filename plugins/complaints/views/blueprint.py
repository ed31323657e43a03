"""The blueprint that all pages hang on, and what several of them show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.complaints import words
from plugins.complaints.models import Case
from plugins.complaints.operations.history import within_reach
from plugins.complaints.permissions import IDENTITY
from plugins.complaints.queries import categories
from saas.plugin_api import Form, GroupPages, LazyStr, mask_name

pages = GroupPages("complaints", "plugins.complaints", path="x/complaints")
public = GroupPages("complaints_public", "plugins.complaints", path="x/complaints", area="p")

SLOT = "complaints.case"
"""The slot of the page of a complaint."""

Choices = Sequence[tuple[str, LazyStr]]

WORDS: Mapping[str, Any] = {
    "states": words.STATES,
    "channels": words.CHANNELS,
    "results": words.RESULTS,
    "severities": words.SEVERITIES,
    "in_locale": words.in_locale,
    "findings": words.FINDINGS,
    "causes": words.CAUSES,
    "option_states": words.OPTION_STATES,
    "agreed_how": words.AGREED_HOW,
    "outcomes": words.OUTCOMES,
    "waiting": words.WAITING,
    "levels": words.LEVELS,
    "targets": words.TARGETS,
}
"""What templates call things."""


def category_choices(kept: int | None = None) -> Choices:
    """The categories that may be chosen in a form, and the one that the complaint has, retired or not."""
    return [(str(one.id), words.category_name(one)) for one in categories() if one.active or one.id == kept]


def differences(form: Form, stored: Mapping[str, Any]) -> list[tuple[object, object, object]]:
    """After a conflict each field's label, what was typed and what is stored."""
    found: list[tuple[object, object, object]] = []
    for field in form.all():
        if field.name in stored:
            named = dict(field.choices)
            there = "" if stored[field.name] in (None, False) else str(stored[field.name])
            found.append((field.label, named.get(field.text, field.text), named.get(there, there)))
    return found


def complainant(case: Case, customer: str | None) -> str:
    """Who complained, masked for those who may not know."""
    name = customer or case.complainant_name
    return name if within_reach(case, IDENTITY) else mask_name(name)
