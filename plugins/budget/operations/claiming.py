"""Beginning a claim, saying what it is for, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from plugins.budget.claim_states import OPEN_REQUESTS, ClaimStep, OverbudgetState
from plugins.budget.models.claims import ClaimEventKind, ClaimLine, ExpenseClaim, OverbudgetRequest
from plugins.budget.operations.claim_history import claim_for_change, note, take, written_claim
from plugins.budget.operations.claim_money import let_go
from plugins.budget.permissions.claims import CLAIM_WRITE
from saas.plugin_api import (
    Department,
    Invalid,
    Member,
    NotFound,
    Store,
    _,
    current_actor,
    current_tenant,
    load,
    local_day,
    now,
    open_stores,
    require,
    session,
    take_number,
)

NUMBER_LETTERS = "BX"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """A claim that is begun. claimant_id: whose money it is; none for whoever acts."""

    store_id: int
    title: str
    department_id: int | None = None
    claimant_id: int | None = None


def create_claim(new: NewClaim) -> ExpenseClaim:
    """Begin a claim under the store's next number.

    Raises Forbidden without the right, Invalid for a store that is not in use and a claimant that is not within reach,
    or that nobody named.
    """
    require(CLAIM_WRITE)
    claimant_id = _claimant(new)
    store = _store(new.store_id)
    _check_department(new)
    claim = ExpenseClaim(
        document_no="",
        store_id=store.id,
        department_id=new.department_id,
        claimant_id=claimant_id,
        title=new.title,
    )
    period = local_day(now(), store.timezone).strftime("%Y%m")
    claim.document_no = take_number(NUMBER_LETTERS, period=period, store_id=store.id, store_code=store.code)
    session().add(claim)
    note(claim, ClaimEventKind.CREATED)
    return claim


def edit_claim(claim_id: int, *, title: str, version: int) -> ExpenseClaim:
    """Say anew what a claim is for. Raises Conflict for one that was handed in, VersionConflict when it moved on."""
    claim = written_claim(claim_id, CLAIM_WRITE, version=version)
    claim.title = title
    session().flush()
    return claim


def cancel_claim(claim_id: int, *, version: int | None = None) -> ExpenseClaim:
    """Take a claim back: what was set aside for it is let go, its invoices can be claimed again.

    Raises Conflict for one that was passed by finance, or has ended.
    """
    claim = claim_for_change(claim_id, CLAIM_WRITE, version=version)
    take(claim, ClaimStep.CANCEL)
    let_go(claim)
    stop_counting(claim)
    withdraw_requests(claim)
    note(claim, ClaimEventKind.CANCELLED)
    return claim


def stop_counting(claim: ExpenseClaim) -> None:
    """Let the invoices of a claim that came to nothing be claimed again."""
    mine = (ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id == claim.id)
    freed = update(ClaimLine).where(*mine).values(counts=False, row_version=ClaimLine.row_version + 1)
    session().execute(freed.execution_options(synchronize_session="fetch"))


def withdraw_requests(claim: ExpenseClaim) -> None:
    """Close what a claim asked for beyond the budget: it does not go on in this round."""
    mine = (OverbudgetRequest.tenant_id == current_tenant(), OverbudgetRequest.claim_id == claim.id)
    closed = (
        update(OverbudgetRequest)
        .where(*mine, OverbudgetRequest.state.in_(OPEN_REQUESTS))
        .values(state=OverbudgetState.WITHDRAWN, row_version=OverbudgetRequest.row_version + 1)
    )
    session().execute(closed.execution_options(synchronize_session="fetch"))


def _claimant(new: NewClaim) -> int:
    claimant_id = new.claimant_id or current_actor().member_id
    if claimant_id is None:
        raise Invalid("claimant_id", _("Say whose claim it is."))
    try:
        load(Member, claimant_id)
        require(CLAIM_WRITE, store_id=new.store_id, owner_id=claimant_id)
    except NotFound:
        raise Invalid("claimant_id", _("You cannot claim for this colleague.")) from None
    return claimant_id


def _check_department(new: NewClaim) -> None:
    if new.department_id is None:
        return
    try:
        department = load(Department, new.department_id)
    except NotFound:
        raise Invalid("department_id", _("This does not exist, or no longer.")) from None
    if department.store_id not in (None, new.store_id):
        raise Invalid("department_id", _("This department belongs to another store."))


def _store(store_id: int) -> Store:
    found = next((one for one in open_stores() if one.id == store_id), None)
    if found is None:
        raise Invalid("store_id", _("Choose one of the stores."))
    return found
