"""Record what a customer says about being contacted, from their page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from saas.core.customers.models import Customer
from saas.core.customers.queries import visible_customer
from saas.core.privacy.operations import block_contact, record_consent, unblock_contact
from saas.core.privacy.permissions import UNBLOCK, WRITE
from saas.core.privacy.queries import active_blocks
from saas.core.privacy.schemas import BlockSchema, ConsentSchema, UnblockSchema
from saas.core.privacy.views.blueprint import pages
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, read_form, render, tell


@pages.route("/customers/<int:customer_id>/consent", methods=["GET", "POST"])
@requires(WRITE)
def consent(customer_id: int) -> AnyResponse:
    """Agreement or refusal of one purpose."""
    customer = visible_customer(customer_id, WRITE)

    def act(typed: dict[str, Any]) -> None:
        record_consent(customer_id, **typed, evidence={"kind": "page"})

    start = {"channel": "any"}
    return _form_page(ConsentSchema, start, act, customer, _("What %(name)s said", name=customer.name))


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
) -> AnyResponse:
    error: Invalid | None = None
    back = url_for("customers.show", customer_id=customer.id)
    if request.method == "POST":
        try:
            act(read_form(schema, request))
        except Invalid as refused:
            error = refused
        else:
            tell(_("Recorded; it holds from now on."))
            return redirect(back, 303)
    form = Form(schema, start, error=error)
    return render(
        "privacy/form.html",
        status=422 if error else 200,
        form=form,
        title=title,
        customer=customer,
        back=back,
    )
