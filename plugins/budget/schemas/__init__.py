"""One schema for each input; the pages and the API validate with the same."""

from plugins.budget.schemas.categories import BudgetCategoryOut, BudgetCategorySchema

__all__ = ["BudgetCategoryOut", "BudgetCategorySchema"]
