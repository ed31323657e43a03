"""Pages, API and parts of other pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response as AnyResponse

from saas.plugin_api import (
    ApiBlueprint,
    Fact,
    FactSource,
    GroupPages,
    NavItem,
    Panel,
    Rendered,
    SlotContext,
    Widget,
    _,
    _l,
    load,
    read_form,
    render,
    requires,
)

from . import operations
from .models import Note
from .rights import READ, WRITE

PACKAGE = __name__.rpartition(".")[0]
pages = GroupPages("sound", PACKAGE, path="x/sound")
api = ApiBlueprint("sound", PACKAGE, description=_l("Notes"))


class NoteIn(Schema):
    """What is written down."""

    body = fields.String(
        required=True, validate=validate.Length(min=1, max=1000), metadata={"label": _l("Note")}
    )


class NewNote(NoteIn):
    """A note on a customer."""

    customer_id = fields.Integer(required=True)
    code = fields.String(required=True, validate=validate.Length(min=1, max=40))


class NoteOut(Schema):
    """A note."""

    id = fields.Integer()
    body = fields.String()


@pages.get("/", endpoint="notes")
@requires(READ)
def show_notes() -> Response:
    """All notes."""
    return render("sound/notes.html", notes=operations.notes())


@pages.get("/<int:note_id>", endpoint="note")
@requires(READ)
def show_note(note_id: int) -> Response:
    """One note."""
    return render("sound/note.html", note=load(Note, note_id))


@pages.post("/<int:note_id>", endpoint="change")
@requires(WRITE)
def change(note_id: int) -> AnyResponse:
    """Write something else."""
    note = load(Note, note_id)
    note.body = read_form(NoteIn, request)["body"]
    return redirect(url_for("sound.note", note_id=note_id), 303)


@pages.post("/<int:note_id>/done", endpoint="finish")
@requires(WRITE)
def finish(note_id: int) -> AnyResponse:
    """Note it as done."""
    operations.finish(note_id)
    return redirect(url_for("sound.notes"))


@pages.post("/<int:note_id>/link", endpoint="make_link")
@requires(WRITE)
def make_link(note_id: int) -> Response:
    """A link to the note for somebody without a sign-in, shown this once."""
    return render("sound/link.html", token=operations.make_link(note_id))


@api.get("/notes")
@api.response(200, NoteOut(many=True))
@requires(READ)
def list_notes() -> Any:
    """List notes."""
    return operations.notes()


@api.post("/notes")
@api.arguments(NewNote)
@api.response(201, NoteOut)
@requires(WRITE)
def add_note(body: Mapping[str, Any]) -> Note:
    """Write a note."""
    return operations.add(**body)


def _panel(context: SlotContext) -> Rendered:
    return _listed(operations.notes(context.object_id))


def _listed(found: Sequence[Note]) -> Rendered:
    if not found:
        return Rendered(empty=_l("No note yet"))
    return Rendered(template="sound/panel.html", context={"notes": found})


def _widget() -> Rendered:
    return _listed(operations.notes())


def _facts(context: SlotContext) -> Sequence[Fact]:
    found = operations.notes(context.object_id)
    return [Fact(text=_("%(count)s notes", count=len(found)))] if found else []


PANELS = [Panel(key="notes", slot="core.customer", title=_l("Notes"), render=_panel, permission=READ)]
WIDGETS = [Widget(key="notes", title=_l("Notes"), render=_widget, permission=READ)]
FACTS = [FactSource(key="count", slot="core.customer", facts=_facts, permission=READ)]
NAV = [
    NavItem(
        key="notes",
        label=_l("Notes"),
        endpoint="sound.notes",
        icon="puzzle",
        permission=READ,
        badge=operations.count_open,
    )
]
