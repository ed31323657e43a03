"""The pages, by subject."""

from plugins.complaints.views import (
    case,
    cases,
    categories,
    handing,
    intake,
    own_page,
    registering,
    rules,
    work,
)
from plugins.complaints.views.blueprint import pages, public

__all__ = [
    "case",
    "cases",
    "categories",
    "handing",
    "intake",
    "own_page",
    "pages",
    "public",
    "registering",
    "rules",
    "work",
]
