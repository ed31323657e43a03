"""Add and edit customers; of two who edit at once, the second sees both versions and loses nothing."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from saas.core.customers.models import (
    CandidateStatus,
    ContactKind,
    Customer,
    CustomerKind,
    DuplicateCandidate,
    Gender,
)
from saas.core.customers.operations import (
    change_lifecycle,
    create_customer,
    edit_customer,
    mark_verified,
    settle_candidate,
)
from saas.core.customers.operations.customers import details_of
from saas.core.customers.permissions import READ, WRITE
from saas.core.customers.queries import visible_customer
from saas.core.customers.schemas import CustomerSchema, LifecycleSchema, NewCustomerSchema
from saas.core.customers.values import CustomerDetails, NewContact
from saas.core.customers.views.blueprint import Choices, back_to, pages, place_choices
from saas.core.customers.words import FIELDS, GENDERS, KINDS
from saas.platform.clock import today
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Invalid, NotFound, VersionConflict
from saas.platform.i18n import _
from saas.platform.permissions import require, requires
from saas.platform.web import Form, FormParts, form_version, read_form, render, tell
from saas.platform.web.filters import display_zone

FORM_SLOT = "core.customer_form"
FORM = "customer-form"
"""The form's id on the pages."""


@pages.route("/new", methods=["GET", "POST"])
@requires(WRITE)
def new() -> AnyResponse:
    """A new customer with their first number."""
    error: Invalid | None = None
    known: int | None = None
    parts = FormParts(slot=FORM_SLOT)
    if request.method == "POST":
        try:
            return _created(parts)
        except Invalid as refused:
            error = refused
        except Conflict as refused:
            error = Invalid("phone", refused.message)
            known = _visible_id(refused.current.get("customer_id"))
    form = Form(NewCustomerSchema, _start(), error=error, choices=place_choices())
    status = 422 if error else 200
    return render("customers/new.html", status=status, form=form, known=known, parts=parts.views(error))


def _created(parts: FormParts) -> AnyResponse:
    typed = parts.read(NewCustomerSchema)
    phone = typed.pop("phone", "")
    contacts = [NewContact(kind=ContactKind.PHONE, value=phone)] if phone else []
    require(WRITE, store_id=typed["store_id"], owner_id=typed["owner_id"])
    try:
        with session().begin_nested():
            customer = create_customer(CustomerDetails(**typed), contacts)
            parts.save(customer.id)
    except Invalid as refused:
        if "value" in refused.fields:
            raise Invalid("phone", refused.message) from None
        raise
    tell(_("Customer saved"))
    return parts.answer(back_to(customer.id), FORM)


@pages.route("/<int:customer_id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit(customer_id: int) -> AnyResponse:
    """A customer's own data."""
    customer = visible_customer(customer_id, WRITE)
    parts = FormParts(slot=FORM_SLOT, object_id=customer_id)
    if request.method == "GET":
        return _edit_page(customer, parts)
    try:
        with session().begin_nested():
            typed = parts.read(CustomerSchema)
            require(WRITE, store_id=typed["store_id"], owner_id=typed["owner_id"])
            edit_customer(customer_id, CustomerDetails(**typed), version=form_version() or 0)
            parts.save(customer_id)
    except Invalid as refused:
        return _edit_page(customer, parts, error=refused)
    except VersionConflict as refused:
        error = Invalid("", refused.message)
        return _edit_page(customer, parts, error=error, mine=typed, theirs=refused.current)
    tell(_("Customer saved"))
    return parts.answer(back_to(customer_id), FORM)


def _edit_page(
    customer: Customer,
    parts: FormParts,
    *,
    error: Invalid | None = None,
    mine: dict[str, Any] | None = None,
    theirs: dict[str, object] | None = None,
) -> AnyResponse:
    choices = place_choices()
    both = _both(mine, theirs, choices) if mine is not None and theirs is not None else []
    # After a conflict the form holds what was typed and the version that was just shown: saving again is a decision.
    version = form_version() if error and not both else customer.row_version
    form = Form(CustomerSchema, details_of(customer), error=error, choices=choices, version=version)
    status = 409 if both else (422 if error else 200)
    views = parts.views(error)
    return render("customers/edit.html", status=status, form=form, customer=customer, both=both, parts=views)


def _both(
    mine: dict[str, Any], theirs: dict[str, object], choices: dict[str, Choices]
) -> list[tuple[str, str, str]]:
    return [
        (str(label), _word(name, mine.get(name), choices), _word(name, theirs.get(name), choices))
        for name, label in FIELDS.items()
    ]


def _word(name: str, value: object, choices: dict[str, Choices]) -> str:
    if isinstance(value, CustomerKind):
        return str(KINDS[value])
    if isinstance(value, Gender):
        return str(GENDERS[value])
    if name in choices and value is not None:
        return str(dict(choices[name]).get(str(value), value))
    return "" if value is None else str(value)


@pages.route("/<int:customer_id>/lifecycle", methods=["GET", "POST"])
@requires(WRITE)
def lifecycle(customer_id: int) -> AnyResponse:
    """Another state of life."""
    customer = visible_customer(customer_id, WRITE)
    error: Invalid | None = None
    if request.method == "POST":
        try:
            typed = read_form(LifecycleSchema, request)
            change_lifecycle(customer_id, typed["lifecycle"], on=typed["on"], reason=typed["reason"])
            tell(_("Customer saved"))
            return back_to(customer_id)
        except Invalid as refused:
            error = refused
        except Conflict as refused:
            error = Invalid("lifecycle", refused.message)
    values = {"lifecycle": customer.lifecycle.value, "on": today(display_zone()).isoformat()}
    form = Form(LifecycleSchema, values, error=error)
    return render("customers/lifecycle.html", status=422 if error else 200, form=form, customer=customer)


@pages.post("/<int:customer_id>/verified")
@requires(WRITE)
def verified(customer_id: int) -> AnyResponse:
    """The contact data were confirmed with the customer."""
    visible_customer(customer_id, WRITE)
    mark_verified(customer_id)
    tell(_("Noted: the contact data are confirmed."))
    return back_to(customer_id)


@pages.post("/<int:customer_id>/duplicates/<int:candidate_id>/distinct")
@requires(WRITE)
def distinct(customer_id: int, candidate_id: int) -> AnyResponse:
    """Two customers are not the same."""
    visible_customer(customer_id, WRITE)
    candidate = load(DuplicateCandidate, candidate_id)
    if customer_id not in (candidate.first_id, candidate.second_id):
        raise NotFound(_("This does not exist, or no longer."))
    settle_candidate(candidate_id, CandidateStatus.DISTINCT)
    tell(_("Noted: these are two customers."))
    return back_to(customer_id)


def _start() -> dict[str, object]:
    return {"store_id": request.args.get("store_id", type=int), "kind": "person", "gender": "unknown"}


def _visible_id(customer_id: object) -> int | None:
    """The customer to lead to, unless out of reach."""
    try:
        return visible_customer(customer_id, READ).id if isinstance(customer_id, int) else None
    except NotFound:
        return None
