"""What people call the states, the history, the four points and the checks of expense claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.budget.claim_checks import Check, Level
from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState, OverbudgetState
from plugins.budget.models.claims import BatchState, ClaimEventKind, CostObject
from plugins.budget.words import in_locale
from saas.plugin_api import LazyStr, _, _l, money

CLAIM_STATES: Mapping[ClaimState, tuple[LazyStr, str]] = {
    ClaimState.DRAFT: (_l("Draft"), "plain"),
    ClaimState.SUBMITTED: (_l("Held: over budget"), "bad"),
    ClaimState.DEPT_REVIEW: (_l("With the department"), "info"),
    ClaimState.FINANCE_REVIEW: (_l("With finance"), "info"),
    ClaimState.APPROVED: (_l("To be paid"), "accent"),
    ClaimState.PAID: (_l("Paid"), "good"),
    ClaimState.RETURNED: (_l("Returned"), "warn"),
    ClaimState.REJECTED: (_l("Rejected"), "bad"),
    ClaimState.CANCELLED: (_l("Withdrawn"), "plain"),
}

CLAIM_TABS: Mapping[str, LazyStr] = {
    "mine": _l("My claims"),
    "review": _l("For me to review"),
    "held": _l("Held: over budget"),
    "pay": _l("To be paid"),
    "open": _l("All open"),
    "all": _l("All"),
}
"""How the list is narrowed."""

CLAIM_EVENTS: Mapping[ClaimEventKind, tuple[LazyStr, str, str]] = {
    ClaimEventKind.CREATED: (_l("Expense claim begun"), "pencil", "plain"),
    ClaimEventKind.SUBMITTED: (_l("Handed in"), "send", "info"),
    ClaimEventKind.HELD: (_l("Held, since it exceeds the budget"), "lock", "bad"),
    ClaimEventKind.OVERBUDGET_AGREED: (_l("Department agrees to exceed the budget"), "circle-check", "info"),
    ClaimEventKind.OVERBUDGET_APPROVED: (_l("Finance approves to exceed the budget"), "circle-check", "good"),
    ClaimEventKind.OVERBUDGET_REJECTED: (_l("Exceeding the budget was refused"), "x", "bad"),
    ClaimEventKind.OVERBUDGET_EXPIRED: (_l("The request to exceed the budget expired"), "clock", "warn"),
    ClaimEventKind.WENT_ON: (_l("Went on with the approval"), "arrow-right", "good"),
    ClaimEventKind.DEPARTMENT_PASSED: (_l("Passed by the department"), "circle-check", "good"),
    ClaimEventKind.FINANCE_PASSED: (_l("Passed by finance"), "circle-check", "good"),
    ClaimEventKind.RETURNED: (_l("Returned"), "arrow-back-up", "warn"),
    ClaimEventKind.REJECTED: (_l("Rejected"), "x", "bad"),
    ClaimEventKind.CANCELLED: (_l("Withdrawn"), "x", "plain"),
    ClaimEventKind.PAID: (_l("Paid"), "check", "good"),
}

REQUEST_STATES: Mapping[OverbudgetState, tuple[LazyStr, str]] = {
    OverbudgetState.REQUESTED: (_l("The department has to agree"), "warn"),
    OverbudgetState.DEPT_APPROVED: (_l("Finance has to approve"), "warn"),
    OverbudgetState.FINANCE_APPROVED: (_l("Approved, not used yet"), "accent"),
    OverbudgetState.USED: (_l("Approved and used"), "good"),
    OverbudgetState.REJECTED: (_l("Not approved"), "bad"),
    OverbudgetState.EXPIRED: (_l("Expired"), "plain"),
    OverbudgetState.WITHDRAWN: (_l("Withdrawn"), "plain"),
}

BATCH_STATES: Mapping[BatchState, tuple[LazyStr, str]] = {
    BatchState.PREPARED: (_l("Prepared"), "warn"),
    BatchState.PAID: (_l("Paid"), "good"),
    BatchState.CANCELLED: (_l("Undone"), "plain"),
}

OBJECTS: Mapping[CostObject, LazyStr] = {
    CostObject.STORE: _l("The store itself"),
    CostObject.REPAIR_ORDER: _l("A repair order"),
    CostObject.CAMPAIGN: _l("A campaign"),
    CostObject.VEHICLE: _l("A vehicle"),
}
"""What an expense was for."""

POINTS: Mapping[Point, LazyStr] = {
    Point.WITHIN_BUDGET: _l("It is within the budget"),
    Point.REASONABLE: _l("It is reasonable and nothing is wasted"),
    Point.RECEIPTS: _l("The receipts are complete, genuine and valid"),
    Point.EXACT: _l("The amounts are right"),
}
"""The four points of finance."""

LEVELS: Mapping[Level, tuple[LazyStr, str, str]] = {
    Level.GREEN: (_l("in order"), "good", "circle-check"),
    Level.AMBER: (_l("look at it"), "warn", "alert-triangle"),
    Level.RED: (_l("not in order"), "bad", "alert-circle"),
}

_CHECKS: Mapping[Check, tuple[LazyStr, LazyStr]] = {
    Check.BUDGET: (_l("Budget"), _l("The money is set aside in the budget.")),
    Check.RECEIPT: (_l("Receipts"), _l("Each line has a receipt.")),
    Check.INVOICE: (_l("Invoice numbers"), _l("Each line has an invoice number.")),
    Check.FILE_USED: (_l("Receipts used before"), _l("No receipt is attached to another claim.")),
    Check.LIMIT: (_l("Limits"), _l("No line is above the limit.")),
    Check.TAX: (_l("Tax"), _l("The tax fits the amounts.")),
    Check.DATE: (_l("Dates"), _l("The expenses are recent.")),
    Check.OUTLIER: (_l("Compared with others"), _l("The amounts are usual in their categories.")),
    Check.DUPLICATE: (_l("Alike"), _l("Nothing like it was claimed within three days.")),
}

_FOUND: Mapping[Check, LazyStr] = {
    Check.BUDGET: _l("Little or nothing is left in the budget."),
    Check.RECEIPT: _l("A receipt is missing."),
    Check.INVOICE: _l("An invoice number is missing."),
    Check.FILE_USED: _l("The same file is attached to another claim."),
    Check.LIMIT: _l("The line is above the limit."),
    Check.TAX: _l("The tax is more than 13 % of the net amount."),
    Check.DATE: _l("The expense is older than claims usually are."),
    Check.OUTLIER: _l("The amount is unusual in its category."),
    Check.DUPLICATE: _l("The same amount was claimed within three days."),
}


def check_title(kind: str) -> LazyStr:
    """What a check looks at."""
    return _CHECKS[Check(kind)][0]


def check_text(found: Mapping[str, Any]) -> str:
    """What a check found, with what it is about."""
    kind, level = Check(found["check"]), Level(found["level"])
    if found.get("limits"):
        return " ".join(limit_text(one) for one in found["limits"])
    text = str(_CHECKS[kind][1] if level is Level.GREEN else _FOUND[kind])
    lines = found.get("lines") or []
    where = _("Line %(lines)s.", lines=", ".join(map(str, lines))) if lines else ""
    others = found.get("others") or []
    named = _("See %(numbers)s.", numbers=", ".join(others)) if others else ""
    return " ".join(part for part in (text, where, named) if part)


def limit_text(found: Mapping[str, Any]) -> str:
    """Which limit a line is above, what was claimed, and how to mend it."""
    parts = (in_locale(found["names"]) if found["names"] else "", found["position"], found["city"])
    told = {
        "line": found["line"],
        "claimed": money(found["claimed_fen"]),
        "limit": money(found["limit_fen"] * found["times"]),
        "name": " · ".join(part for part in parts if part) or _("any expense"),
    }
    text = _("Line %(line)s: %(claimed)s claimed, the limit of %(name)s is %(limit)s.", **told)
    if found["times"] > 1:
        text += _(" That is %(times)s times %(one)s.", times=found["times"], one=money(found["limit_fen"]))
    if found["hard"]:
        mend = _("Claim no more than the limit, or correct the number of nights, days or people.")
    else:
        mend = _("The note of the line should say why it was more.")
    return f"{text} {mend}"
