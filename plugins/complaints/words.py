"""What people call the states, channels, results and lines of the history."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.complaints.completeness import Missing
from plugins.complaints.models import Category, Channel, EventKind, WaitReason
from plugins.complaints.settings import ACKNOWLEDGE, RESOLVE
from plugins.complaints.states import CaseState, ResultKind, Stage
from plugins.complaints.work_models import AgreedHow, CauseClass, ClosureOutcome, Finding, OptionState
from saas.plugin_api import LazyStr, _, _l, current_locale

STATES: Mapping[CaseState, tuple[LazyStr, str]] = {
    CaseState.RECEIVED: (_l("Received"), "warn"),
    CaseState.ACCEPTED: (_l("Acknowledged"), "info"),
    CaseState.CLASSIFIED: (_l("Classified"), "info"),
    CaseState.ASSIGNED: (_l("With a handler"), "accent"),
    CaseState.INVESTIGATING: (_l("Being investigated"), "accent"),
    CaseState.THIRD_PARTY: (_l("Waits for a third party"), "plain"),
    CaseState.VERIFIED: (_l("Facts settled"), "info"),
    CaseState.UNFOUNDED: (_l("Found unfounded"), "info"),
    CaseState.PROPOSING: (_l("Solution in preparation"), "accent"),
    CaseState.APPROVAL: (_l("Waits for approval"), "warn"),
    CaseState.OFFERED: (_l("Offered to the customer"), "info"),
    CaseState.AGREED: (_l("Agreed with the customer"), "info"),
    CaseState.IMPLEMENTING: (_l("Being carried out"), "accent"),
    CaseState.RESOLVED: (_l("Resolved, customer to be asked"), "good"),
    CaseState.FOLLOW_UP: (_l("Resolved, call planned"), "good"),
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
    Channel.QR: _l("QR code"),
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
    EventKind.INVESTIGATED: (_l("Investigation begun"), "search", "info"),
    EventKind.ASKED: (_l("Third party asked"), "message", "info"),
    EventKind.ANSWERED: (_l("Third party answered"), "message", "good"),
    EventKind.FOUND: (_l("Facts settled"), "clipboard-check", "info"),
    EventKind.PROPOSED: (_l("Solution proposed"), "tool", "info"),
    EventKind.APPROVED: (_l("Solution approved"), "circle-check", "good"),
    EventKind.REFUSED: (_l("Solution refused"), "circle-x", "bad"),
    EventKind.OFFERED: (_l("Offered to the customer"), "send", "info"),
    EventKind.DECLINED: (_l("Customer declined"), "circle-x", "warn"),
    EventKind.AGREED: (_l("Agreed with the customer"), "circle-check", "good"),
    EventKind.PLANNED: (_l("Task planned"), "list-check", "info"),
    EventKind.DONE: (_l("Task done"), "check", "good"),
    EventKind.RESOLVED: (_l("Resolved"), "circle-check", "good"),
    EventKind.CALL_PLANNED: (_l("Call to the customer planned"), "phone-call", "info"),
    EventKind.UNREACHED: (_l("Customer not reached"), "phone-off", "warn"),
    EventKind.WAITING: (_l("Waits for others"), "clock-hour-4", "plain"),
    EventKind.WENT_ON: (_l("Goes on"), "player-play", "plain"),
    EventKind.ESCALATED: (_l("Gone one step higher"), "urgent", "bad"),
    EventKind.EVIDENCE: (_l("File added"), "paperclip", "plain"),
    EventKind.CLOSED: (_l("Closed"), "check", "good"),
    EventKind.REOPENED: (_l("Opened again"), "arrow-back-up", "bad"),
    EventKind.LINKED: (_l("Link for the customer made"), "external-link", "plain"),
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

FINDINGS: Mapping[Finding, LazyStr] = {
    Finding.VALID: _l("right"),
    Finding.PARTLY: _l("right in part"),
    Finding.UNFOUNDED: _l("not right"),
}

CAUSES: Mapping[CauseClass, LazyStr] = {
    CauseClass.PRODUCT: _l("The product: manufacture or material"),
    CauseClass.INSTALLATION: _l("Fitting"),
    CauseClass.USAGE: _l("Use"),
    CauseClass.WORK: _l("A mistake of ours"),
    CauseClass.PROCESS: _l("Our way of working"),
    CauseClass.OTHER: _l("Something else, such as transport"),
}

OPTION_STATES: Mapping[OptionState, tuple[LazyStr, str]] = {
    OptionState.WAITING: (_l("Waits for approval"), "warn"),
    OptionState.READY: (_l("May be offered"), "info"),
    OptionState.REFUSED: (_l("Solution refused"), "bad"),
    OptionState.OFFERED: (_l("Offered to the customer"), "info"),
    OptionState.DECLINED: (_l("Customer declined"), "plain"),
    OptionState.ACCEPTED: (_l("Agreed with the customer"), "good"),
    OptionState.DONE: (_l("Carried out"), "good"),
}

AGREED_HOW: Mapping[AgreedHow, LazyStr] = {
    AgreedHow.IN_PERSON: _l("In person"),
    AgreedHow.PHONE: _l("Telephone"),
    AgreedHow.SMS: _l("Text message"),
    AgreedHow.WECHAT: _l("WeChat"),
    AgreedHow.EMAIL: _l("E-mail"),
    AgreedHow.LETTER: _l("Letter"),
    AgreedHow.OWN_PAGE: _l("On their own page"),
}

OUTCOMES: Mapping[ClosureOutcome, LazyStr] = {
    ClosureOutcome.SATISFIED: _l("is satisfied"),
    ClosureOutcome.DISSATISFIED: _l("is not satisfied"),
    ClosureOutcome.UNREACHED: _l("was not reached"),
}

WAITING: Mapping[WaitReason, LazyStr] = {
    WaitReason.CUSTOMER: _l("The customer"),
    WaitReason.PART: _l("A part"),
    WaitReason.THIRD_PARTY: _l("A third party"),
}

STAGE_NAMES: Mapping[Stage, LazyStr] = {
    Stage.NEW: _l("Received"),
    Stage.TAKEN: _l("Acknowledged"),
    Stage.INVESTIGATION: _l("Investigation"),
    Stage.SOLUTION: _l("Solution"),
    Stage.WORK: _l("Carrying out"),
    Stage.CHECK: _l("Check with the customer"),
}

LEVELS: Mapping[int, tuple[LazyStr, str]] = {
    1: (_l("Half the time to acknowledge has passed"), "plain"),
    2: (_l("The time to acknowledge is nearly over"), "warn"),
    3: (_l("Not acknowledged in time"), "bad"),
    4: (_l("Half the time to resolve has passed"), "plain"),
    5: (_l("The time to resolve is nearly over"), "warn"),
    6: (_l("Not resolved in time"), "bad"),
}
"""What is said of how high a complaint has gone."""

TARGETS: Mapping[str, LazyStr] = {ACKNOWLEDGE: _l("Acknowledge"), RESOLVE: _l("Resolve")}
"""What is owed."""


def category_name(category: Category) -> str:
    """What a category is called in the page's language, with a word where it was retired."""
    name = in_locale(category.names)
    return name if category.active else _("%(name)s (retired)", name=name)


def in_locale(names: Mapping[str, str]) -> str:
    """A name that the group keeps in several languages, in the page's, else in whichever it has."""
    return names.get(current_locale()) or next(iter(names.values()), "")
