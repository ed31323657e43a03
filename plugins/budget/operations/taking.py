"""The steps of a budget by their names, as forms and the API ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plugins.budget.operations.review import (
    activate_budget,
    approve_budget,
    begin_revision,
    close_budget,
    drop_version,
    return_budget,
    start_review,
    submit_budget,
    withdraw_budget,
)
from plugins.budget.permissions import APPROVE, REVIEW, WRITE
from saas.plugin_api import Invalid, _

STEPS: Mapping[str, Mapping[str, Callable[..., object]]] = {
    WRITE: {
        "submit": submit_budget,
        "withdraw": withdraw_budget,
        "drop": drop_version,
        "revise": begin_revision,
    },
    REVIEW: {"start_review": start_review, "return": return_budget},
    APPROVE: {"approve": approve_budget, "activate": activate_budget, "close": close_budget},
}
"""The steps by the right that takes them."""


def take_step(budget_id: int, permission: str, name: str, text: str = "") -> None:
    """Take a step of a budget; raises Invalid for one that this right does not take, and whatever the step raises."""
    step = STEPS[permission].get(name)
    if step is None:
        raise Invalid("step", _("Choose one of the steps of this budget."))
    step(budget_id, text=text)
