"""Requests to exceed the budget: the department agrees, finance approves, the held claim goes on once."""

from __future__ import annotations

from sqlalchemy import select

from plugins.budget.claim_states import OPEN_REQUESTS, ClaimState, ClaimStep, OverbudgetState
from plugins.budget.models.claims import ClaimEventKind, ExpenseClaim, OverbudgetRequest
from plugins.budget.operations.claim_history import claim_for_change, note, take
from plugins.budget.operations.claim_submitting import GOOD_FOR, let_held_claim_go_on
from plugins.budget.permissions.claims import (
    CLAIM_READ,
    CLAIM_WRITE,
    OVERBUDGET_AGREE,
    OVERBUDGET_APPROVE,
    OVERBUDGET_PEOPLE,
)
from saas.plugin_api import (
    Conflict,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    now,
    require_another,
    session,
)

DECIDED_WITH = {
    OverbudgetState.REQUESTED: OVERBUDGET_AGREE,
    OverbudgetState.DEPT_APPROVED: OVERBUDGET_APPROVE,
}
"""The right by which a request is decided where it stands."""
AT_ONCE = 500


def agree_overbudget(claim_id: int, *, text: str = "", version: int | None = None) -> OverbudgetRequest:
    """Agree, for the department, that a claim exceeds the budget.

    version: of the claim. Raises NotFound, Forbidden for its claimant, Conflict where nothing waits for this.
    """
    claim, request = _to_decide(claim_id, OverbudgetState.REQUESTED, version)
    request.state, request.dept_by_id = OverbudgetState.DEPT_APPROVED, current_actor().member_id
    note(claim, ClaimEventKind.OVERBUDGET_AGREED, text=text)
    return request


def approve_overbudget(claim_id: int, *, text: str = "", version: int | None = None) -> OverbudgetRequest:
    """Approve, for finance, that a claim exceeds the budget by what was asked for; it goes on at once.

    Where it needs more by now, the approval waits, until it expires, for room: `use_overbudget` tries again. Raises
    Forbidden for its claimant and for whoever agreed, else as `agree_overbudget`.
    """
    claim, request = _to_decide(claim_id, OverbudgetState.DEPT_APPROVED, version)
    request.state, request.finance_by_id = OverbudgetState.FINANCE_APPROVED, current_actor().member_id
    request.expires_at = now() + GOOD_FOR
    note(claim, ClaimEventKind.OVERBUDGET_APPROVED, text=text)
    _use(claim, request)
    return request


def use_overbudget(claim_id: int, *, version: int | None = None) -> ExpenseClaim:
    """Let a held claim go on with an approval that it could not use at once.

    Raises Conflict where there is none, it expired, or the claim still needs more than was approved.
    """
    claim = claim_for_change(claim_id, CLAIM_WRITE, version=version)
    request = _open_request(claim)
    if request is None or request.state is not OverbudgetState.FINANCE_APPROVED:
        raise Conflict(_("There is no approval that can be used."))
    if not _use(claim, request):
        raise Conflict(_("By now the claim needs more than was approved. Take it back and hand in less."))
    return claim


def refuse_overbudget(claim_id: int, *, reason: str, version: int | None = None) -> OverbudgetRequest:
    """Refuse that a claim exceeds the budget; it goes back to its claimant. Raises as the approving does."""
    claim = claim_for_change(claim_id, CLAIM_READ, version=version)
    request = _open_request(claim)
    if request is None or request.state not in DECIDED_WITH:
        raise Conflict(_("Nothing waits to be decided here."))
    _check_person(claim, request)
    request.state = OverbudgetState.REJECTED
    take(claim, ClaimStep.RETURN)
    note(claim, ClaimEventKind.OVERBUDGET_REJECTED, text=reason)
    return request


def expire_overbudget() -> int:
    """Close the requests and approvals whose time is over and give their claims back; how many. Twice closes once."""
    mine = (
        OverbudgetRequest.tenant_id == current_tenant(),
        OverbudgetRequest.state.in_(OPEN_REQUESTS),
        OverbudgetRequest.expires_at < now(),
    )
    due = session().execute(
        select(OverbudgetRequest.claim_id, OverbudgetRequest.id)
        .where(*mine)
        .order_by(OverbudgetRequest.claim_id)
        .limit(AT_ONCE)
    )
    closed = 0
    for claim_id, request_id in due.all():
        # The claim first, as whoever decides does; then the request, which may have been decided meanwhile.
        claim = load_for_change(ExpenseClaim, claim_id)
        request = load_for_change(OverbudgetRequest, request_id)
        if request.state.is_open and request.expires_at < now():
            _close(claim, request)
            closed += 1
    return closed


def _close(claim: ExpenseClaim, request: OverbudgetRequest) -> None:
    request.state = OverbudgetState.EXPIRED
    if claim.state is ClaimState.SUBMITTED and claim.round == request.round:
        take(claim, ClaimStep.RETURN)
        note(claim, ClaimEventKind.OVERBUDGET_EXPIRED)


def request_of(claim: ExpenseClaim) -> OverbudgetRequest | None:
    """The last request of a claim, whatever became of it."""
    mine = (OverbudgetRequest.tenant_id == current_tenant(), OverbudgetRequest.claim_id == claim.id)
    newest = select(OverbudgetRequest).where(*mine).order_by(OverbudgetRequest.round.desc()).limit(1)
    return session().scalar(newest)


def _open_request(claim: ExpenseClaim) -> OverbudgetRequest | None:
    request = request_of(claim)
    if request is None or request.round != claim.round or not request.state.is_open:
        return None
    if request.expires_at < now():
        raise Conflict(_("The time of this request is over. It is closed in the night."))
    return load_for_change(OverbudgetRequest, request.id)


def _to_decide(
    claim_id: int, state: OverbudgetState, version: int | None
) -> tuple[ExpenseClaim, OverbudgetRequest]:
    claim = claim_for_change(claim_id, DECIDED_WITH[state], version=version)
    request = _open_request(claim)
    if request is None or request.state is not state:
        raise Conflict(_("Nothing waits to be decided here."))
    _check_person(claim, request)
    return claim, request


def _check_person(claim: ExpenseClaim, request: OverbudgetRequest) -> None:
    permission = DECIDED_WITH[request.state]
    claim_for_change(claim.id, permission)
    require_another(OVERBUDGET_PEOPLE, permission, than=[claim.claimant_id, request.dept_by_id])


def _use(claim: ExpenseClaim, request: OverbudgetRequest) -> bool:
    if not let_held_claim_go_on(claim, request):
        return False
    request.state, request.used_at = OverbudgetState.USED, now()
    session().flush()
    return True
