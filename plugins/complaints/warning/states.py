"""Where an alert stands and what is done with it: pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"
    """Raised; nobody has taken it up yet."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody knows of it and looks after it."""
    INVESTIGATING = "investigating"
    """The cause is being looked for."""
    CONFIRMED = "confirmed"
    """There is a cause."""
    ACTING = "acting"
    """Something is done about the cause."""
    CLOSED = "closed"
    """What was to be done was done."""
    REJECTED = "false"
    """There was no cause: a false alarm."""

    @property
    def is_running(self) -> bool:
        """Whether it still wants work; new weeks of the same cause are added to it."""
        return self not in {AlertState.CLOSED, AlertState.REJECTED}


class AlertStep(StrEnum):
    """What is done with an alert."""

    ACKNOWLEDGE = "acknowledge"
    INVESTIGATE = "investigate"
    CONFIRM = "confirm"
    REJECT = "reject"
    ACT = "act"
    CLOSE = "close"


_JUDGED = {AlertStep.CONFIRM: AlertState.CONFIRMED, AlertStep.REJECT: AlertState.REJECTED}

TRANSITIONS: Mapping[tuple[AlertState, AlertStep], AlertState] = {
    (AlertState.OPEN, AlertStep.ACKNOWLEDGE): AlertState.ACKNOWLEDGED,
    (AlertState.ACKNOWLEDGED, AlertStep.INVESTIGATE): AlertState.INVESTIGATING,
    **{(AlertState.ACKNOWLEDGED, step): after for step, after in _JUDGED.items()},
    **{(AlertState.INVESTIGATING, step): after for step, after in _JUDGED.items()},
    (AlertState.CONFIRMED, AlertStep.ACT): AlertState.ACTING,
    (AlertState.ACTING, AlertStep.ACT): AlertState.ACTING,
    (AlertState.ACTING, AlertStep.CLOSE): AlertState.CLOSED,
    # The cause may turn out to be none when one begins to act on it.
    (AlertState.CONFIRMED, AlertStep.REJECT): AlertState.REJECTED,
}
"""The state after a step in a state; what is not here is not allowed."""


class LineKind(StrEnum):
    """What a line of an alert's history tells: a step, or what came about otherwise."""

    RAISED = "raised"
    UPDATED = "updated"
    PREVENTED = "prevented"
    ACKNOWLEDGE = "acknowledge"
    INVESTIGATE = "investigate"
    CONFIRM = "confirm"
    REJECT = "reject"
    ACT = "act"
    CLOSE = "close"


NEEDS_WORDS = frozenset({AlertStep.CONFIRM, AlertStep.REJECT, AlertStep.ACT, AlertStep.CLOSE})
"""The steps that say what was found or done."""

RUNNING = tuple(state for state in AlertState if state.is_running)
PREVENTABLE = frozenset({AlertState.CONFIRMED, AlertState.ACTING})
"""Where customers may be called before they complain: there is a cause."""


def state_after(state: AlertState, step: AlertStep) -> AlertState | None:
    """The state after the step, or none when the step is not allowed there."""
    return TRANSITIONS.get((state, step))


def steps_of(state: AlertState) -> tuple[AlertStep, ...]:
    """What may be done with an alert in this state."""
    return tuple(step for step in AlertStep if (state, step) in TRANSITIONS)
