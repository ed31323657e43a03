"""Payments: claims that are paid together."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.claim_words import BATCH_STATES, CLAIM_STATES
from plugins.budget.models.claims import BatchState, PaymentBatch
from plugins.budget.operations.claim_paying import MOST_CLAIMS, dissolve_batch, pay_batch, prepare_batch
from plugins.budget.permissions.claims import CLAIM_PAY
from plugins.budget.queries.claims import batches_page, claims_of_batch, payable_claims
from plugins.budget.schemas.claims import BudgetPaymentMadeSchema, BudgetPaymentSchema
from plugins.budget.views.blueprint import pages, saved
from saas.plugin_api import (
    Form,
    Invalid,
    _,
    form_version,
    load,
    read_form,
    render,
    requires,
    session,
    tell,
    today,
    zone_of,
)

PAGE = 30


@pages.get("/payments/")
@requires(CLAIM_PAY)
def payments() -> Response:
    """What is to be paid, and the payments that were made."""
    return _list()


@pages.post("/payments/", endpoint="prepare_payment")
@requires(CLAIM_PAY)
def prepare() -> AnyResponse:
    """Put the chosen claims into one payment."""
    made: list[PaymentBatch] = []

    def act() -> None:
        made.append(prepare_batch(read_form(BudgetPaymentSchema, request)["claim_ids"]))

    refused = saved(act, _list)
    if refused is not None:
        return refused
    tell(_("Payment %(number)s was prepared.", number=made[0].document_no))
    return redirect(url_for("budget.payment", payment_batch_id=made[0].id), 303)


@pages.get("/payments/<int:payment_batch_id>", endpoint="payment")
@requires(CLAIM_PAY)
def show_payment(payment_batch_id: int) -> Response:
    """One payment with its claims."""
    return _page(load(PaymentBatch, payment_batch_id))


@pages.post("/payments/<int:payment_batch_id>/pay", endpoint="pay_payment")
@requires(CLAIM_PAY)
def pay(payment_batch_id: int) -> AnyResponse:
    """Write down that it was made."""
    batch = load(PaymentBatch, payment_batch_id)

    def act() -> None:
        pay_batch(payment_batch_id, **read_form(BudgetPaymentMadeSchema, request), version=form_version())

    refused = saved(act, lambda error, status: _page(batch, error, status))
    if refused is not None:
        return refused
    tell(_("The payment was written down."))
    return redirect(url_for("budget.payment", payment_batch_id=payment_batch_id), 303)


@pages.post("/payments/<int:payment_batch_id>/dissolve", endpoint="dissolve_payment")
@requires(CLAIM_PAY)
def dissolve(payment_batch_id: int) -> AnyResponse:
    """Take the claims out of it again."""
    dissolve_batch(payment_batch_id)
    tell(_("The payment was dissolved."))
    return redirect(url_for("budget.payments"), 303)


def _list(error: Invalid | None = None, status: int = 422) -> Response:
    arguments = request.args
    return render(
        "budget/payments.html",
        status=status if error else 200,
        claims=[_payable(row) for row in payable_claims(MOST_CLAIMS)],
        page=batches_page(limit=PAGE, after=arguments.get("after"), before=arguments.get("before")),
        form=Form(BudgetPaymentSchema, error=error),
        batch_states=BATCH_STATES,
        claim_states=CLAIM_STATES,
    )


def _payable(row: Any) -> dict[str, Any]:
    claim = row.ExpenseClaim
    return {
        "id": claim.id,
        "number": claim.document_no,
        "title": claim.title,
        "total_fen": claim.total_fen,
        "claimant": row.claimant,
        "store": row.store,
    }


def _page(batch: PaymentBatch, error: Invalid | None = None, status: int = 422) -> Response:
    session().refresh(batch)
    form = Form(
        BudgetPaymentMadeSchema, {"paid_on": today(zone_of(None))}, error=error, version=batch.row_version
    )
    return render(
        "budget/payment.html",
        status=status if error else 200,
        batch=batch,
        claims=claims_of_batch(batch.id),
        form=form if batch.state is BatchState.PREPARED else None,
        batch_states=BATCH_STATES,
        claim_states=CLAIM_STATES,
    )
