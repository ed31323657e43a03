"""Notes: who may write them, what becomes of them, and what is owed to the people they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from saas.plugin_api import EraseMode, Invalid, NotFound, Subject, load, now, session
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import member
from sqlalchemy import func, select

from aftercare_plugname import duties
from aftercare_plugname.models import Note
from aftercare_plugname.operations import add_note, finish_note
from aftercare_plugname.queries import group_day, notes_page

from .conftest import Transaction

TEXT = "Call back about the brakes"


@pytest.fixture
def note_id(db: Transaction, manager: Person, customer_id: int) -> int:
    """A note that is to be done today."""
    with db(manager):
        return add_note(customer_id, TEXT, due_on=group_day()).id


def count(db: Transaction) -> int:
    with db():
        return session().scalar(select(func.count()).select_from(Note)) or 0


@pytest.mark.usefixtures("note_id")
def test_note_is_written_and_read(db: Transaction, manager: Person, customer_id: int) -> None:
    with db(manager):
        page = notes_page(customer_id=customer_id)
        assert [(row.Note.text, row.Note.due_on) for row in page.rows] == [(TEXT, group_day())]


def test_store_manager_may_write_from_the_start(
    db: Transaction, tenant: Group, place: int, customer_id: int
) -> None:
    with db(member(tenant, role="store_manager", stores=[place])):
        assert add_note(customer_id, TEXT).text == TEXT


def test_note_for_a_day_that_has_passed_is_refused(
    db: Transaction, manager: Person, customer_id: int
) -> None:
    with db(manager), pytest.raises(Invalid):
        add_note(customer_id, "Too late", due_on=group_day() - timedelta(days=1))
    assert count(db) == 0


def test_note_is_not_written_by_somebody_without_the_right(
    db: Transaction, stranger: Person, customer_id: int
) -> None:
    with db(stranger), pytest.raises(NotFound):
        add_note(customer_id, "Not mine to write")
    assert count(db) == 0


def test_note_is_ticked_off_once(db: Transaction, manager: Person, note_id: int) -> None:
    moments = []
    for _ in range(2):
        with db(manager):
            moments.append(finish_note(note_id).done_at)
    assert moments[0] is not None
    assert moments[0] == moments[1]


def test_note_of_another_group_is_not_there(
    db: Transaction, other_tenant: Group, enable: Callable[..., None], note_id: int
) -> None:
    enable("plugname", of=other_tenant)
    with db(other_tenant), pytest.raises(NotFound):
        finish_note(note_id)


@pytest.mark.usefixtures("note_id")
def test_export_hands_out_the_notes_of_the_customer(db: Transaction, customer_id: int) -> None:
    with db():
        files = duties.export(Subject(customer_id=customer_id))
        told = json.loads(files[0].content)
        nobody = duties.export(Subject(customer_id=customer_id + 1))
    assert TEXT in str(told)
    assert nobody == []


@pytest.mark.usefixtures("note_id")
def test_erasure_leaves_no_note_of_the_customer(db: Transaction, customer_id: int) -> None:
    with db():
        report = duties.erase(Subject(customer_id=customer_id), EraseMode.ERASE)
    assert report.deleted == {"plugname_note": 1}
    assert count(db) == 0


def test_notes_go_to_the_customer_that_stays_and_come_back(
    db: Transaction, customer_id: int, note_id: int
) -> None:
    owners = []
    with db():
        report = duties.merge(customer().id, (customer_id,))
        owners.append(load(Note, note_id).customer_id == customer_id)
    with db():
        assert duties.unmerge(report) == 1
        owners.append(load(Note, note_id).customer_id == customer_id)
    assert owners == [False, True]


def after(days: int, db: Transaction) -> int:
    """How many notes are left when it is so many days later."""
    with db():
        duties.forget(now() + timedelta(days=days))
    return count(db)


def test_note_goes_two_years_after_it_was_ticked_off(db: Transaction, manager: Person, note_id: int) -> None:
    with db(manager):
        finish_note(note_id)
    assert [after(duties.KEEP_DAYS + days, db) for days in (-1, 1)] == [1, 0]


@pytest.mark.parametrize("due_in", [0, 300])
def test_note_that_nobody_ticked_off_goes_two_years_after_its_day(
    db: Transaction, manager: Person, customer_id: int, due_in: int
) -> None:
    with db(manager):
        add_note(customer_id, TEXT, due_on=group_day() + timedelta(days=due_in))
    assert [after(duties.KEEP_DAYS + due_in + days, db) for days in (-2, 2)] == [1, 0]


def test_note_without_a_day_goes_two_years_after_it_was_written(
    db: Transaction, manager: Person, note_id: int
) -> None:
    with db(manager):
        load(Note, note_id).due_on = None
    assert [after(duties.KEEP_DAYS + days, db) for days in (-1, 1)] == [1, 0]
