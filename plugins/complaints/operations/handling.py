"""What a handler and a manager do with an open complaint."""

from __future__ import annotations

from plugins.complaints.completeness import missing
from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations import times
from plugins.complaints.operations.categories import check_category
from plugins.complaints.operations.history import case_for_change, give, note, take, within_reach
from plugins.complaints.operations.registering import CaseDetails, apply_details
from plugins.complaints.operations.routing import route_case
from plugins.complaints.permissions import ASSIGN, HANDLE, IDENTITY, NOT_ABOUT_ONESELF, WRITE
from plugins.complaints.states import CaseState, Step
from plugins.complaints.words import MISSING
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    Store,
    _,
    active_members_with,
    keep_apart,
    load,
    now,
    record,
    session,
)


def edit_case(case_id: int, details: CaseDetails, *, version: int) -> Case:
    """Complete or correct what an open complaint says; raises as `register_case`, and Conflict for an ended one."""
    case = case_for_change(case_id, WRITE, version=version)
    if not case.state.is_open:
        raise Conflict(_("This complaint is closed. Open it again to change it."))
    apply_details(case, details, zone=load(Store, case.store_id).timezone)
    note(case, EventKind.EDITED)
    return case


def acknowledge_case(case_id: int, *, text: str, version: int | None = None) -> Case:
    """Write down that the customer was told that the complaint was heard.

    text: how content and demand were confirmed. Raises Invalid for a complaint that does not say enough yet, Conflict
    when it was acknowledged before.
    """
    case = case_for_change(case_id, WRITE, version=version)
    if lacking := missing(case.told):
        names = ", ".join(str(MISSING[what]) for what in lacking)
        raise Invalid("text", _("First complete the complaint: %(what)s.", what=names))
    take(case, Step.ACKNOWLEDGE)
    case.acknowledged_at = now()
    note(case, EventKind.ACKNOWLEDGED, text=text)
    times.heard(case)
    return case


def classify_case(
    case_id: int, *, category_id: int, severity: int, safety: bool, version: int | None = None
) -> Case:
    """Settle category and severity; raises Invalid for an unknown or retired category, Conflict before the acknowledgement."""
    case = case_for_change(case_id, WRITE, version=version)
    check_category(category_id, kept=case.category_id)
    take(case, Step.CLASSIFY)
    case.category_id, case.severity, case.safety = category_id, severity, safety
    if case.handler_id is not None and case.state is CaseState.CLASSIFIED:
        take(case, Step.ASSIGN)
    note(case, EventKind.CLASSIFIED)
    route_case(case.id)
    return case


def assign_case(case_id: int, member_id: int, *, text: str = "", version: int | None = None) -> Case:
    """Give an open complaint to a handler; raises Invalid for a member who cannot be given it, Conflict when it ended."""
    case = case_for_change(case_id, ASSIGN, version=version)
    keep_apart(NOT_ABOUT_ONESELF, member_id, than=[case.concerned_id], field="member_id")
    if member_id not in dict(active_members_with(HANDLE, store_id=case.store_id)):
        raise Invalid("member_id", _("This member cannot be given complaints of the store."))
    give(case, member_id, text=text)
    return case


def reveal_phone(case_id: int) -> str:
    """The number of a complainant who is no customer, for this view only; the look is in the audit.

    Raises NotFound for one out of reach.
    """
    case = load(Case, case_id)
    if not within_reach(case, IDENTITY):
        raise NotFound(_("This does not exist, or no longer."))
    record("complaints.complainant.revealed", "complaints_case", case.id)
    session().flush()
    return case.complainant_phone or ""
