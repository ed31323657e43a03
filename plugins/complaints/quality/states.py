"""Where a quality issue stands, what is done with it, and what its causes are: pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from plugins.complaints.states import ResultKind
from plugins.complaints.work_models import CauseClass


class IssueState(StrEnum):
    """Where a quality issue stands."""

    CONFIRMED = "confirmed"
    """It is sure that something is wrong; why is being looked for."""
    ANALYSED = "analysed"
    """The cause is known."""
    IMPLEMENTING = "implementing"
    """Something is done about it."""
    TRACKING = "tracking"
    """It was done, and is watched."""
    CLOSED = "closed"
    """It is known whether it has helped."""


class IssueStep(StrEnum):
    """What is done with a quality issue."""

    ANALYSE = "analyse"
    IMPLEMENT = "implement"
    TRACK = "track"
    CLOSE = "close"
    REOPEN = "reopen"


TRANSITIONS: Mapping[tuple[IssueState, IssueStep], IssueState] = {
    (IssueState.CONFIRMED, IssueStep.ANALYSE): IssueState.ANALYSED,
    # What was found may have to be corrected, done in several goes, watched for longer.
    (IssueState.ANALYSED, IssueStep.ANALYSE): IssueState.ANALYSED,
    (IssueState.ANALYSED, IssueStep.IMPLEMENT): IssueState.IMPLEMENTING,
    (IssueState.IMPLEMENTING, IssueStep.IMPLEMENT): IssueState.IMPLEMENTING,
    (IssueState.IMPLEMENTING, IssueStep.TRACK): IssueState.TRACKING,
    (IssueState.TRACKING, IssueStep.TRACK): IssueState.TRACKING,
    (IssueState.TRACKING, IssueStep.CLOSE): IssueState.CLOSED,
    # Back to where the cause is looked for.
    (IssueState.CLOSED, IssueStep.REOPEN): IssueState.CONFIRMED,
}
"""The state after a step in a state; what is not here is not allowed."""


class IssueLine(StrEnum):
    """What a line of the history tells: a step, or what came about otherwise."""

    BEGUN = "begun"
    ANALYSE = "analyse"
    IMPLEMENT = "implement"
    TRACK = "track"
    CLOSE = "close"
    REOPEN = "reopen"
    LINKED = "linked"
    UNLINKED = "unlinked"
    ASKED = "asked"
    ANSWERED = "answered"


class Subcause(StrEnum):
    """What exactly the cause is, within its class."""

    MANUFACTURING = "manufacturing"
    MATERIAL = "material"
    TRANSPORT = "transport"
    REPAIR = "repair"
    ELSE = "else"
    """Something else, said in words."""


class Department(StrEnum):
    """Who is written to about a quality issue."""

    PRODUCTION = "production"
    PURCHASING = "purchasing"
    SUPPLIER = "supplier"


class Outcome(StrEnum):
    """Whether what was done has helped."""

    WORKED = "worked"
    FAILED = "failed"


MEASURES = (ResultKind.REPLACED, ResultKind.REPAIRED, ResultKind.COMPENSATED)
"""What is done about a quality issue."""

SUBCAUSES: Mapping[CauseClass, tuple[Subcause, ...]] = {
    CauseClass.PRODUCT: (Subcause.MANUFACTURING, Subcause.MATERIAL, Subcause.ELSE),
    CauseClass.INSTALLATION: (Subcause.ELSE,),
    CauseClass.USAGE: (Subcause.ELSE,),
    CauseClass.OTHER: (Subcause.TRANSPORT, Subcause.REPAIR, Subcause.ELSE),
}
"""The classes of quality issues, each with what its cause can be exactly."""

NEEDS_SUBCAUSE = frozenset({CauseClass.PRODUCT, CauseClass.OTHER})

OF_FACTS: Mapping[CauseClass, CauseClass] = {
    **{cause: cause for cause in SUBCAUSES},
    # A mistake in transport or repair is a quality issue; waiting and prices are none.
    CauseClass.WORK: CauseClass.OTHER,
}
"""The class of the quality issue that follows from the facts of a complaint; causes without one make none."""


def state_after(state: IssueState, step: IssueStep) -> IssueState | None:
    """The state after the step, or none when the step is not allowed there."""
    return TRANSITIONS.get((state, step))


def fits(cause: CauseClass, subcause: Subcause | None) -> bool:
    """Whether the exact cause is one of its class."""
    if subcause is None:
        return cause not in NEEDS_SUBCAUSE
    return subcause in SUBCAUSES[cause]
