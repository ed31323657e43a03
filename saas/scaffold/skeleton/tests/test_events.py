# file: event
"""What happens after a note was written: of those that say the same only the newest stays open."""

from __future__ import annotations

from collections.abc import Callable

from saas.plugin_api import load, session
from saas.testing.factories.groups import Group, Person
from sqlalchemy import select

from aftercare_plugname.events import NoteAdded
from aftercare_plugname.models import Note
from aftercare_plugname.operations import add_note
from aftercare_plugname.queries import group_day
from aftercare_plugname.subscribers import note_added

from .conftest import Transaction


def test_newer_note_replaces_the_older_one_that_says_the_same(
    db: Transaction, tenant: Group, manager: Person, customer_id: int, run_jobs: Callable[[int], int]
) -> None:
    with db(manager):
        texts = ("same", "other", "same")
        made = [add_note(customer_id, text, due_on=group_day()).id for text in texts]

    run_jobs(tenant.id)

    with db():
        is_open = session().scalars(select(Note.id).where(Note.done_at.is_(None)).order_by(Note.id)).all()
    assert is_open == made[1:]


def test_note_is_told_to_others(
    db: Transaction, manager: Person, customer_id: int, outbox: Callable[[str], list[object]]
) -> None:
    with db(manager):
        add_note(customer_id, "Call back")
    assert len(outbox(NoteAdded.name)) == 1


def test_event_delivered_twice_changes_nothing_more(
    db: Transaction, manager: Person, customer_id: int
) -> None:
    with db(manager):
        older, newer = (add_note(customer_id, "same", due_on=group_day()).id for _ in range(2))
    versions = []
    for _ in range(2):
        with db():
            note_added(NoteAdded(note_id=newer, customer_id=customer_id))
        with db():
            versions.append((load(Note, older).done_at, load(Note, newer).done_at))
    assert versions[0][0] is not None
    assert versions[0] == versions[1]
