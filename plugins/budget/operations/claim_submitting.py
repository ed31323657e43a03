"""Handing a claim in: its money is set aside, or it is held until somebody approved that the budget is exceeded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from plugins.budget.claim_states import ClaimState, ClaimStep
from plugins.budget.models.claims import ClaimEventKind, ClaimLine, ExpenseClaim, OverbudgetRequest
from plugins.budget.operations.claim_checking import check_claim, refuse_above_hard_limits
from plugins.budget.operations.claim_history import note, take, written_claim
from plugins.budget.operations.claim_money import BeyondBudget, Need, lines_of, set_aside
from plugins.budget.permissions.claims import CLAIM_WRITE
from saas.plugin_api import Conflict, _, attached_files, enqueue, now, session

LOOK_OVER = "budget.look_over_claim"
"""The job that compares a claim's amounts with those of others."""
GOOD_FOR = timedelta(days=30)
"""How long a request to exceed the budget waits, and an approval can be used."""


def submit_claim(claim_id: int, *, overbudget_reason: str = "", version: int | None = None) -> ExpenseClaim:
    """Hand a claim in: a new round begins, its money is set aside, the machine looks at it.

    overbudget_reason: why the budget has to be exceeded, where it has to; the claim is then held until that is approved.
    Raises Conflict for a claim without lines, or with one that has no receipt or is above a limit that refuses, and where
    a budget may not be exceeded at all; BeyondBudget, a Conflict, where a reason is needed and none is given.
    """
    claim = written_claim(claim_id, CLAIM_WRITE, version=version)
    lines = lines_of([claim.id])
    _check_whole(lines)
    refuse_above_hard_limits(claim, lines)
    claim.round += 1
    claim.dept_by_id, claim.finance_by_id, claim.submitted_at = None, None, now()
    try:
        need = set_aside(claim, lines)
    except BeyondBudget as refused:
        if not overbudget_reason:
            raise
        _hold(claim, lines, refused.need, overbudget_reason)
        return claim
    take(claim, ClaimStep.SUBMIT)
    _begin_review(claim, lines, need, ClaimEventKind.SUBMITTED)
    return claim


def let_held_claim_go_on(claim: ExpenseClaim, request: OverbudgetRequest) -> bool:
    """Let a held claim go on with an approval, once; whether it did.

    It does not where by now it needs more than was approved: then the approval stays and can be used until it expires.
    """
    if claim.state is not ClaimState.SUBMITTED or request.round != claim.round:
        raise Conflict(_("This cannot be done with the claim as it stands now."))
    lines = lines_of([claim.id])
    try:
        need = set_aside(claim, lines, beyond_fen=request.excess_fen)
    except BeyondBudget:
        return False
    take(claim, ClaimStep.GO_ON)
    _begin_review(claim, lines, need, ClaimEventKind.WENT_ON)
    return True


def _check_whole(lines: Sequence[ClaimLine]) -> None:
    if not lines:
        raise Conflict(_("Add the expenses first."))
    files = attached_files(ClaimLine, [line.id for line in lines])
    bare = [str(place) for place, line in enumerate(lines, 1) if line.id not in files]
    if bare:
        raise Conflict(_("A receipt is missing at line %(lines)s.", lines=", ".join(bare)))


def _hold(claim: ExpenseClaim, lines: Sequence[ClaimLine], need: Need, reason: str) -> None:
    take(claim, ClaimStep.HOLD)
    check_claim(claim, lines, tight=need.tight)
    session().add(
        OverbudgetRequest(
            claim_id=claim.id,
            round=claim.round,
            amount_fen=claim.total_fen,
            excess_fen=need.excess_fen,
            year_end_fen=need.year_end_fen,
            year_planned_fen=need.year_planned_fen,
            reason=reason,
            expires_at=now() + GOOD_FOR,
        )
    )
    note(claim, ClaimEventKind.HELD, text=reason)


def _begin_review(claim: ExpenseClaim, lines: Sequence[ClaimLine], need: Need, kind: ClaimEventKind) -> None:
    check_claim(claim, lines, tight=need.tight)
    note(claim, kind)
    enqueue(LOOK_OVER, {"claim_id": claim.id, "claim_round": claim.round})
