"""What may become of a complaint: its states, the steps between them and which step is allowed where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class CaseState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    """Registered; nobody has told the customer yet that it was heard."""
    ACCEPTED = "accepted"
    """The customer was told; content and demand are confirmed."""
    CLASSIFIED = "classified"
    """Category and severity are settled."""
    ASSIGNED = "assigned"
    """A handler works on it."""
    REOPENED = "reopened"
    """It was closed and the customer is not content."""
    CLOSED = "closed"
    """It ended with a result."""
    WITHDRAWN = "withdrawn"
    """The customer took it back."""
    DUPLICATE = "duplicate"
    """It is the same as another one."""

    @property
    def is_open(self) -> bool:
        """Whether it still wants work."""
        return self not in ENDED


ENDED = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.DUPLICATE})
OPEN = tuple(state for state in CaseState if state not in ENDED)


class Step(StrEnum):
    """What is done to a complaint."""

    ACKNOWLEDGE = "acknowledge"
    CLASSIFY = "classify"
    ASSIGN = "assign"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    MARK_DUPLICATE = "mark_duplicate"
    REOPEN = "reopen"


class ResultKind(StrEnum):
    """How a complaint ended."""

    EXPLAINED = "explained"
    APOLOGISED = "apologised"
    REPAIRED = "repaired"
    REPLACED = "replaced"
    COMPENSATED = "compensated"
    REFUNDED = "refunded"
    UNFOUNDED = "unfounded"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"

    @property
    def step(self) -> Step:
        """The step that ends a complaint in this way."""
        special = {ResultKind.WITHDRAWN: Step.WITHDRAW, ResultKind.DUPLICATE: Step.MARK_DUPLICATE}
        return special.get(self, Step.CLOSE)


_ANY_TIME = {
    (state, step): ended
    for state in OPEN
    for step, ended in (
        (Step.WITHDRAW, CaseState.WITHDRAWN),
        (Step.MARK_DUPLICATE, CaseState.DUPLICATE),
    )
}

TRANSITIONS: Mapping[tuple[CaseState, Step], CaseState] = {
    **_ANY_TIME,
    (CaseState.RECEIVED, Step.ACKNOWLEDGE): CaseState.ACCEPTED,
    # A handler may be named before the customer was told: it is then the handler who tells.
    (CaseState.RECEIVED, Step.ASSIGN): CaseState.RECEIVED,
    (CaseState.ACCEPTED, Step.ASSIGN): CaseState.ACCEPTED,
    (CaseState.ACCEPTED, Step.CLASSIFY): CaseState.CLASSIFIED,
    (CaseState.CLASSIFIED, Step.CLASSIFY): CaseState.CLASSIFIED,
    (CaseState.ASSIGNED, Step.CLASSIFY): CaseState.ASSIGNED,
    (CaseState.REOPENED, Step.CLASSIFY): CaseState.REOPENED,
    (CaseState.CLASSIFIED, Step.ASSIGN): CaseState.ASSIGNED,
    (CaseState.ASSIGNED, Step.ASSIGN): CaseState.ASSIGNED,
    (CaseState.REOPENED, Step.ASSIGN): CaseState.ASSIGNED,
    (CaseState.CLASSIFIED, Step.CLOSE): CaseState.CLOSED,
    (CaseState.ASSIGNED, Step.CLOSE): CaseState.CLOSED,
    (CaseState.REOPENED, Step.CLOSE): CaseState.CLOSED,
    (CaseState.CLOSED, Step.REOPEN): CaseState.REOPENED,
    (CaseState.WITHDRAWN, Step.REOPEN): CaseState.REOPENED,
}
"""The state after a step in a state; what is not here is not allowed."""


def state_after(state: CaseState, step: Step) -> CaseState | None:
    """The state after the step, or none when the step is not allowed there."""
    return TRANSITIONS.get((state, step))


def steps_of(state: CaseState) -> frozenset[Step]:
    """What may be done to a complaint in this state."""
    return frozenset(step for here, step in TRANSITIONS if here is state)
