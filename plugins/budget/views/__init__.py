"""The pages, by subject."""

from plugins.budget.views import (
    board,
    categories,
    claim_deciding,
    claim_lines,
    claims,
    payments,
    rates,
    sheets,
)
from plugins.budget.views.blueprint import pages

__all__ = [
    "board",
    "categories",
    "claim_deciding",
    "claim_lines",
    "claims",
    "pages",
    "payments",
    "rates",
    "sheets",
]
