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
    INVESTIGATING = "investigating"
    """The facts are being found out."""
    THIRD_PARTY = "third_party"
    """Somebody outside was asked; the time stands still."""
    VERIFIED = "verified"
    """The facts are settled: the customer is right, wholly or in part."""
    UNFOUNDED = "unfounded"
    """The facts are settled: there is nothing in it."""
    PROPOSING = "proposing"
    """Solutions are being thought out."""
    APPROVAL = "approval"
    """A solution costs so much that somebody else has to approve it."""
    OFFERED = "offered"
    """The customer has been offered solutions and thinks about them."""
    AGREED = "agreed"
    """The customer agreed to one."""
    IMPLEMENTING = "implementing"
    """What was agreed is being done."""
    RESOLVED = "resolved"
    """It is done; somebody else has to ask the customer whether it is well."""
    FOLLOW_UP = "follow_up"
    """It is done, and a call is planned in which the customer is asked."""
    REOPENED = "reopened"
    """It was resolved or closed and the customer is not content."""
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
DONE = frozenset({CaseState.RESOLVED, CaseState.FOLLOW_UP})
"""What was owed to the customer is done; only the question whether it is well is open."""


class Step(StrEnum):
    """What is done to a complaint."""

    ACKNOWLEDGE = "acknowledge"
    CLASSIFY = "classify"
    ASSIGN = "assign"
    INVESTIGATE = "investigate"
    ASK = "ask"
    ANSWER = "answer"
    FIND_VALID = "find_valid"
    FIND_UNFOUNDED = "find_unfounded"
    PROPOSE = "propose"
    PROPOSE_DEAR = "propose_dear"
    DECIDE = "decide"
    OFFER = "offer"
    DECLINE = "decline"
    AGREE = "agree"
    PLAN = "plan"
    RESOLVE = "resolve"
    SETTLE = "settle"
    CALL = "call"
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
    def is_quick(self) -> bool:
        """Whether a complaint may end so without a solution that was offered and agreed to: it costs nothing."""
        return self not in _AGREED

    @property
    def step(self) -> Step:
        """The step that ends a complaint in this way."""
        special = {ResultKind.WITHDRAWN: Step.WITHDRAW, ResultKind.DUPLICATE: Step.MARK_DUPLICATE}
        return special.get(self, Step.SETTLE)


_AGREED = frozenset({ResultKind.REPLACED, ResultKind.COMPENSATED, ResultKind.REFUNDED})

_ANY_TIME = {
    (state, step): ended
    for state in OPEN
    if state not in DONE
    for step, ended in (
        (Step.WITHDRAW, CaseState.WITHDRAWN),
        (Step.MARK_DUPLICATE, CaseState.DUPLICATE),
    )
}
_KEEPING = (
    CaseState.CLASSIFIED, CaseState.ASSIGNED, CaseState.INVESTIGATING, CaseState.VERIFIED,
    CaseState.UNFOUNDED, CaseState.PROPOSING, CaseState.REOPENED,
)  # fmt: skip
"""States that a new class leaves as they are, and from which a complaint may be settled at once."""
_HANDED_ON = (
    CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.THIRD_PARTY, CaseState.VERIFIED,
    CaseState.UNFOUNDED, CaseState.PROPOSING, CaseState.APPROVAL, CaseState.OFFERED, CaseState.AGREED,
    CaseState.IMPLEMENTING,
)  # fmt: skip
"""States in which another may go on where the last one stood; before the acknowledgement it is the handler who tells."""

TRANSITIONS: Mapping[tuple[CaseState, Step], CaseState] = {
    **_ANY_TIME,
    **{(state, Step.CLASSIFY): state for state in _KEEPING},
    **{(state, Step.SETTLE): CaseState.RESOLVED for state in _KEEPING},
    **{(state, Step.ASSIGN): state for state in _HANDED_ON},
    (CaseState.RECEIVED, Step.ACKNOWLEDGE): CaseState.ACCEPTED,
    (CaseState.ACCEPTED, Step.CLASSIFY): CaseState.CLASSIFIED,
    (CaseState.CLASSIFIED, Step.ASSIGN): CaseState.ASSIGNED,
    (CaseState.ASSIGNED, Step.ASSIGN): CaseState.ASSIGNED,
    (CaseState.REOPENED, Step.ASSIGN): CaseState.ASSIGNED,
    (CaseState.ASSIGNED, Step.INVESTIGATE): CaseState.INVESTIGATING,
    (CaseState.REOPENED, Step.INVESTIGATE): CaseState.INVESTIGATING,
    (CaseState.INVESTIGATING, Step.ASK): CaseState.THIRD_PARTY,
    (CaseState.THIRD_PARTY, Step.ANSWER): CaseState.INVESTIGATING,
    (CaseState.INVESTIGATING, Step.FIND_VALID): CaseState.VERIFIED,
    (CaseState.INVESTIGATING, Step.FIND_UNFOUNDED): CaseState.UNFOUNDED,
    **{
        (state, step): after
        for state in (CaseState.VERIFIED, CaseState.UNFOUNDED, CaseState.PROPOSING)
        for step, after in (
            (Step.PROPOSE, CaseState.PROPOSING),
            (Step.PROPOSE_DEAR, CaseState.APPROVAL),
        )
    },
    (CaseState.APPROVAL, Step.PROPOSE): CaseState.APPROVAL,
    (CaseState.APPROVAL, Step.PROPOSE_DEAR): CaseState.APPROVAL,
    (CaseState.APPROVAL, Step.DECIDE): CaseState.PROPOSING,
    (CaseState.PROPOSING, Step.OFFER): CaseState.OFFERED,
    (CaseState.OFFERED, Step.DECLINE): CaseState.PROPOSING,
    (CaseState.OFFERED, Step.AGREE): CaseState.AGREED,
    (CaseState.AGREED, Step.PLAN): CaseState.IMPLEMENTING,
    (CaseState.IMPLEMENTING, Step.PLAN): CaseState.IMPLEMENTING,
    (CaseState.AGREED, Step.RESOLVE): CaseState.RESOLVED,
    (CaseState.IMPLEMENTING, Step.RESOLVE): CaseState.RESOLVED,
    (CaseState.RESOLVED, Step.CALL): CaseState.FOLLOW_UP,
    (CaseState.RESOLVED, Step.CLOSE): CaseState.CLOSED,
    (CaseState.FOLLOW_UP, Step.CLOSE): CaseState.CLOSED,
    (CaseState.RESOLVED, Step.REOPEN): CaseState.REOPENED,
    (CaseState.FOLLOW_UP, Step.REOPEN): CaseState.REOPENED,
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


class Stage(StrEnum):
    """A column of the board: some states that are one kind of work."""

    NEW = "new"
    TAKEN = "taken"
    INVESTIGATION = "investigation"
    SOLUTION = "solution"
    WORK = "work"
    CHECK = "check"


STAGES: Mapping[CaseState, Stage] = {
    CaseState.RECEIVED: Stage.NEW,
    CaseState.ACCEPTED: Stage.TAKEN,
    CaseState.CLASSIFIED: Stage.TAKEN,
    CaseState.ASSIGNED: Stage.TAKEN,
    CaseState.REOPENED: Stage.TAKEN,
    CaseState.INVESTIGATING: Stage.INVESTIGATION,
    CaseState.THIRD_PARTY: Stage.INVESTIGATION,
    CaseState.VERIFIED: Stage.SOLUTION,
    CaseState.UNFOUNDED: Stage.SOLUTION,
    CaseState.PROPOSING: Stage.SOLUTION,
    CaseState.APPROVAL: Stage.SOLUTION,
    CaseState.OFFERED: Stage.SOLUTION,
    CaseState.AGREED: Stage.WORK,
    CaseState.IMPLEMENTING: Stage.WORK,
    CaseState.RESOLVED: Stage.CHECK,
    CaseState.FOLLOW_UP: Stage.CHECK,
}
"""The stage of every open state."""
