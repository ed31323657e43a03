"""Registering a complaint and completing what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.models import Case, Channel
from plugins.complaints.operations import CaseDetails, NewCase, edit_case, register_case
from plugins.complaints.permissions import CREATE, WRITE
from plugins.complaints.queries import case_row, reachable_task, vehicles_of
from plugins.complaints.schemas import ComplaintDetailsSchema, ComplaintReceivedFormSchema
from plugins.complaints.views.blueprint import Choices, category_choices, differences, pages
from saas.plugin_api import (
    Conflict,
    Customer,
    Form,
    Invalid,
    Store,
    _,
    active_members_with,
    allowed,
    form_version,
    load,
    open_stores,
    read_form,
    render,
    requires,
    session,
    tell,
    visible_customer,
)

READ_CUSTOMER = "customers.customer:read"
OF_THE_HOUSE = "organisation.employee:read"
"""What everybody has who works in the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whence a complaint comes: the customer, and the call in which it was heard."""

    customer: Customer | None = None
    task_id: int | None = None
    vehicle_id: int | None = None
    store_id: int | None = None

    @property
    def channel(self) -> Channel | None:
        """How it was heard, as far as that is known."""
        return Channel.FOLLOWUP_CALL if self.task_id else None


@pages.get("/new")
@requires(CREATE)
def new() -> Response:
    """The form of a new complaint, filled in from the customer or the call."""
    origin = _origin(request.args)
    return _form(origin)


@pages.post("/new", endpoint="register")
@requires(CREATE)
def register() -> AnyResponse:
    """Register it and show it."""
    origin = _origin(request.form)
    try:
        with session().begin_nested():
            case = register_case(_read(origin))
    except Invalid as error:
        return _form(origin, error)
    tell(_("Complaint %(number)s was registered.", number=case.document_no))
    return redirect(url_for("complaints.case", case_id=case.id), 303)


def _origin(given: Mapping[str, str]) -> Origin:
    # Who may not see the customer or the task gets the answer of one that does not exist.
    task_id, customer_id = _number(given.get("task_id")), _number(given.get("customer_id"))
    if task_id is not None:
        task = reachable_task(task_id)
        customer = load(Customer, task.customer_id)
        return Origin(customer=customer, task_id=task.id, vehicle_id=task.vehicle_id, store_id=task.store_id)
    if customer_id is not None:
        customer = visible_customer(customer_id, READ_CUSTOMER)
        return Origin(customer=customer, store_id=customer.store_id)
    return Origin()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _read(origin: Origin) -> NewCase:
    typed = read_form(ComplaintReceivedFormSchema, request)
    _check_vehicle(typed["vehicle_id"], origin.customer.id if origin.customer else None)
    received = typed["received_at"]
    if received is not None:
        store = next((one for one in open_stores() if one.id == typed["store_id"]), None)
        received = received.replace(tzinfo=ZoneInfo(store.timezone if store else "UTC"))
    return NewCase(
        store_id=typed["store_id"],
        channel=typed["channel"],
        customer_id=origin.customer.id if origin.customer else None,
        task_id=origin.task_id,
        received_at=received,
        details=CaseDetails.from_input(typed),
    )


def _check_vehicle(vehicle_id: int | None, customer_id: int | None, now: int | None = None) -> None:
    offered = [one for one, _name in vehicles_of(customer_id)] if customer_id else []
    if vehicle_id is not None and vehicle_id not in (*offered, now):
        raise Invalid("vehicle_id", _("Choose one of the customer's vehicles."))


def _form(origin: Origin, error: Invalid | None = None) -> Response:
    customer_id = origin.customer.id if origin.customer else None
    stores = [(str(store.id), store.name) for store in open_stores() if allowed(CREATE, store_id=store.id)]
    only = stores[0][0] if len(stores) == 1 else None
    values = {
        "severity": 2,
        "customer_id": customer_id,
        "task_id": origin.task_id,
        "vehicle_id": origin.vehicle_id,
        "store_id": origin.store_id or only,
        "channel": origin.channel,
    }
    choices = {"store_id": stores, **_choices(customer_id)}
    form = Form(_schema(origin), values, error=error, choices=choices)
    return render("complaints/new.html", status=422 if error else 200, form=form, customer=origin.customer)


def _schema(origin: Origin) -> Schema:
    """With a picker of the customer where nothing says yet who complains."""
    schema = ComplaintReceivedFormSchema()
    if origin.customer is None and allowed(READ_CUSTOMER):
        schema.load_fields["customer_id"].metadata = {
            "label": _("Customer"),
            "widget": "picker",
            "url": url_for("customers.pick"),
        }
    return schema


def _choices(customer_id: int | None, *, category_id: int | None = None) -> dict[str, Choices]:
    vehicles = vehicles_of(customer_id) if customer_id else []
    return {
        "category_id": category_choices(category_id),
        "vehicle_id": [(str(one), name) for one, name in vehicles],
        "concerned_id": [(str(one), name) for one, name in active_members_with(OF_THE_HOUSE)],
    }


@pages.get("/<int:case_id>/edit")
@requires(WRITE)
def edit(case_id: int) -> Response:
    """The form of what the complaint says."""
    return _edit_form(case_row(case_id).Case)


@pages.post("/<int:case_id>/edit", endpoint="change")
@requires(WRITE)
def change(case_id: int) -> AnyResponse:
    """Save what was completed or corrected."""
    case: Case = case_row(case_id).Case
    try:
        with session().begin_nested():
            typed = read_form(ComplaintDetailsSchema, request)
            _check_vehicle(typed["vehicle_id"], case.customer_id, case.vehicle_id)
            edit_case(case_id, CaseDetails.from_input(typed), version=form_version() or 0)
    except Invalid as error:
        return _edit_form(case, error)
    except Conflict as error:
        return _edit_form(case, Invalid("", error.message), status=409)
    tell(_("The complaint was saved."))
    return redirect(url_for("complaints.case", case_id=case_id), 303)


def _edit_form(case: Case, error: Invalid | None = None, *, status: int = 422) -> Response:
    session().refresh(case)
    choices = _choices(case.customer_id, category_id=case.category_id)
    # After a conflict both versions are shown, and saving again is a decision.
    version = form_version() if error and status != 409 else case.row_version
    form = Form(ComplaintDetailsSchema, _stored(case), error=error, choices=choices, version=version)
    return render(
        "complaints/edit.html",
        status=status if error else 200,
        form=form,
        case=case,
        store=load(Store, case.store_id),
        differences=differences(form, _stored(case)) if status == 409 else (),
    )


def _stored(case: Case) -> dict[str, Any]:
    names = [name for name in ComplaintDetailsSchema().fields if name != "complainant_phone"]
    return {name: getattr(case, name) for name in names}
