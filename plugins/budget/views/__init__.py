"""The pages, by subject."""

from plugins.budget.views import (
    analysis,
    audit_claims,
    audits,
    board,
    categories,
    claim_deciding,
    claim_lines,
    claims,
    findings,
    limits,
    lines,
    payments,
    rates,
    sheets,
    volumes,
)
from plugins.budget.views.blueprint import pages

__all__ = [
    "analysis",
    "audit_claims",
    "audits",
    "board",
    "categories",
    "claim_deciding",
    "claim_lines",
    "claims",
    "findings",
    "limits",
    "lines",
    "pages",
    "payments",
    "rates",
    "sheets",
    "volumes",
]
