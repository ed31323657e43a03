# file: api
"""The API: the same operations and queries as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.plugin_api import ApiBlueprint, Page, _l, listed, page_of, requires

from aftercare_plugname.models import Note
from aftercare_plugname.operations import add_note, finish_note
from aftercare_plugname.permissions import READ, WRITE
from aftercare_plugname.queries import notes_page
from aftercare_plugname.schemas import PlugclassNoteOut, PlugclassNoteQuery, PlugclassNoteSchema

api = ApiBlueprint(
    "plugname",
    "aftercare_plugname",
    description=_l("Plugtitle"),
)


@api.get("/notes")
@api.arguments(PlugclassNoteQuery, location="query")
@api.response(200, page_of(PlugclassNoteOut))
@requires(READ)
def list_notes(query: dict[str, Any]) -> dict[str, object]:
    """List notes, the newest first."""
    page = notes_page(**query)
    return listed(Page(rows=[row.Note for row in page.rows], after=page.after, before=page.before))


@api.post("/notes")
@api.arguments(PlugclassNoteSchema)
@api.response(201, PlugclassNoteOut)
@requires(WRITE)
def add(body: Mapping[str, Any]) -> Note:
    """Write a note."""
    return add_note(**body)


@api.post("/notes/<int:note_id>/finish")
@api.response(200, PlugclassNoteOut)
@requires(WRITE)
def finish(note_id: int) -> Note:
    """Tick a note off."""
    return finish_note(note_id)
