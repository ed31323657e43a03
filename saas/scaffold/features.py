"""What a new plugin can start with."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Feature(StrEnum):
    """One thing that a new plugin has; they combine freely."""

    MODELS = "models"
    """A table with its migration, the verbs and reads over it, permissions, and what is owed to people. Always there."""
    PAGES = "pages"
    """A list and a form, an entry in the navigation, a button on the customer's page."""
    PANEL = "panel"
    """A card on the customer's page."""
    FACTS = "facts"
    """A chip in the header of the customer's page."""
    WIDGET = "widget"
    """A tile of the start page."""
    API = "api"
    """REST routes."""
    JOB = "job"
    """Work at night."""
    SETTINGS = "settings"
    """A value that each group may set."""
    EVENT = "event"
    """An event that others may hear, and a handler."""
    IMPORTER = "importer"
    """Rows from a spreadsheet."""


DEFAULT = frozenset({Feature.MODELS, Feature.PAGES, Feature.PANEL, Feature.JOB, Feature.SETTINGS})


def complete(wanted: Iterable[Feature]) -> frozenset[Feature]:
    """The features with what they stand on: everything here is about the rows of the table."""
    return frozenset({*wanted, Feature.MODELS})
