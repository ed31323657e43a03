"""What people call the states, kinds and results of follow-ups."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.followups.models import AttemptResult, FollowupType, RuleEvent, TaskStatus
from saas.core.privacy.models import RefusalScope
from saas.platform.i18n import LazyText, _l, current_locale

STATUS: dict[TaskStatus, tuple[LazyText, str]] = {
    TaskStatus.PENDING: (_l("Waiting"), "plain"),
    TaskStatus.ASSIGNED: (_l("Assigned"), "info"),
    TaskStatus.IN_PROGRESS: (_l("In a call"), "accent"),
    TaskStatus.COMPLETED: (_l("Completed"), "good"),
    TaskStatus.REFUSED: (_l("Refused"), "warn"),
    TaskStatus.UNREACHABLE: (_l("Unreachable"), "warn"),
    TaskStatus.INVALID_CONTACT: (_l("No valid number"), "bad"),
    TaskStatus.CANCELLED: (_l("Cancelled"), "plain"),
    TaskStatus.EXPIRED: (_l("Expired"), "bad"),
}

LEFT_BEHIND = _l("Of people who are no longer here")

# How the list of tasks is narrowed.
STATES: dict[str, LazyText] = {
    "open": _l("Open"),
    "waiting": _l("Nobody's yet"),
    "left": LEFT_BEHIND,
    "deferred": _l("Put off"),
    "closed": _l("Closed"),
    "expired": _l("Expired"),
}

# In the order of the keys 1 to 7.
RESULTS: dict[AttemptResult, LazyText] = {
    AttemptResult.CONNECTED: _l("Connected"),
    AttemptResult.NO_ANSWER: _l("No answer"),
    AttemptResult.BUSY: _l("Busy"),
    AttemptResult.OFF: _l("Powered off"),
    AttemptResult.WRONG_NUMBER: _l("Wrong number"),
    AttemptResult.REFUSED: _l("Refused"),
    AttemptResult.CALLBACK: _l("Call back"),
}

TYPES: dict[FollowupType, LazyText] = {
    FollowupType.SALES: _l("Sales follow-up"),
    FollowupType.CARE: _l("Care follow-up"),
    FollowupType.SURVEY: _l("Survey follow-up"),
    FollowupType.AFTER_SERVICE: _l("After-service follow-up"),
}

EVENTS: dict[RuleEvent, LazyText] = {
    RuleEvent.DELIVERY: _l("Delivery of the vehicle"),
    RuleEvent.SERVICE_COMPLETED: _l("Completion of a repair order"),
    RuleEvent.MAINTENANCE_DUE: _l("Maintenance due"),
    RuleEvent.NO_VISIT: _l("Last visit"),
}

REFUSALS: dict[RefusalScope, LazyText] = {
    RefusalScope.THIS_CALL: _l("This call only"),
    RefusalScope.THIS_PURPOSE: _l("Calls for this purpose"),
    RefusalScope.ALL_CONTACT: _l("All contact"),
}


def in_locale(texts: Mapping[str, str]) -> str:
    """A text that the group keeps in several languages, in the page's, else in whichever it has."""
    return texts.get(current_locale()) or next(iter(texts.values()), "")
