"""The blueprint that all pages hang on, and what several of them show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.complaints import words
from plugins.complaints.models import Case
from plugins.complaints.operations.history import within_reach
from plugins.complaints.permissions import IDENTITY
from plugins.complaints.queries import categories
from saas.plugin_api import GroupPages, LazyStr, mask_name

pages = GroupPages("complaints", "plugins.complaints", path="x/complaints")

Choices = Sequence[tuple[str, LazyStr]]

WORDS: Mapping[str, Any] = {
    "states": words.STATES,
    "channels": words.CHANNELS,
    "results": words.RESULTS,
    "severities": words.SEVERITIES,
    "in_locale": words.in_locale,
}
"""What templates call things."""


def category_choices() -> Choices:
    """The group's categories for a form, in the page's language."""
    return [(str(one.id), words.in_locale(one.names)) for one in categories()]


def complainant(case: Case, customer: str | None) -> str:
    """Who complained, masked for those who may not know."""
    name = customer or case.complainant_name
    return name if within_reach(case, IDENTITY) else mask_name(name)
