"""What may become of an expense claim and of a request to exceed the budget: states and the steps between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ClaimState(StrEnum):
    """Where a claim stands."""

    DRAFT = "draft"
    """Its claimant still writes."""
    SUBMITTED = "submitted"
    """Handed in, and held back: it needs more than the budget has, and somebody must approve that."""
    DEPT_REVIEW = "dept_review"
    """The head of the department looks at it."""
    FINANCE_REVIEW = "finance_review"
    """Finance looks at it."""
    APPROVED = "approved"
    """It is to be paid."""
    PAID = "paid"
    """The money is with the claimant."""
    RETURNED = "returned"
    """Something is to be corrected; handed in again it begins a new round under the same number."""
    REJECTED = "rejected"
    """It is not paid."""
    CANCELLED = "cancelled"
    """Its claimant took it back."""

    @property
    def is_written(self) -> bool:
        """Whether the claimant may change what it says."""
        return self in (ClaimState.DRAFT, ClaimState.RETURNED)

    @property
    def counts(self) -> bool:
        """Whether its invoices are used up by it."""
        return self not in (ClaimState.REJECTED, ClaimState.CANCELLED)


ENDED = frozenset({ClaimState.PAID, ClaimState.REJECTED, ClaimState.CANCELLED})
OPEN = tuple(state for state in ClaimState if state not in ENDED)


class ClaimStep(StrEnum):
    """What is done to a claim."""

    HOLD = "hold"
    SUBMIT = "submit"
    GO_ON = "go_on"
    PASS_DEPARTMENT = "pass_department"  # noqa: S105  # a step, no password
    PASS_FINANCE = "pass_finance"  # noqa: S105  # a step, no password
    RETURN = "return"
    REJECT = "reject"
    CANCEL = "cancel"
    PAY = "pay"


_S, _D = ClaimState, ClaimStep

TRANSITIONS: Mapping[tuple[ClaimState, ClaimStep], ClaimState] = {
    **{
        (written, step): after
        for written in (_S.DRAFT, _S.RETURNED)
        for step, after in (
            (_D.SUBMIT, _S.DEPT_REVIEW),
            (_D.HOLD, _S.SUBMITTED),
            (_D.CANCEL, _S.CANCELLED),
        )
    },
    (_S.SUBMITTED, _D.GO_ON): _S.DEPT_REVIEW,
    (_S.SUBMITTED, _D.RETURN): _S.RETURNED,
    (_S.SUBMITTED, _D.CANCEL): _S.CANCELLED,
    (_S.DEPT_REVIEW, _D.PASS_DEPARTMENT): _S.FINANCE_REVIEW,
    (_S.FINANCE_REVIEW, _D.PASS_FINANCE): _S.APPROVED,
    **{
        (looked_at, step): after
        for looked_at in (_S.DEPT_REVIEW, _S.FINANCE_REVIEW)
        for step, after in (
            (_D.RETURN, _S.RETURNED),
            (_D.REJECT, _S.REJECTED),
            (_D.CANCEL, _S.CANCELLED),
        )
    },
    (_S.APPROVED, _D.PAY): _S.PAID,
}
"""The state after a step in a state; what is not here is not allowed."""


def state_after(state: ClaimState, step: ClaimStep) -> ClaimState | None:
    """The state after the step, or none when the step is not allowed there."""
    return TRANSITIONS.get((state, step))


class OverbudgetState(StrEnum):
    """Where a request to exceed the budget stands."""

    REQUESTED = "requested"
    """The head of the department has to agree first."""
    DEPT_APPROVED = "dept_approved"
    """Finance has to agree."""
    FINANCE_APPROVED = "finance_approved"
    """Both agreed; it lets its claim go on once, until it expires."""
    USED = "used"
    """It let its claim go on."""
    REJECTED = "rejected"
    """One of them did not agree."""
    EXPIRED = "expired"
    """Nobody decided, or nobody used it, in time."""
    WITHDRAWN = "withdrawn"
    """The claim was taken back."""

    @property
    def is_open(self) -> bool:
        """Whether it may still come to something."""
        return self in OPEN_REQUESTS


OPEN_REQUESTS = (
    OverbudgetState.REQUESTED,
    OverbudgetState.DEPT_APPROVED,
    OverbudgetState.FINANCE_APPROVED,
)
