"""What the page of a claim shows: its expenses, what the machine found, what may be done, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, g, url_for
from marshmallow import Schema

from plugins.budget.claim_checks import Level, worst
from plugins.budget.claim_states import ClaimState, ClaimStep, OverbudgetState, state_after
from plugins.budget.claim_words import (
    CLAIM_EVENTS,
    CLAIM_STATES,
    LEVELS,
    REQUEST_STATES,
    check_text,
    check_title,
)
from plugins.budget.models.claims import (
    CLAIM_NOTE,
    ClaimEventKind,
    ClaimLine,
    ExpenseClaim,
    OverbudgetRequest,
)
from plugins.budget.operations.claim_overbudget import request_of
from plugins.budget.permissions.claims import (
    CLAIM_CHECK,
    CLAIM_REVIEW,
    CLAIM_WRITE,
    OVERBUDGET_AGREE,
    OVERBUDGET_APPROVE,
)
from plugins.budget.queries.claims import claim_history, claim_row, line_rows
from plugins.budget.schemas.claims import (
    BudgetClaimCheckSchema,
    BudgetClaimNoteSchema,
    BudgetClaimReasonSchema,
    BudgetClaimSubmitSchema,
)
from plugins.budget.views.claim_objects import objects_of
from plugins.budget.words import in_locale
from saas.plugin_api import Form, Invalid, allowed, attached_files, open_keyed, render

BACK = (ClaimEventKind.RETURNED, ClaimEventKind.OVERBUDGET_REJECTED)
"""What a claim comes back to its claimant by, with a reason."""

FORMS: Mapping[str, type[Schema]] = {
    "submit": BudgetClaimSubmitSchema,
    "pass_department": BudgetClaimNoteSchema,
    "pass_finance": BudgetClaimCheckSchema,
    "return": BudgetClaimReasonSchema,
    "reject": BudgetClaimReasonSchema,
    "agree": BudgetClaimNoteSchema,
    "approve": BudgetClaimNoteSchema,
    "refuse": BudgetClaimReasonSchema,
}
"""The forms of the page."""

ADDRESSES: Mapping[str, str] = {
    "pass_department": "pass_department",
    "pass_finance": "pass_finance",
    "return": "return_claim",
    "reject": "reject_claim",
    "agree": "agree_overbudget",
    "approve": "approve_overbudget",
    "refuse": "refuse_overbudget",
}
"""Where the forms of a decision go."""


def show(claim_id: int, refused: str = "", error: Invalid | None = None, status: int = 200) -> Response:
    """The page of a claim. refused: the form that was not taken, with the error and its status."""
    row = claim_row(claim_id)
    claim: ExpenseClaim = row.ExpenseClaim
    request = request_of(claim)
    lines, entries = line_rows(claim_id), claim_entries(claim_history(claim_id))
    # A claim without expenses has nothing to be handed in.
    offered = tuple(act for act in acts_of(claim, request) if lines or act != "submit")
    if error is not None and refused not in offered:
        offered = (*offered, refused)
    return render(
        "budget/claim.html",
        status=status,
        row=row,
        claim=claim,
        lines=lines,
        files=attached_files(ClaimLine, [one.ClaimLine.id for one in lines]),
        objects=objects_of([one.ClaimLine for one in lines]),
        request_row=request,
        addresses={name: url_for(f"budget.{ADDRESSES[name]}", claim_id=claim_id) for name in ADDRESSES},
        may_cancel=_may_cancel(claim),
        last_reason=_last_reason(entries),
        forms=_forms(claim, offered, refused, error),
        offered=offered,
        may_write=may_write(claim),
        may_use=_may_use(claim, request),
        findings=findings_of_machine(claim),
        worst=LEVELS[worst(claim.checks)],
        entries=entries,
        claim_states=CLAIM_STATES,
        request_states=REQUEST_STATES,
        in_locale=in_locale,
    )


def may_write(claim: ExpenseClaim) -> bool:
    """Whether whoever looks may change what the claim says."""
    mine = allowed(CLAIM_WRITE, store_id=claim.store_id, owner_id=claim.claimant_id)
    return claim.state.is_written and mine


def acts_of(claim: ExpenseClaim, request: OverbudgetRequest | None) -> tuple[str, ...]:
    """Which forms the page offers to whoever looks."""
    me = g.member.id
    if may_write(claim):
        return ("submit",)
    if claim.state is ClaimState.DEPT_REVIEW and _may(CLAIM_REVIEW, claim, {claim.claimant_id}, me):
        return ("pass_department", "return", "reject")
    if claim.state is ClaimState.FINANCE_REVIEW and _may(
        CLAIM_CHECK, claim, {claim.claimant_id, claim.dept_by_id}, me
    ):
        return ("pass_finance", "return", "reject")
    if claim.state is ClaimState.SUBMITTED and request is not None:
        return _acts_on_request(claim, request, me)
    return ()


def _acts_on_request(claim: ExpenseClaim, request: OverbudgetRequest, me: int) -> tuple[str, ...]:
    people = {claim.claimant_id, request.dept_by_id}
    if request.state is OverbudgetState.REQUESTED and _may(OVERBUDGET_AGREE, claim, people, me):
        return ("agree", "refuse")
    if request.state is OverbudgetState.DEPT_APPROVED and _may(OVERBUDGET_APPROVE, claim, people, me):
        return ("approve", "refuse")
    return ()


def _may(permission: str, claim: ExpenseClaim, not_by: set[int | None], me: int) -> bool:
    return me not in not_by and allowed(permission, store_id=claim.store_id, owner_id=claim.claimant_id)


def _may_use(claim: ExpenseClaim, request: OverbudgetRequest | None) -> bool:
    waits = request is not None and request.state is OverbudgetState.FINANCE_APPROVED
    return (
        waits
        and claim.state is ClaimState.SUBMITTED
        and allowed(CLAIM_WRITE, store_id=claim.store_id, owner_id=claim.claimant_id)
    )


def _may_cancel(claim: ExpenseClaim) -> bool:
    possible = state_after(claim.state, ClaimStep.CANCEL) is not None
    return possible and allowed(CLAIM_WRITE, store_id=claim.store_id, owner_id=claim.claimant_id)


def _last_reason(entries: list[dict[str, Any]]) -> str:
    return str(next((one["text"] for one in entries if one["kind"] in BACK), ""))


def _forms(
    claim: ExpenseClaim, offered: tuple[str, ...], refused: str, error: Invalid | None
) -> dict[str, Form]:
    return {
        name: Form(FORMS[name], error=error if name == refused else None, version=claim.row_version)
        for name in offered
        if name in FORMS
    }


def findings_of_machine(claim: ExpenseClaim) -> list[dict[str, Any]]:
    """What the machine found in a claim, check by check, as pages show it."""
    return [
        {
            "title": check_title(one["check"]),
            "text": check_text(one),
            "level": LEVELS[Level(one["level"])],
        }
        for one in claim.checks
    ]


def claim_entries(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines of a claim's history as the timeline draws them."""
    return claim_entries_with(
        rows, open_keyed(CLAIM_NOTE, [row.ClaimEvent.sealed_note or b"" for row in rows])
    )


def claim_entries_with(rows: Sequence[Any], notes: Sequence[str | None]) -> list[dict[str, Any]]:
    """The same, with the notes that were opened."""
    entries = []
    for row, note in zip(rows, notes, strict=True):
        title, icon, tone = CLAIM_EVENTS[row.ClaimEvent.kind]
        entries.append(
            {
                "at": row.ClaimEvent.happened_at,
                "kind": row.ClaimEvent.kind,
                "title": title,
                "text": note or "",
                "icon": icon,
                "tone": tone,
                "actor": row.actor or "",
            }
        )
    return entries
