"""What may become of an internal audit, of a claim in its sample and of a finding: states and the steps between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class AuditState(StrEnum):
    """Where an audit stands."""

    PLANNED = "planned"
    """Its sample is still to be drawn."""
    UNDER_WAY = "under_way"
    """Its sample is drawn and kept, and is looked at."""
    CLOSED = "closed"
    """All was looked at, and all findings are closed."""
    CANCELLED = "cancelled"
    """It was given up before its sample was drawn."""


class AuditStep(StrEnum):
    """What is done to an audit."""

    DRAW = "draw"
    CLOSE = "close"
    CANCEL = "cancel"


AUDIT_TRANSITIONS: Mapping[tuple[AuditState, AuditStep], AuditState] = {
    (AuditState.PLANNED, AuditStep.DRAW): AuditState.UNDER_WAY,
    (AuditState.PLANNED, AuditStep.CANCEL): AuditState.CANCELLED,
    (AuditState.UNDER_WAY, AuditStep.CLOSE): AuditState.CLOSED,
}
"""The state after a step in a state; what is not here is not allowed."""


class AuditResult(StrEnum):
    """What came of looking at a sampled claim."""

    PENDING = "pending"
    """Nobody has looked at it yet."""
    OK = "ok"
    """Every point of the checklist holds."""
    FINDING = "finding"
    """Something is not as it should be."""


class Severity(StrEnum):
    """How much a finding weighs."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class FindingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    """Who is responsible has to answer."""
    ANSWERED = "answered"
    """The auditor looks at the answer."""
    CLOSED = "closed"
    """The answer settles it."""


class FindingStep(StrEnum):
    """What is done to a finding."""

    ANSWER = "answer"
    SEND_BACK = "send_back"
    CLOSE = "close"


FINDING_TRANSITIONS: Mapping[tuple[FindingState, FindingStep], FindingState] = {
    (FindingState.OPEN, FindingStep.ANSWER): FindingState.ANSWERED,
    (FindingState.ANSWERED, FindingStep.SEND_BACK): FindingState.OPEN,
    (FindingState.ANSWERED, FindingStep.CLOSE): FindingState.CLOSED,
}
"""The state after a step in a state; what is not here is not allowed."""


class DrawMethod(StrEnum):
    """How a sample is drawn."""

    RANDOM = "random"
    """Every claim alike."""
    RISK = "risk"
    """Each claim by its weight: the more stands out, the likelier."""
