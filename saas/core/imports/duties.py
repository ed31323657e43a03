"""What this room owes a person: the rows of files that needed attention, and to let go of them in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from saas.core.contracts.duties import ErasureReport, ExportFile, Kept, RetentionReport, Subject
from saas.core.contracts.duty_rows import let_go, records_file
from saas.core.imports.models import ImportChunk, ImportRow, ImportRun
from saas.core.imports.tallies import Effect, Table
from saas.platform.database import session
from saas.platform.i18n import _l
from saas.platform.tenancy import current_tenant

ROWS_KEPT = timedelta(days=90)
"""How long rows that need attention wait to be mended."""
FILES = _l("Files that were brought in hold other people's rows too; they stay as proof of what came in.")
_SHORTEST = 4
_BATCH = 2000


def export(subject: Subject) -> Sequence[ExportFile]:
    """Rows that name one of the subject's numbers or addresses and were not taken, or taken with a warning."""
    rows = [{"row_no": row.row_no, "cells": row.cells} for row in _naming(subject)]
    return [records_file(ImportRow.__tablename__, ImportRow.__title__, rows)] if rows else []


def erase(subject: Subject) -> ErasureReport:
    """Take these rows away."""
    ids = [row.id for row in _naming(subject)]
    if ids:
        session().execute(
            delete(ImportRow)
            .where(ImportRow.tenant_id == current_tenant(), ImportRow.id.in_(ids))
            .execution_options(synchronize_session=False)
        )
    gone = {ImportRow.__tablename__: len(ids)} if ids else {}
    return ErasureReport(deleted=gone, kept=_files(subject))


def apply_retention(at: datetime) -> RetentionReport:
    """Let go of rows that nobody mended in time."""
    old = select(ImportRun.id).where(
        ImportRun.tenant_id == current_tenant(), ImportRun.created_at < at - ROWS_KEPT
    )
    return let_go(ImportRow, ImportRow.import_run_id.in_(old))


def _naming(subject: Subject) -> Iterator[ImportRow]:
    # The cells are sealed one by one, so they are opened and looked through; only rows that need attention are kept.
    terms = [term for term in subject.terms if len(term) >= _SHORTEST]
    if not terms:
        return
    last = 0
    while rows := _after(last):
        yield from (row for row in rows if any(term in row.cells for term in terms))
        last = rows[-1].id


def _after(last: int) -> Sequence[ImportRow]:
    further = (ImportRow.tenant_id == current_tenant(), ImportRow.id > last)
    return session().scalars(select(ImportRow).where(*further).order_by(ImportRow.id).limit(_BATCH)).all()


def _files(subject: Subject) -> tuple[Kept, ...]:
    told = or_(
        *(
            ImportChunk.effects.contains({Table.CUSTOMER.value: {effect.value: [customer_id]}})
            for effect in Effect
            for customer_id in subject.ids
        )
    )
    runs = session().scalars(
        select(ImportChunk.import_run_id).where(ImportChunk.tenant_id == current_tenant(), told).distinct()
    )
    count = len(runs.all())
    return (Kept(table="attachment", rows=count, reason=FILES),) if count else ()
