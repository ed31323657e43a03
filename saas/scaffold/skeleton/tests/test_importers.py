# file: importer
"""Notes from a spreadsheet: who is meant, and the same file twice."""

from __future__ import annotations

import pytest
from saas.plugin_api import ImportContext, ImportedRow, session
from saas.testing.factories.groups import Person
from sqlalchemy import func, select

from aftercare_plugname.importers import write
from aftercare_plugname.models import Note
from aftercare_plugname.queries import group_day

from .conftest import Transaction


def row(number: int, source_id: str) -> ImportedRow:
    return ImportedRow(number=number, values={"source_id": source_id, "text": "Wash it", "due_on": None})


@pytest.mark.usefixtures("customer_id")
def test_file_is_brought_in_once_and_unknown_customers_are_named(db: Transaction, manager: Person) -> None:
    rows = [row(2, "C-1001"), row(3, "C-9999")]
    results = []
    for _ in range(2):
        with db(manager):
            results.append(write(rows, ImportContext(import_id=1, today=group_day())))
    with db():
        count = session().scalar(select(func.count()).select_from(Note))

    assert [len(one.created) for one in results] == [1, 0]
    assert [len(one.unchanged) for one in results] == [0, 1]
    assert list(results[0].faulty) == [3]
    assert count == 1
