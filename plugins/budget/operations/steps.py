"""Bringing a version of a budget from state to state."""

from __future__ import annotations

from plugins.budget.models import BudgetVersion
from plugins.budget.states import Step, state_after
from saas.plugin_api import Conflict, _


def take(version: BudgetVersion, step: Step) -> None:
    """Bring the version to the state after a step; raises Conflict where the step is not allowed."""
    after = state_after(version.state, step)
    if after is None:
        raise Conflict(_("This cannot be done with the budget as it stands now."))
    version.state = after
