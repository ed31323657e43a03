"""How an alert of the stock stands, and the steps that people take with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class AlertState(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ACTING = "acting"
    """A transfer or an order is to mend it."""
    RESOLVED = "resolved"
    """The cause is gone; a night or a deed found that, nobody claims it."""
    DISMISSED = "dismissed"
    """Somebody said why nothing is done."""


RUNNING = (AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.ACTING)


class AlertStep(StrEnum):
    """What people do with an alert; a transfer or an order is made of its proposals."""

    ACKNOWLEDGE = "acknowledge"
    DISMISS = "dismiss"


_AFTER: Mapping[tuple[AlertState, AlertStep], AlertState] = {
    (AlertState.OPEN, AlertStep.ACKNOWLEDGE): AlertState.ACKNOWLEDGED,
    (AlertState.OPEN, AlertStep.DISMISS): AlertState.DISMISSED,
    (AlertState.ACKNOWLEDGED, AlertStep.DISMISS): AlertState.DISMISSED,
    # Whoever dismissed it may have been wrong: while the cause lasts, no second one is raised in its place.
    (AlertState.DISMISSED, AlertStep.ACKNOWLEDGE): AlertState.ACKNOWLEDGED,
}


def state_after(state: AlertState, step: AlertStep, *, lasts: bool) -> AlertState | None:
    """The state after the step, or none where it is not allowed. lasts: the cause is still there; else all is over."""
    return _AFTER.get((state, step)) if lasts else None
