"""Paying claims: several go into one payment, which is made at the bank and written down here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, select

from plugins.budget.claim_states import ClaimState, ClaimStep
from plugins.budget.models.claims import BatchState, ClaimEventKind, ExpenseClaim, PaymentBatch
from plugins.budget.operations.claim_history import note, take
from plugins.budget.operations.claim_money import spend_claims
from plugins.budget.permissions.claims import CLAIM_PAY, FOUR_PEOPLE
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    now,
    record,
    require,
    require_another,
    session,
    take_number,
    today,
    zone_of,
)

NUMBER_LETTERS = "FK"
MOST_CLAIMS = 200


def prepare_batch(claim_ids: Collection[int]) -> PaymentBatch:
    """Put claims that are to be paid into one payment.

    Raises Invalid for none or too many, Forbidden for one in which whoever acts had a part, Conflict for one that is not
    to be paid, or stands in another payment.
    """
    require(CLAIM_PAY)
    wanted = sorted(set(claim_ids))
    if not 0 < len(wanted) <= MOST_CLAIMS:
        raise Invalid("claim_ids", _("Choose between 1 and %(n)d claims.", n=MOST_CLAIMS))
    claims = _locked(ExpenseClaim.id.in_(wanted))
    if len(claims) < len(wanted):
        raise NotFound(_("This does not exist, or no longer."))
    for claim in claims:
        _check_payer(claim)
        if claim.state is not ClaimState.APPROVED or claim.batch_id is not None:
            raise Conflict(_("Claim %(number)s is not to be paid, or no longer.", number=claim.document_no))
    batch = PaymentBatch(
        document_no=take_number(NUMBER_LETTERS, period=today(zone_of(None)).strftime("%Y%m")),
        total_fen=sum(claim.total_fen for claim in claims),
        prepared_by_id=current_actor().member_id,
    )
    session().add(batch)
    session().flush()
    for claim in claims:
        claim.batch_id = batch.id
    _told(batch, "prepared", claims=len(claims))
    return batch


def pay_batch(batch_id: int, *, paid_on: date, reference: str, version: int | None = None) -> PaymentBatch:
    """Write down that a payment was made: its claims are paid and their money is spent.

    reference: the bank's. Raises Invalid for a day to come, Forbidden for whoever had a part in one of the claims,
    Conflict for a payment that was made or dissolved.
    """
    batch, claims = _prepared(batch_id, version)
    if paid_on > today(zone_of(None)):
        raise Invalid("paid_on", _("This day is still to come."))
    for claim in claims:
        _check_payer(claim)
    batch.state, batch.paid_on, batch.reference = BatchState.PAID, paid_on, reference
    for claim in claims:
        take(claim, ClaimStep.PAY)
        claim.paid_by_id, claim.paid_at = current_actor().member_id, now()
        note(claim, ClaimEventKind.PAID)
    spend_claims(claims)
    _told(batch, "paid", claims=len(claims))
    return batch


def dissolve_batch(batch_id: int, *, version: int | None = None) -> PaymentBatch:
    """Take the claims out of a payment that was not made. Raises Conflict for one that was."""
    batch, claims = _prepared(batch_id, version)
    for claim in claims:
        claim.batch_id = None
    batch.state = BatchState.CANCELLED
    _told(batch, "dissolved", claims=len(claims))
    return batch


def _prepared(batch_id: int, version: int | None) -> tuple[PaymentBatch, list[ExpenseClaim]]:
    require(CLAIM_PAY)
    batch = load_for_change(PaymentBatch, batch_id, version=version)
    if batch.state is not BatchState.PREPARED:
        raise Conflict(_("This payment was made or dissolved."))
    return batch, _locked(ExpenseClaim.batch_id == batch.id)


def _locked(which: ColumnElement[bool]) -> list[ExpenseClaim]:
    """Claims, locked in the order of their ids, so that two payments never wait in a circle."""
    mine = select(ExpenseClaim).where(ExpenseClaim.tenant_id == current_tenant(), which)
    locked = mine.order_by(ExpenseClaim.id).with_for_update()
    return list(session().scalars(locked.execution_options(populate_existing=True)))


def _check_payer(claim: ExpenseClaim) -> None:
    than = [claim.claimant_id, claim.dept_by_id, claim.finance_by_id]
    require_another(FOUR_PEOPLE, CLAIM_PAY, than=than)


def _told(batch: PaymentBatch, act: str, *, claims: int) -> None:
    session().flush()
    detail = {"document_no": batch.document_no, "total_fen": batch.total_fen, "claims": claims}
    record(f"budget.payment.{act}", "budget_payment_batch", batch.id, detail=detail)
