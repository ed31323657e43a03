# file: panel|facts|widget
"""What notes show on others' pages."""

from __future__ import annotations

from datetime import timedelta

from saas.plugin_api import SlotContext, session
from saas.testing.factories.groups import Person
from sqlalchemy import update

from aftercare_plugname import panels
from aftercare_plugname.models import Note
from aftercare_plugname.operations import add_note
from aftercare_plugname.queries import group_day

from .conftest import Transaction


# >>> panel
def test_card_shows_open_notes_and_says_when_there_is_none(
    db: Transaction, manager: Person, customer_id: int
) -> None:
    context = SlotContext(slot="core.customer", object_id=customer_id)
    with db(manager):
        before = panels.customer_panel(context)
        add_note(customer_id, "Ask about the child seat", due_on=group_day())
        after = panels.customer_panel(context)
        shown = [row.Note.text for row in after.context["rows"]]
    assert str(before.empty) == "No open note"
    assert shown == ["Ask about the child seat"]


# <<<
# >>> facts
def test_chip_counts_open_notes(db: Transaction, manager: Person, customer_id: int) -> None:
    context = SlotContext(slot="core.customer", object_id=customer_id)
    with db(manager):
        none = panels.customer_facts(context)
        add_note(customer_id, "One", due_on=group_day())
        add_note(customer_id, "Two", due_on=group_day())
        two = panels.customer_facts(context)
    assert none == []
    assert [str(fact.text) for fact in two] == ["2 open notes"]


# <<<
# >>> widget
def test_tile_counts_late_notes(db: Transaction, manager: Person, customer_id: int) -> None:
    with db(manager):
        add_note(customer_id, "Due", due_on=group_day())
        before = panels.late_tile()
        session().execute(update(Note).values(due_on=group_day() - timedelta(days=1)))
        after = panels.late_tile()
    assert before.empty
    assert after.context["late"] == 1
# <<<
