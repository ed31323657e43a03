"""Loading a claim to change it, taking a step, and writing it down."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState, ClaimStep, state_after
from plugins.budget.models.claims import CLAIM_NOTE, ClaimEvent, ClaimEventKind, ExpenseClaim
from plugins.budget.permissions.claims import CLAIM_READ, FOUR_PEOPLE
from saas.plugin_api import (
    Conflict,
    NotFound,
    _,
    allowed,
    current_actor,
    key_of,
    load_for_change,
    record,
    require,
    require_another,
    session,
)


def claim_for_change(claim_id: int, permission: str, *, version: int | None = None) -> ExpenseClaim:
    """The claim, locked, for somebody who may do this to it.

    Raises NotFound for one out of reach, Forbidden without the permission, VersionConflict when it moved on.
    """
    claim = load_for_change(ExpenseClaim, claim_id)
    if not allowed(CLAIM_READ, store_id=claim.store_id, owner_id=claim.claimant_id):
        raise NotFound(_("This does not exist, or no longer."))
    require(permission, store_id=claim.store_id, owner_id=claim.claimant_id)
    return claim if version is None else load_for_change(ExpenseClaim, claim_id, version=version)


def claim_for_review(claim_id: int, permission: str, *, version: int | None = None) -> ExpenseClaim:
    """The same for somebody who had no other part in it; raises Forbidden for claimant and earlier reviewers too."""
    claim = claim_for_change(claim_id, permission, version=version)
    require_another(FOUR_PEOPLE, permission, than=[claim.claimant_id, claim.dept_by_id, claim.finance_by_id])
    return claim


def written_claim(claim_id: int, permission: str, *, version: int | None = None) -> ExpenseClaim:
    """The same for a claim that may still be written; raises Conflict for one that was handed in."""
    claim = claim_for_change(claim_id, permission, version=version)
    if not claim.state.is_written:
        raise Conflict(_("This claim was handed in. It can be changed when it is returned."))
    return claim


def take(claim: ExpenseClaim, step: ClaimStep) -> ClaimState:
    """Bring the claim to the state after a step; raises Conflict where the step is not allowed."""
    after = state_after(claim.state, step)
    if after is None:
        raise Conflict(_("This cannot be done with the claim as it stands now."))
    claim.state = after
    return after


def note(claim: ExpenseClaim, kind: ClaimEventKind, *, text: str = "", points: Sequence[Point] = ()) -> None:
    """Add a line to the claim's history and to the audit."""
    actor = current_actor()
    session().flush()
    sealed = key_of("budget_expense_claim", claim.id).seal(CLAIM_NOTE, text) if text else None
    session().add(
        ClaimEvent(
            claim_id=claim.id,
            kind=kind,
            round=claim.round,
            total_fen=claim.total_fen,
            points=[point.value for point in points],
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            sealed_note=sealed,
        )
    )
    detail = {"document_no": claim.document_no, "state": claim.state, "total_fen": claim.total_fen}
    record(f"budget.claim.{kind.value}", "budget_expense_claim", claim.id, detail=detail)
