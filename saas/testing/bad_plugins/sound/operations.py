"""What is done with notes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from saas.plugin_api import Customer, current_tenant, load, publish, record, session

from .events import NoteDone
from .models import Note

SOME = 1
"""Notes that are finished at a time: so few that a place with two has a middle."""


def notes(customer_id: int | None = None) -> Sequence[Note]:
    """The notes, of one customer if given."""
    statement = select(Note).where(Note.tenant_id == current_tenant()).order_by(Note.id).limit(50)
    if customer_id is not None:
        statement = statement.where(Note.customer_id == customer_id)
    return session().scalars(statement).all()


def count_open() -> int:
    """How many are not done."""
    mine = (Note.tenant_id == current_tenant(), Note.done.is_(False))
    return session().scalar(select(func.count()).select_from(Note).where(*mine)) or 0


def add(*, customer_id: int, code: str, body: str) -> Note:
    """Write a note on a customer."""
    note = Note(customer_id=load(Customer, customer_id).id, code=code, body=body)
    session().add(note)
    session().flush()
    return note


def finish(note_id: int) -> Note:
    """Note it as done; once."""
    note = load(Note, note_id)
    if not note.done:
        note.done = True
        publish(NoteDone(note_id=note.id))
        record("sound.note.done", "sound_note", note.id)
    return note


def hear(note_id: int) -> None:
    """Note that it was heard."""
    load(Note, note_id).heard = 1


def finish_some(last: int) -> Sequence[Note]:
    """Note the next ones as done that are open; none when there is none any more. last: the id after which to look."""
    mine = (Note.tenant_id == current_tenant(), Note.done.is_(False), Note.id > last)
    found = session().scalars(select(Note).where(*mine).order_by(Note.id).limit(SOME)).all()
    for note in found:
        note.done = True
    return found
