"""REST routes over the same operations and queries, by subject."""

from plugins.budget.api import categories, claims, sheets
from plugins.budget.api.blueprint import api

__all__ = ["api", "categories", "claims", "sheets"]
