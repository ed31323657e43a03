"""What is done with notes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from flask import abort
from sqlalchemy import func, select

from saas.plugin_api import Customer, current_tenant, load, now, publish, record, session

from .events import NoteDone
from .models import Note

LINKS_LAST = timedelta(days=30)
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


def make_link(note_id: int) -> str:
    """The token of a new link to a note, instead of an older one; only its hash is kept."""
    note = load(Note, note_id)
    token = secrets.token_urlsafe(32)
    note.link_hash, note.link_until = _hashed(token), now() + LINKS_LAST
    return token


def linked(token: str) -> Note:
    """The note of a link; answers like what is not there for one that is unknown, used or too old."""
    mine = (Note.tenant_id == current_tenant(), Note.link_hash == _hashed(token), Note.link_until > now())
    note = session().scalars(select(Note).where(*mine)).one_or_none()
    return note or abort(404)


def use_link(token: str) -> None:
    """Note it as done, once; answers like `linked`."""
    note = linked(token)
    note.done, note.link_hash = True, ""


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


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
