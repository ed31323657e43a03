"""What people call the states, results, findings, reasons and history of internal audits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.budget.auditing_reasons import Reason, Risk
from plugins.budget.auditing_states import AuditResult, AuditState, DrawMethod, FindingState, Severity
from plugins.budget.claim_points import Point
from plugins.budget.claim_words import POINTS, check_title
from plugins.budget.models.audits import AuditEventKind, AuditPoint
from saas.plugin_api import LazyStr, _l

AUDIT_STATES: Mapping[AuditState, tuple[LazyStr, str]] = {
    AuditState.PLANNED: (_l("Planned"), "plain"),
    AuditState.UNDER_WAY: (_l("Under way"), "info"),
    AuditState.CLOSED: (_l("Closed"), "good"),
    AuditState.CANCELLED: (_l("Given up"), "plain"),
}

AUDIT_TABS: Mapping[str, LazyStr] = {"open": _l("Open"), "closed": _l("Closed"), "all": _l("All")}
"""How the list is narrowed."""

RESULTS: Mapping[AuditResult, tuple[LazyStr, str, str]] = {
    AuditResult.PENDING: (_l("To be looked at"), "warn", "clock"),
    AuditResult.OK: (_l("In order"), "good", "circle-check"),
    AuditResult.FINDING: (_l("With findings"), "bad", "alert-circle"),
}

SEVERITIES: Mapping[Severity, tuple[LazyStr, str]] = {
    Severity.LOW: (_l("Minor finding"), "plain"),
    Severity.MEDIUM: (_l("Moderate finding"), "warn"),
    Severity.HIGH: (_l("Serious finding"), "bad"),
}

FINDING_STATES: Mapping[FindingState, tuple[LazyStr, str]] = {
    FindingState.OPEN: (_l("To be answered"), "warn"),
    FindingState.ANSWERED: (_l("Answered"), "info"),
    FindingState.CLOSED: (_l("Closed"), "good"),
}

METHODS: Mapping[DrawMethod, LazyStr] = {
    DrawMethod.RANDOM: _l("At random"),
    DrawMethod.RISK: _l("By risk"),
}

AUDIT_EVENTS: Mapping[AuditEventKind, tuple[LazyStr, str, str]] = {
    AuditEventKind.BEGUN: (_l("Internal audit begun"), "pencil", "plain"),
    AuditEventKind.POINTS_ADDED: (_l("Points added to the checklist"), "list-check", "plain"),
    AuditEventKind.CANCELLED: (_l("Given up"), "x", "plain"),
    AuditEventKind.DRAWN: (_l("Sample drawn"), "filter", "info"),
    AuditEventKind.PASSED: (_l("Claim found in order"), "circle-check", "good"),
    AuditEventKind.FOUND: (_l("Finding written down"), "alert-circle", "bad"),
    AuditEventKind.ANSWERED: (_l("Answered"), "message", "info"),
    AuditEventKind.SENT_BACK: (_l("Answer sent back"), "arrow-back-up", "warn"),
    AuditEventKind.FINDING_CLOSED: (_l("Finding closed"), "check", "good"),
    AuditEventKind.CLOSED: (_l("Internal audit closed"), "archive", "good"),
}

_RISKS: Mapping[Risk, LazyStr] = {
    Risk.OVER_BUDGET: _l("It was approved to exceed the budget"),
    Risk.JUST_BELOW: _l("An expense is just below the limit"),
    Risk.ROUND: _l("An expense is a round amount"),
    Risk.DAY_OFF: _l("An expense is of a day at the weekend"),
}


def reason_text(reason: Mapping[str, Any]) -> LazyStr:
    """Why a claim was drawn by risk: the name of the check, or what stands out."""
    known = Reason.of(reason)
    return check_title(known.check) if known.check else _RISKS[known.risk]


def own_key(position: int) -> str:
    """How a point that the auditor added is named where it is ticked."""
    return f"own:{position}"


def checklist(own: Sequence[AuditPoint]) -> dict[str, LazyStr | str]:
    """The points of an audit by their names: the four of the finance review, then those that were added."""
    found: dict[str, LazyStr | str] = {point.value: POINTS[point] for point in Point}
    return found | {own_key(one.position): one.text for one in own}
