"""What people call the states, channels, results and lines of the history."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.complaints.completeness import Missing
from plugins.complaints.models import Category, Channel, EventKind
from plugins.complaints.states import CaseState, ResultKind
from saas.plugin_api import LazyStr, _, _l, current_locale

STATES: Mapping[CaseState, tuple[LazyStr, str]] = {
    CaseState.RECEIVED: (_l("Received"), "warn"),
    CaseState.ACCEPTED: (_l("Acknowledged"), "info"),
    CaseState.CLASSIFIED: (_l("Classified"), "info"),
    CaseState.ASSIGNED: (_l("With a handler"), "accent"),
    CaseState.REOPENED: (_l("Opened again"), "bad"),
    CaseState.CLOSED: (_l("Closed"), "good"),
    CaseState.WITHDRAWN: (_l("Withdrawn"), "plain"),
    CaseState.DUPLICATE: (_l("Duplicate"), "plain"),
}

TABS: Mapping[str, LazyStr] = {
    "open": _l("Open"),
    "overdue": _l("Not acknowledged in time"),
    "closed": _l("Closed"),
    "all": _l("All"),
}
"""How the list is narrowed."""

CHANNELS: Mapping[Channel, LazyStr] = {
    Channel.PHONE: _l("Telephone"),
    Channel.FOLLOWUP_CALL: _l("Follow-up call"),
    Channel.WALK_IN: _l("In the store"),
    Channel.WECHAT: _l("WeChat"),
    Channel.EMAIL: _l("E-mail"),
    Channel.WEB: _l("Web form"),
    Channel.SOCIAL: _l("Social media"),
    Channel.REGULATOR: _l("Regulator (12315)"),
}

RESULTS: Mapping[ResultKind, LazyStr] = {
    ResultKind.EXPLAINED: _l("Explained"),
    ResultKind.APOLOGISED: _l("Apologised"),
    ResultKind.REPAIRED: _l("Repaired"),
    ResultKind.REPLACED: _l("Replaced"),
    ResultKind.COMPENSATED: _l("Compensated"),
    ResultKind.REFUNDED: _l("Refunded"),
    ResultKind.UNFOUNDED: _l("Unfounded"),
    ResultKind.WITHDRAWN: _l("Withdrawn by the customer"),
    ResultKind.DUPLICATE: _l("Same as another complaint"),
}

EVENTS: Mapping[EventKind, tuple[LazyStr, str, str]] = {
    EventKind.REGISTERED: (_l("Registered"), "message-report", "warn"),
    EventKind.EDITED: (_l("Completed or corrected"), "pencil", "plain"),
    EventKind.ACKNOWLEDGED: (_l("Acknowledged"), "circle-check", "good"),
    EventKind.CLASSIFIED: (_l("Classified"), "tag", "info"),
    EventKind.ASSIGNED: (_l("Given to a handler"), "user-check", "info"),
    EventKind.OVERDUE: (_l("Not acknowledged in time"), "urgent", "bad"),
    EventKind.CLOSED: (_l("Closed"), "check", "good"),
    EventKind.REOPENED: (_l("Opened again"), "arrow-back-up", "bad"),
}

SEVERITIES: Mapping[int, tuple[LazyStr, str]] = {
    1: (_l("1 slight"), "plain"),
    2: (_l("2 moderate"), "info"),
    3: (_l("3 serious"), "warn"),
    4: (_l("4 grave"), "bad"),
}

MISSING: Mapping[Missing, LazyStr] = {
    Missing.COMPLAINANT: _l("who complained and how to reach them"),
    Missing.VEHICLE: _l("the vehicle or its model"),
    Missing.DESCRIPTION: _l("what happened"),
    Missing.DEMAND: _l("what the customer asks for"),
}


def category_name(category: Category) -> str:
    """What a category is called in the page's language, with a word where it was retired."""
    name = in_locale(category.names)
    return name if category.active else _("%(name)s (retired)", name=name)


def in_locale(names: Mapping[str, str]) -> str:
    """A name that the group keeps in several languages, in the page's, else in whichever it has."""
    return names.get(current_locale()) or next(iter(names.values()), "")
