"""What changes notes: each verb checks, changes, tells others and writes it down. The commit comes once, at the end."""

from __future__ import annotations

from datetime import date, timedelta

from saas.plugin_api import (
    Invalid,
    _,
    current_tenant,
    load_for_change,
    now,
    publish,
    record,
    session,
    settings,
    visible_customer,
)
from sqlalchemy import update

from aftercare_plugname.events import NoteAdded
from aftercare_plugname.models import Note
from aftercare_plugname.permissions import WRITE
from aftercare_plugname.queries import group_day
from aftercare_plugname.settings import NoteSettings

# >>> job
FORGOTTEN_DAYS = 90
"""Days after its day from which on an open note counts as forgotten."""
# <<<


def add_note(customer_id: int, text: str, due_on: date | None = None) -> Note:
    """Write a note on a customer; raises NotFound for one out of reach, Invalid for a day that has passed."""
    customer = visible_customer(customer_id, WRITE)
    if due_on is not None and due_on < group_day():
        raise Invalid("due_on", _("This day has passed."))
    # >>> settings
    if due_on is None:
        due_on = _usual_day()
    # <<<
    note = Note(customer_id=customer.id, text=text, due_on=due_on)
    session().add(note)
    session().flush()
    record("plugname.note.added", "plugname_note", note.id)
    # >>> event
    publish(NoteAdded(note_id=note.id, customer_id=customer.id))
    # <<<
    return note


def finish_note(note_id: int) -> Note:
    """Tick a note off; a second time changes nothing. Raises NotFound for one out of reach."""
    note = load_for_change(Note, note_id)
    visible_customer(note.customer_id, WRITE)
    if note.done_at is None:
        note.done_at = now()
        record("plugname.note.finished", "plugname_note", note.id)
    return note


# >>> job
def close_forgotten() -> int:
    """Tick off the notes whose day passed long ago; how many these were. Set-based, and twice does it once."""
    found = session().scalars(
        update(Note)
        .where(
            Note.tenant_id == current_tenant(),
            Note.done_at.is_(None),
            Note.due_on < group_day() - timedelta(days=FORGOTTEN_DAYS),
        )
        .values(done_at=now())
        .returning(Note.id)
        .execution_options(synchronize_session=False)
    )
    count = len(found.all())
    if count:
        detail = {"count": count}
        record("plugname.note.closed_forgotten", "plugname_note", None, detail=detail)
    return count


# <<<
# >>> event
def replace_older(note_id: int, customer_id: int) -> int:
    """Tick off the customer's older open notes that say the same; how many these were. Twice does it once."""
    newest = session().get(Note, (current_tenant(), note_id))
    if newest is None:
        return 0
    found = session().scalars(
        update(Note)
        .where(
            Note.tenant_id == current_tenant(),
            Note.customer_id == customer_id,
            Note.id < newest.id,
            Note.text == newest.text,
            Note.done_at.is_(None),
        )
        .values(done_at=now())
        .returning(Note.id)
        .execution_options(synchronize_session=False)
    )
    return len(found.all())


# <<<
# >>> settings
def _usual_day() -> date | None:
    days = NoteSettings.of_group().due_days
    return group_day() + timedelta(days=days) if days else None
# <<<
