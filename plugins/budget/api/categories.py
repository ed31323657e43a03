"""Cost categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.budget import operations
from plugins.budget.api.blueprint import api, told
from plugins.budget.models import CostCategory
from plugins.budget.permissions import CATEGORIES, READ
from plugins.budget.queries import all_categories
from plugins.budget.schemas import BudgetCategoryOut, BudgetCategorySchema
from saas.plugin_api import expected_version, requires


@api.get("/categories")
@api.response(200, BudgetCategoryOut(many=True))
@requires(READ)
def list_categories() -> Sequence[CostCategory]:
    """List the cost categories in the group's order, retired ones too."""
    return all_categories()


@api.post("/categories")
@api.arguments(BudgetCategorySchema)
@api.response(201, BudgetCategoryOut)
@requires(CATEGORIES)
def add_category(body: Mapping[str, Any]) -> CostCategory:
    """Add a cost category."""
    return told(operations.add_category(operations.CategoryDetails(**body)))


@api.put("/categories/<int:cost_category_id>")
@api.arguments(BudgetCategorySchema)
@api.response(200, BudgetCategoryOut)
@requires(CATEGORIES)
def change_category(body: Mapping[str, Any], cost_category_id: int) -> CostCategory:
    """Rename a cost category, move it in the tree, retire it or take it back into use."""
    details = operations.CategoryDetails(**body)
    return told(operations.change_category(cost_category_id, details, version=expected_version()))
