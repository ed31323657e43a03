# file: importer
"""Notes from a spreadsheet: one row is one note on a customer who came from the dealer's system."""

from __future__ import annotations

from collections.abc import Sequence

from saas.plugin_api import (
    CellKind,
    Customer,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
    LazyStr,
    _l,
    current_tenant,
    scope_filter,
    session,
)
from sqlalchemy import select

from aftercare_plugname.models import Note
from aftercare_plugname.permissions import WRITE
from aftercare_plugname.schemas import PlugclassNoteRow

COLUMNS = (
    ImportColumn(
        key="source_id",
        title=_l("Number of the customer"),
        words=("customer number", "客户编号"),
        kind=CellKind.CODE,
        required=True,
        personal=True,
    ),
    ImportColumn(
        key="text",
        title=_l("What is to be remembered"),
        words=("note", "备忘"),
        required=True,
        personal=True,
    ),
    ImportColumn(key="due_on", title=_l("To be done by"), words=("due", "办理期限"), kind=CellKind.DAY),
)


def write(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:  # noqa: ARG001  # what every importer is given
    """Write the notes that are not there yet; the same rows again change nothing. Two statements for all rows."""
    customers = _customers({row.values["source_id"] for row in rows})
    there = _there(set(customers.values()))
    created, unchanged, faulty = set[str](), set[str](), dict[int, LazyStr]()
    for row in rows:
        customer_id = customers.get(row.values["source_id"])
        if customer_id is None:
            faulty[row.number] = _l("No customer of yours has this number.")
            continue
        key = (customer_id, row.values["text"])
        (unchanged if key in there else created).add(f"{customer_id} {row.values['text']}")
        if key not in there:
            session().add(Note(customer_id=customer_id, text=key[1], due_on=row.values["due_on"]))
            there.add(key)
    session().flush()
    return ImportResult(created=created, unchanged=unchanged, faulty=faulty)


def _customers(numbers: set[str]) -> dict[str, int]:
    found = session().execute(
        select(Customer.source_id, Customer.id).where(
            Customer.tenant_id == current_tenant(),
            Customer.source_id.in_(numbers),
            scope_filter(WRITE, Customer.store_id, Customer.owner_id),
        )
    )
    return {number: customer_id for number, customer_id in found if number}


def _there(customer_ids: set[int]) -> set[tuple[int, str]]:
    found = session().execute(
        select(Note.customer_id, Note.text).where(
            Note.tenant_id == current_tenant(), Note.customer_id.in_(customer_ids)
        )
    )
    return {(customer_id, text) for customer_id, text in found}


IMPORTERS = [
    Importer(
        key="plugname.notes",
        title=_l("Notes on customers"),
        summary=_l("One row is one note, found again by the customer and what it says."),
        columns=COLUMNS,
        schema=PlugclassNoteRow,
        write=write,
        permission=WRITE,
    )
]
