"""Limits of expenses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.budget import operations
from plugins.budget.api.blueprint import api, told
from plugins.budget.models import ExpenseLimit
from plugins.budget.permissions import STANDARDS
from plugins.budget.queries.limits import all_limits
from plugins.budget.schemas.limits import BudgetLimitOut, BudgetLimitSchema
from plugins.budget.typed import limit_details
from saas.plugin_api import requires


@api.get("/limits")
@api.response(200, BudgetLimitOut(many=True))
@requires(STANDARDS)
def list_limits() -> Sequence[ExpenseLimit]:
    """List the limits of expenses, the newest of each first."""
    return [row.ExpenseLimit for row in all_limits()]


@api.post("/limits")
@api.arguments(BudgetLimitSchema)
@api.response(200, BudgetLimitOut)
@requires(STANDARDS)
def set_limit(body: Mapping[str, Any]) -> ExpenseLimit:
    """Set a limit from a day on."""
    return told(operations.set_limit(limit_details(body)))
