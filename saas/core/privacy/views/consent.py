"""Record what a customer says about being contacted, from their page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import redirect, request, url_for
from marshmallow import Schema
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from saas.core.customers.models import Customer
from saas.core.customers.queries import visible_customer
from saas.core.organisation.views.saving import save
from saas.core.privacy.evidence import EvidenceKind, Proof
from saas.core.privacy.notice_form import company_choices, notice_choices, notice_title
from saas.core.privacy.notice_models import ConsentNotice
from saas.core.privacy.notices import current_notices
from saas.core.privacy.operations import block_contact, record_consent, unblock_contact
from saas.core.privacy.permissions import UNBLOCK, WRITE
from saas.core.privacy.queries import active_blocks
from saas.core.privacy.schemas import BlockSchema, ConsentFormSchema, UnblockSchema
from saas.core.privacy.views.blueprint import pages
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, read_form, render, tell
from saas.platform.web.forms.showing import Choices


@pages.route("/customers/<int:customer_id>/consent", methods=["GET", "POST"])
@requires(WRITE)
def consent(customer_id: int) -> AnyResponse:
    """Agreement or refusal of one purpose."""
    customer = visible_customer(customer_id, WRITE)

    def act(typed: dict[str, Any]) -> None:
        proof = _proof(typed.pop("evidence"), typed.pop("reference"), typed.pop("file"))
        record_consent(customer_id, **typed, evidence=proof)

    start = {"channel": "any", "evidence": "conversation"}
    notices = current_notices()
    return _form_page(
        ConsentFormSchema,
        start,
        act,
        customer,
        _("What %(name)s said", name=customer.name),
        notices=notices,
        choices={"legal_entity_id": company_choices(), "notice_id": notice_choices(notices)},
    )


def _proof(kind: EvidenceKind, reference: str, file: FileStorage | None) -> Proof:
    given = (file.stream, file.filename or "") if file is not None else None
    return Proof(kind=kind, reference=reference, file=given)


@pages.route("/customers/<int:customer_id>/block", methods=["GET", "POST"])
@requires(WRITE)
def block(customer_id: int) -> AnyResponse:
    """No contact any more."""
    customer = visible_customer(customer_id, WRITE)

    def act(typed: dict[str, Any]) -> None:
        block_contact(customer_id, **typed)

    start = {"channel": "any", "source": "verbal"}
    return _form_page(BlockSchema, start, act, customer, _("%(name)s wants no contact", name=customer.name))


@pages.route("/customers/<int:customer_id>/blocks/<int:block_id>/lift", methods=["GET", "POST"])
@requires(UNBLOCK)
def lift(customer_id: int, block_id: int) -> AnyResponse:
    """Contact is allowed again."""
    customer = visible_customer(customer_id, UNBLOCK)
    if block_id not in {row.id for row in active_blocks(customer_id)}:
        raise NotFound(_("This does not exist, or no longer."))

    def act(typed: dict[str, Any]) -> None:
        unblock_contact(block_id, reason=typed["reason"])

    title = _("Allow contact with %(name)s again", name=customer.name)
    return _form_page(UnblockSchema, {}, act, customer, title)


def _form_page(
    schema: type[Schema],
    start: dict[str, Any],
    act: Callable[[dict[str, Any]], None],
    customer: Customer,
    title: str,
    *,
    notices: Sequence[ConsentNotice] = (),
    choices: Mapping[str, Choices] | None = None,
) -> AnyResponse:
    error: Invalid | None = None
    back = url_for("customers.show", customer_id=customer.id)
    if request.method == "POST":
        faults = save(lambda: act(read_form(schema, request)))
        if faults is None:
            tell(_("Recorded; it holds from now on."))
            return redirect(back, 303)
        error = faults.error
    form = Form(schema, start, error=error, choices=choices)
    return render(
        "privacy/form.html",
        status=422 if error else 200,
        form=form,
        title=title,
        customer=customer,
        back=back,
        notices=notices,
        notice_title=notice_title,
    )
