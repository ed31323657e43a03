"""What may become of a version of a budget: the steps between its states. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from plugins.budget.models import VersionState


class Step(StrEnum):
    """What is done to a version."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    START_REVIEW = "start_review"
    RETURN = "return"
    APPROVE = "approve"
    ACTIVATE = "activate"
    DROP = "drop"


TRANSITIONS: Mapping[tuple[VersionState, Step], VersionState] = {
    (VersionState.DRAFT, Step.EDIT): VersionState.DRAFT,
    (VersionState.RETURNED, Step.EDIT): VersionState.RETURNED,
    (VersionState.DRAFT, Step.SUBMIT): VersionState.SUBMITTED,
    (VersionState.RETURNED, Step.SUBMIT): VersionState.SUBMITTED,
    (VersionState.SUBMITTED, Step.WITHDRAW): VersionState.DRAFT,
    (VersionState.SUBMITTED, Step.START_REVIEW): VersionState.FINANCE_REVIEW,
    (VersionState.FINANCE_REVIEW, Step.RETURN): VersionState.RETURNED,
    (VersionState.FINANCE_REVIEW, Step.APPROVE): VersionState.APPROVED,
    (VersionState.APPROVED, Step.RETURN): VersionState.RETURNED,
    (VersionState.APPROVED, Step.ACTIVATE): VersionState.ACTIVE,
    (VersionState.DRAFT, Step.DROP): VersionState.DROPPED,
    (VersionState.RETURNED, Step.DROP): VersionState.DROPPED,
}
"""The state after a step in a state; what is not here is not allowed."""

OPEN = (
    VersionState.DRAFT,
    VersionState.SUBMITTED,
    VersionState.FINANCE_REVIEW,
    VersionState.RETURNED,
    VersionState.APPROVED,
)
"""The states of a version on its way; a budget has one such at a time."""


def state_after(state: VersionState, step: Step) -> VersionState | None:
    """The state after the step, or none when the step is not allowed there."""
    return TRANSITIONS.get((state, step))


def steps_of(state: VersionState) -> frozenset[Step]:
    """What may be done to a version in this state."""
    return frozenset(step for here, step in TRANSITIONS if here is state)
