# file: event
"""What happens after a note was written: of those that say the same only the newest stays open."""

from __future__ import annotations

from collections.abc import Callable

from saas.plugin_api import load, session
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from sqlalchemy import select

from aftercare_plugname.events import NoteAdded
from aftercare_plugname.models import Note
from aftercare_plugname.operations import add_note
from aftercare_plugname.queries import group_day
from aftercare_plugname.subscribers import note_added

from .conftest import House


def test_newer_note_replaces_the_older_one_that_says_the_same(
    house: House, run_jobs: Callable[[int], int]
) -> None:
    with inside(house.group.id, as_member(house.manager)):
        texts = ("same", "other", "same")
        made = [add_note(house.customer_id, text, due_on=group_day()).id for text in texts]

    run_jobs(house.group.id)

    with inside(house.group.id):
        is_open = session().scalars(select(Note.id).where(Note.done_at.is_(None)).order_by(Note.id)).all()
    assert is_open == made[1:]


def test_event_delivered_twice_changes_nothing_more(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        older, newer = (add_note(house.customer_id, "same", due_on=group_day()).id for _ in range(2))
    versions = []
    for _ in range(2):
        with inside(house.group.id):
            note_added(NoteAdded(note_id=newer, customer_id=house.customer_id))
        with inside(house.group.id):
            versions.append((load(Note, older).done_at, load(Note, newer).done_at))
    assert versions[0][0] is not None
    assert versions[0] == versions[1]
