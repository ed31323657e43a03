"""All that a customer said, with what they were shown and how it is proven."""

from __future__ import annotations

from flask import Response, request

from saas.core.accounts.queries import member_names
from saas.core.customers.queries import visible_customer
from saas.core.privacy.evidence import proof_file, told_reference
from saas.core.privacy.notice_form import company_names, notice_title
from saas.core.privacy.notice_models import ConsentNotice
from saas.core.privacy.permissions import READ, WRITE
from saas.core.privacy.queries import consent_page, statement_of
from saas.core.privacy.views.blueprint import pages
from saas.core.privacy.words import CHANNELS, DECISIONS, evidence_title, purpose_title
from saas.platform.database import load
from saas.platform.files import answer_file
from saas.platform.permissions import allowed, requires
from saas.platform.web import render

PAGE = 50


@pages.get("/customers/<int:customer_id>/consents", endpoint="ledger")
@requires(READ)
def show(customer_id: int) -> Response:
    """The ledger of one customer, the newest first."""
    customer = visible_customer(customer_id, READ)
    page = consent_page(
        customer_id, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render(
        "privacy/ledger.html",
        customer=customer,
        page=page,
        companies=company_names(),
        members=member_names({row.recorded_by for row in page.rows if row.recorded_by}),
        may_write=allowed(WRITE),
        words=_WORDS,
    )


@pages.get("/customers/<int:customer_id>/consents/<int:proof_id>/proof", endpoint="proof")
@requires(READ)
def proof(customer_id: int, proof_id: int) -> Response:
    """The file that proves a statement."""
    visible_customer(customer_id, READ)
    return answer_file(proof_file(statement_of(customer_id, proof_id)))


@pages.get("/privacy/notices/<int:notice_id>", endpoint="notice")
@requires(READ)
def notice(notice_id: int) -> Response:
    """One version of a notice, as it was published."""
    shown = load(ConsentNotice, notice_id)
    company = company_names().get(shown.legal_entity_id or 0, "")
    return render("privacy/notice.html", notice=shown, title=notice_title(shown, company))


_WORDS = {
    "channels": CHANNELS,
    "decisions": DECISIONS,
    "evidence": evidence_title,
    "reference": told_reference,
    "purpose": purpose_title,
}
