"""REST routes over the same operations and queries, by subject."""

from plugins.budget.api import analysis, audits, categories, claims, limits, sheets
from plugins.budget.api.blueprint import api

__all__ = ["analysis", "api", "audits", "categories", "claims", "limits", "sheets"]
