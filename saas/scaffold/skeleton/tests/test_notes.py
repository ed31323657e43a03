"""Notes: who may write them, what becomes of them, and what is owed to the people they are about."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from saas.plugin_api import EraseMode, Invalid, NotFound, Subject, load, now, session
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.members import as_member
from saas.testing.factories.plugins import group_with
from sqlalchemy import func, select

from aftercare_plugname import duties
from aftercare_plugname.models import Note
from aftercare_plugname.operations import add_note, finish_note
from aftercare_plugname.queries import group_day, notes_page

from .conftest import House


def count(house: House) -> int:
    with inside(house.group.id):
        return session().scalar(select(func.count()).select_from(Note)) or 0


def written(house: House, text: str = "Call back about the brakes") -> int:
    with inside(house.group.id, as_member(house.manager)):
        return add_note(house.customer_id, text, due_on=group_day()).id


def test_note_is_written_and_read(house: House) -> None:
    written(house)
    with inside(house.group.id, as_member(house.manager)):
        page = notes_page(customer_id=house.customer_id)
        assert [(row.Note.text, row.Note.due_on) for row in page.rows] == [
            ("Call back about the brakes", group_day())
        ]


def test_note_for_a_day_that_has_passed_is_refused(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)), pytest.raises(Invalid):
        add_note(house.customer_id, "Too late", due_on=group_day() - timedelta(days=1))
    assert count(house) == 0


def test_note_is_not_written_by_somebody_without_the_right(house: House) -> None:
    with inside(house.group.id, as_member(house.stranger)), pytest.raises(NotFound):
        add_note(house.customer_id, "Not mine to write")
    assert count(house) == 0


def test_note_is_ticked_off_once(house: House) -> None:
    note_id = written(house)
    moments = []
    for _ in range(2):
        with inside(house.group.id, as_member(house.manager)):
            moments.append(finish_note(note_id).done_at)
    assert moments[0] is not None
    assert moments[0] == moments[1]


def test_note_of_another_group_is_not_there(house: House) -> None:
    note_id = written(house)
    other = group_with("plugname")
    with inside(other.id, as_member(other.admin)), pytest.raises(NotFound):
        finish_note(note_id)


def test_export_hands_out_the_notes_of_the_customer(house: House) -> None:
    written(house)
    with inside(house.group.id):
        files = duties.export(Subject(customer_id=house.customer_id))
        told = json.loads(files[0].content)
        nobody = duties.export(Subject(customer_id=house.customer_id + 1))
    assert "Call back about the brakes" in str(told)
    assert nobody == []


def test_erasure_leaves_no_note_of_the_customer(house: House) -> None:
    written(house)
    with inside(house.group.id):
        report = duties.erase(Subject(customer_id=house.customer_id), EraseMode.ERASE)
    assert report.deleted == {"plugname_note": 1}
    assert count(house) == 0


def test_notes_go_to_the_customer_that_stays_and_come_back(house: House) -> None:
    note_id = written(house)
    with inside(house.group.id, as_member(house.manager)):
        winner_id = customer().id
    owners = []
    with inside(house.group.id):
        report = duties.merge(winner_id, (house.customer_id,))
        owners.append(load(Note, note_id).customer_id)
    with inside(house.group.id):
        assert duties.unmerge(report) == 1
        owners.append(load(Note, note_id).customer_id)
    assert owners == [winner_id, house.customer_id]


def test_note_goes_two_years_after_it_was_ticked_off(house: House) -> None:
    note_id = written(house)
    with inside(house.group.id, as_member(house.manager)):
        finish_note(note_id)
    left = []
    for days in (duties.KEEP_DAYS - 1, duties.KEEP_DAYS + 1):
        with inside(house.group.id):
            duties.forget(now() + timedelta(days=days))
        left.append(count(house))
    assert left == [1, 0]
