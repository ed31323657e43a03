"""The head of the department and finance look at a claim: pass it, return it, or reject it."""

from __future__ import annotations

from collections.abc import Collection

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState, ClaimStep
from plugins.budget.models.claims import ClaimEventKind, ExpenseClaim
from plugins.budget.operations.claim_history import claim_for_change, claim_for_review, note, take
from plugins.budget.operations.claim_money import let_go
from plugins.budget.operations.claiming import stop_counting
from plugins.budget.permissions.claims import CLAIM_CHECK, CLAIM_READ, CLAIM_REVIEW
from saas.plugin_api import Conflict, Invalid, _, current_actor, load

REVIEWED_WITH = {ClaimState.DEPT_REVIEW: CLAIM_REVIEW, ClaimState.FINANCE_REVIEW: CLAIM_CHECK}
"""The right by which a claim is looked at where it stands."""


def pass_department(claim_id: int, *, text: str = "", version: int | None = None) -> ExpenseClaim:
    """Pass a claim on to finance. Raises Forbidden for its claimant, Conflict where it does not wait for this."""
    claim = claim_for_review(claim_id, CLAIM_REVIEW, version=version)
    take(claim, ClaimStep.PASS_DEPARTMENT)
    claim.dept_by_id = current_actor().member_id
    note(claim, ClaimEventKind.DEPARTMENT_PASSED, text=text)
    return claim


def pass_finance(
    claim_id: int, *, points: Collection[Point], text: str = "", version: int | None = None
) -> ExpenseClaim:
    """Pass a claim to be paid, vouching for all four points.

    Raises Forbidden for its claimant and for whoever passed it in the department, Invalid while a point is not ticked,
    Conflict where it does not wait for this.
    """
    claim = claim_for_review(claim_id, CLAIM_CHECK, version=version)
    open_points = [point for point in Point if point not in points]
    if open_points:
        raise Invalid(open_points[0].value, _("Tick each of the four points, or return the claim."))
    take(claim, ClaimStep.PASS_FINANCE)
    claim.finance_by_id = current_actor().member_id
    note(claim, ClaimEventKind.FINANCE_PASSED, text=text, points=list(Point))
    return claim


def return_claim(claim_id: int, *, reason: str, version: int | None = None) -> ExpenseClaim:
    """Give a claim back to be corrected: what was set aside is let go, its number stays. Raises as the passing does."""
    claim = _for_whoever_looks_at_it(claim_id, version)
    take(claim, ClaimStep.RETURN)
    let_go(claim)
    note(claim, ClaimEventKind.RETURNED, text=reason)
    return claim


def reject_claim(claim_id: int, *, reason: str, version: int | None = None) -> ExpenseClaim:
    """End a claim that is not paid; its invoices can be claimed again. Raises as the passing does."""
    claim = _for_whoever_looks_at_it(claim_id, version)
    take(claim, ClaimStep.REJECT)
    let_go(claim)
    stop_counting(claim)
    note(claim, ClaimEventKind.REJECTED, text=reason)
    return claim


def _for_whoever_looks_at_it(claim_id: int, version: int | None) -> ExpenseClaim:
    state = load(ExpenseClaim, claim_id).state
    permission = REVIEWED_WITH.get(state)
    if permission is None:
        claim_for_change(claim_id, CLAIM_READ)
        raise Conflict(_("This cannot be done with the claim as it stands now."))
    claim = claim_for_review(claim_id, permission, version=version)
    if claim.state is not state:
        # Somebody passed it on between the two looks: the right that counts is another one now.
        raise Conflict(_("This cannot be done with the claim as it stands now."))
    return claim
