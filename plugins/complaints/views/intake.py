"""The form by which customers file a complaint themselves; nobody signs in, and nobody is told who is on record."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.links import case_link
from plugins.complaints.models import Case, Channel
from plugins.complaints.operations import (
    BY_CUSTOMERS,
    CaseDetails,
    file_case,
    store_taking_complaints,
    stores_taking_complaints,
)
from plugins.complaints.own_page import case_of_link
from plugins.complaints.public_schemas import TRAP, ComplaintIntakeSchema
from plugins.complaints.views.blueprint import public
from saas.plugin_api import (
    DomainError,
    Form,
    Invalid,
    NotFound,
    Store,
    WhenDown,
    _,
    bind_customer,
    hit,
    load,
    open_to_all,
    read_form,
    render,
    session,
)

FILED = (20, 3600)
"""How many complaints one address may file with a group, and in how many seconds; a store's own network is one address."""
SENT_BEFORE = "idempotency_key_reused"


@public.get("/", endpoint="stores")
@open_to_all("It names the stores that take complaints, and nothing of anybody.")
def choose_store() -> AnyResponse:
    """Which store it is about; where only one takes complaints, its form."""
    stores, by = stores_taking_complaints(), _channel()
    if not stores:
        abort(404)
    if len(stores) == 1:
        return redirect(url_for("complaints_public.intake", code=stores[0].code, by=by.value))
    return render("complaints/public_stores.html", stores=stores, group=g.tenant, by=by.value)


@public.get("/store/<code>", endpoint="intake")
def show(code: str) -> Response:
    """The form of a store."""
    return _page(_open(code), Form(ComplaintIntakeSchema, {"by": _channel().value}))


@public.post("/store/<code>", endpoint="file")
def file(code: str) -> AnyResponse:
    """Register the complaint, once, and thank."""
    store = _open(code)
    bind_customer(None)
    try:
        with session().begin_nested():
            case = _filed(store)
    except Invalid as error:
        return _page(store, Form(ComplaintIntakeSchema, error=error), status=422)
    except DomainError as error:
        return _not_taken(store, error)
    return redirect(url_for("complaints_public.received", token=case.link_token), 303)


@public.get("/received/<token>", endpoint="received")
def thank(token: str) -> Response:
    """Thanks, the number, and until when the customer hears."""
    case = _linked(token)
    return render(
        "complaints/public_received.html",
        case=case,
        store=load(Store, case.store_id),
        group=g.tenant,
        link=case_link(token),
    )


def _filed(store: Store) -> Case:
    typed = read_form(ComplaintIntakeSchema, request)
    if typed.pop(TRAP):
        # People are told, too: a browser that fills in what nobody sees must not cost them their complaint.
        raise Invalid(
            "", _("Not sent yet: a field that nobody sees was filled in. Please send it once more.")
        )
    hit("complaints_filed", request.remote_addr or "", *FILED, when_down=WhenDown.COUNT_HERE)
    channel = typed.pop("by")
    return file_case(store.code, CaseDetails(**typed), channel)


def _not_taken(store: Store, error: DomainError) -> Response:
    """What was typed stays in the form, beside why it was not taken."""
    if error.code == SENT_BEFORE:
        # Somebody went back and changed what they had sent: it may be sent as another complaint, under an id of its own.
        again = Form(ComplaintIntakeSchema, request.form.to_dict())
        return _page(store, again, status=error.status, sent_before=True)
    return _page(store, Form(ComplaintIntakeSchema, error=Invalid("", error.message)), status=error.status)


def _page(store: Store, form: Form, *, status: int = 200, **more: Any) -> Response:
    return render(
        "complaints/public_form.html",
        status=status,
        store=store,
        group=g.tenant,
        form=form,
        trap=TRAP,
        **more,
    )


def _channel() -> Channel:
    asked = request.args.get("by", "")
    return Channel(asked) if asked in BY_CUSTOMERS else Channel.WEB


def _open(code: str) -> Store:
    try:
        return store_taking_complaints(code)
    except NotFound:
        # An address that is not there, whether it never was, is switched off, or is another group's.
        abort(404)


def _linked(token: str) -> Case:
    try:
        return case_of_link(token)
    except NotFound:
        abort(404)
