"""What people call the states, steps, causes and lines of a quality issue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.complaints.quality.states import (
    MEASURES,
    SUBCAUSES,
    Department,
    IssueLine,
    IssueState,
    Outcome,
    Subcause,
)
from plugins.complaints.words import CAUSES, RESULTS
from saas.plugin_api import LazyStr, _l

ISSUE_STATES: Mapping[IssueState, tuple[LazyStr, str]] = {
    IssueState.CONFIRMED: (_l("Confirmed, to be analysed"), "bad"),
    IssueState.ANALYSED: (_l("Cause known"), "warn"),
    IssueState.IMPLEMENTING: (_l("Being carried out"), "accent"),
    IssueState.TRACKING: (_l("Being watched"), "info"),
    IssueState.CLOSED: (_l("Closed"), "good"),
}

STAGES: Mapping[IssueState, LazyStr] = {
    IssueState.CONFIRMED: _l("Confirmation of the problem"),
    IssueState.ANALYSED: _l("Analysis of the problem"),
    IssueState.IMPLEMENTING: _l("Carrying out the measure"),
    IssueState.TRACKING: _l("Watching and improving"),
    IssueState.CLOSED: _l("Closed"),
}
"""The way of an issue, as it is shown on its page."""

ISSUE_TABS: Mapping[str, LazyStr] = {
    "running": _l("Not closed yet"),
    **{state.value: word for state, (word, _tone) in ISSUE_STATES.items()},
    "all": _l("All"),
}
"""How the list is narrowed."""

LINES: Mapping[IssueLine, tuple[LazyStr, str, str]] = {
    IssueLine.BEGUN: (_l("Quality issue begun"), "alert-triangle", "bad"),
    IssueLine.ANALYSE: (_l("Cause found"), "search", "info"),
    IssueLine.IMPLEMENT: (_l("Something was done about it"), "tool", "info"),
    IssueLine.TRACK: (_l("Is watched"), "eye", "info"),
    IssueLine.CLOSE: (_l("Closed"), "check", "good"),
    IssueLine.REOPEN: (_l("Opened again"), "arrow-back-up", "bad"),
    IssueLine.LINKED: (_l("Complaint added"), "plus", "plain"),
    IssueLine.UNLINKED: (_l("Complaint taken out"), "x", "plain"),
    IssueLine.ASKED: (_l("Written to"), "send", "info"),
    IssueLine.ANSWERED: (_l("Answer received"), "message", "good"),
}

ISSUE_CAUSES: Mapping[str, LazyStr] = {cause: CAUSES[cause] for cause in SUBCAUSES}

SUBCAUSE_WORDS: Mapping[Subcause, LazyStr] = {
    Subcause.MANUFACTURING: _l("Fault of manufacture"),
    Subcause.MATERIAL: _l("Fault of material"),
    Subcause.TRANSPORT: _l("Transport"),
    Subcause.REPAIR: _l("Mistake in repair"),
    Subcause.ELSE: _l("Something else"),
}

MEASURE_WORDS: Mapping[str, LazyStr] = {measure: RESULTS[measure] for measure in MEASURES}

DEPARTMENTS: Mapping[Department, LazyStr] = {
    Department.PRODUCTION: _l("Production"),
    Department.PURCHASING: _l("Purchasing"),
    Department.SUPPLIER: _l("The supplier"),
}

ISSUE_OUTCOMES: Mapping[Outcome, tuple[LazyStr, str]] = {
    Outcome.WORKED: (_l("It has helped"), "good"),
    Outcome.FAILED: (_l("It has not helped"), "bad"),
}

ISSUE_WORDS: Mapping[str, Any] = {
    "issue_states": ISSUE_STATES,
    "issue_causes": ISSUE_CAUSES,
    "subcauses": SUBCAUSE_WORDS,
    "measures": MEASURE_WORDS,
    "departments": DEPARTMENTS,
    "issue_outcomes": ISSUE_OUTCOMES,
}
"""What templates call things."""
