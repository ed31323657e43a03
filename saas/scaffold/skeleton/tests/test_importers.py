# file: importer
"""Notes from a spreadsheet: who is meant, and the same file twice."""

from __future__ import annotations

from saas.plugin_api import ImportContext, ImportedRow, session
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from sqlalchemy import func, select

from aftercare_plugname.importers import write
from aftercare_plugname.models import Note
from aftercare_plugname.queries import group_day

from .conftest import House


def row(number: int, source_id: str) -> ImportedRow:
    return ImportedRow(number=number, values={"source_id": source_id, "text": "Wash it", "due_on": None})


def test_file_is_brought_in_once_and_unknown_customers_are_named(house: House) -> None:
    rows = [row(2, "C-1001"), row(3, "C-9999")]
    results = []
    for _ in range(2):
        with inside(house.group.id, as_member(house.manager)):
            results.append(write(rows, ImportContext(import_id=1, today=group_day())))
    with inside(house.group.id):
        count = session().scalar(select(func.count()).select_from(Note))

    assert [len(one.created) for one in results] == [1, 0]
    assert [len(one.unchanged) for one in results] == [0, 1]
    assert list(results[0].faulty) == [3]
    assert count == 1
