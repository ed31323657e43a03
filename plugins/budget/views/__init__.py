"""The pages, by subject."""

from plugins.budget.views import (
    analysis,
    board,
    categories,
    claim_deciding,
    claim_lines,
    claims,
    lines,
    payments,
    rates,
    sheets,
    volumes,
)
from plugins.budget.views.blueprint import pages

__all__ = [
    "analysis",
    "board",
    "categories",
    "claim_deciding",
    "claim_lines",
    "claims",
    "lines",
    "pages",
    "payments",
    "rates",
    "sheets",
    "volumes",
]
