# file: pages
"""The pages: the list, and writing a note."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from marshmallow import Schema
from saas.plugin_api import (
    Form,
    GroupPages,
    Invalid,
    _,
    _l,
    allowed,
    read_form,
    render,
    requires,
    session,
    tell,
    visible_customer,
)
from werkzeug.wrappers import Response as AnyResponse

from aftercare_plugname.operations import add_note, finish_note
from aftercare_plugname.permissions import READ, WRITE
from aftercare_plugname.queries import group_day, notes_page
from aftercare_plugname.schemas import PlugclassNoteSchema

TABS = {"open": _l("Open"), "done": _l("Done")}

pages = GroupPages("plugname", "aftercare_plugname", path="x/plugname")


@pages.get("/")
@requires(READ)
def notes() -> Response:
    """The notes within reach, the newest first."""
    tab = "done" if request.args.get("tab") == "done" else "open"
    after, before = request.args.get("after"), request.args.get("before")
    page = notes_page(done=tab == "done", after=after, before=before)
    return render(
        "plugname/notes.html",
        page=page,
        tab=tab,
        tabs=TABS,
        today=group_day(),
        may_write=allowed(WRITE),
    )


@pages.get("/new")
@requires(WRITE)
def new() -> Response:
    """The form of a new note, of the customer whose page it was opened from."""
    return _form(request.args.get("customer_id", type=int))


@pages.post("/new", endpoint="add")
@requires(WRITE)
def add() -> AnyResponse:
    """Write it down."""
    try:
        with session().begin_nested():
            note = add_note(**read_form(PlugclassNoteSchema, request))
    except Invalid as error:
        return _form(request.form.get("customer_id", type=int), error)
    tell(_("The note was saved."))
    return redirect(url_for("customers.show", customer_id=note.customer_id), 303)


@pages.post("/<int:note_id>/finish")
@requires(WRITE)
def finish(note_id: int) -> AnyResponse:
    """Tick it off."""
    finish_note(note_id)
    tell(_("The note was ticked off."))
    return redirect(url_for("plugname.notes"), 303)


def _form(customer_id: int | None, error: Invalid | None = None) -> Response:
    customer = visible_customer(customer_id, WRITE) if customer_id else None
    values: dict[str, Any] = {"customer_id": customer_id}
    form = Form(_schema(known=customer is not None), values, error=error)
    return render("plugname/new.html", status=422 if error else 200, form=form, customer=customer)


def _schema(*, known: bool) -> Schema:
    """With a picker of the customer where the page was not opened from one."""
    schema = PlugclassNoteSchema()
    if not known:
        field = schema.load_fields["customer_id"]
        field.metadata = {"label": _("Customer"), "widget": "picker", "url": url_for("customers.pick")}
    return schema
