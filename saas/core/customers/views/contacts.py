"""The ways to reach a customer, and their identity number."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from saas.core.customers.models import ContactPoint
from saas.core.customers.operations import (
    add_contact_point,
    edit_contact_point,
    remove_contact_point,
    set_contact_status,
    set_id_document,
    set_primary,
)
from saas.core.customers.permissions import WRITE
from saas.core.customers.queries import visible_customer
from saas.core.customers.queries.details import masked_contact
from saas.core.customers.schemas import ContactEditSchema, ContactSchema, DocumentSchema
from saas.core.customers.values import NewContact
from saas.core.customers.views.blueprint import back_to, pages
from saas.platform.database import load
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, read_form, render, tell


@pages.route("/<int:customer_id>/contacts/new", methods=["GET", "POST"])
@requires(WRITE)
def add_contact(customer_id: int) -> AnyResponse:
    """A further number, e-mail or address."""
    customer = visible_customer(customer_id, WRITE)
    error: Invalid | None = None
    if request.method == "POST":
        try:
            add_contact_point(customer_id, NewContact(**read_form(ContactSchema, request)))
            tell(_("Contact saved"))
            return back_to(customer_id)
        except Invalid as refused:
            error = refused
        except Conflict as refused:
            error = Invalid("value", refused.message)
    form = Form(ContactSchema, {"kind": "phone"}, error=error)
    return render(
        "customers/contact.html", status=422 if error else 200, form=form, customer=customer, point=None
    )


@pages.route("/<int:customer_id>/contacts/<int:point_id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit_contact(customer_id: int, point_id: int) -> AnyResponse:
    """Another value, remark or state; the present value stays masked."""
    customer = visible_customer(customer_id, WRITE)
    point = _point(customer_id, point_id)
    error: Invalid | None = None
    version = form_version() if request.method == "POST" else point.row_version
    if request.method == "POST":
        try:
            _change(point, read_form(ContactEditSchema, request))
            tell(_("Contact saved"))
            return back_to(customer_id)
        except Invalid as refused:
            error = refused
        except Conflict as refused:
            # Seen now: the form carries on with the stored row's version.
            error, version = Invalid("", refused.message), point.row_version
    form = Form(
        ContactEditSchema,
        {"label": point.label, "is_primary": point.is_primary, "status": point.status.value},
        error=error,
        version=version,
    )
    return render(
        "customers/contact.html",
        status=422 if error else 200,
        form=form,
        customer=customer,
        point=point,
        masked=masked_contact(point.tail),
    )


def _change(point: ContactPoint, typed: dict[str, Any]) -> None:
    contact = NewContact(
        kind=point.kind,
        value=typed["value"] or point.value,
        label=typed["label"],
        is_primary=typed["is_primary"],
    )
    edit_contact_point(point.id, contact, version=form_version() or 0)
    if not typed["value"]:
        set_contact_status(point.id, typed["status"])


@pages.post("/<int:customer_id>/contacts/<int:point_id>/primary")
@requires(WRITE)
def make_primary(customer_id: int, point_id: int) -> AnyResponse:
    """Let a contact be the first choice of its kind."""
    visible_customer(customer_id, WRITE)
    set_primary(_point(customer_id, point_id).id)
    return back_to(customer_id)


@pages.post("/<int:customer_id>/contacts/<int:point_id>/remove")
@requires(WRITE)
def remove_contact(customer_id: int, point_id: int) -> AnyResponse:
    """Take a contact away."""
    visible_customer(customer_id, WRITE)
    remove_contact_point(_point(customer_id, point_id).id)
    tell(_("Contact removed"))
    return back_to(customer_id)


@pages.route("/<int:customer_id>/document", methods=["GET", "POST"])
@requires(WRITE)
def document(customer_id: int) -> AnyResponse:
    """The identity number."""
    customer = visible_customer(customer_id, WRITE)
    error: Invalid | None = None
    if request.method == "POST":
        try:
            set_id_document(customer_id, read_form(DocumentSchema, request)["number"])
            tell(_("Identity number saved"))
            return back_to(customer_id)
        except Invalid as refused:
            error = refused
    form = Form(DocumentSchema, error=error)
    return render("customers/document.html", status=422 if error else 200, form=form, customer=customer)


def _point(customer_id: int, point_id: int) -> ContactPoint:
    point = load(ContactPoint, point_id)
    if point.customer_id != customer_id:
        raise NotFound(_("This does not exist, or no longer."))
    return point
