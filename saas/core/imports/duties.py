"""What this room owes a person: the rows of files that needed attention, and to let go of them in time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select

from saas.core.contracts.duties import ErasureReport, ExportFile, RetentionReport, Subject
from saas.core.contracts.duty_rows import let_go, records_file
from saas.core.imports.models import ImportChunk, ImportRow, ImportRun
from saas.core.imports.tallies import Effect, Table
from saas.platform.database import session
from saas.platform.files import Attachment, empty_file, is_gone, remove_file
from saas.platform.tenancy import current_tenant

ROWS_KEPT = timedelta(days=90)
"""How long files are kept, and rows that need attention wait to be mended."""
LEFT_OUT = "…"
"""What a file is called that was let go of."""
_SHORTEST = 4
_BATCH = 2000
_FILES_AT_ONCE = 100


def export(subject: Subject) -> Sequence[ExportFile]:
    """Rows that name one of the subject's numbers or addresses and were not taken, or taken with a warning."""
    rows = [{"row_no": row.row_no, "cells": row.cells} for row in _naming(subject)]
    return [records_file(ImportRow.__tablename__, ImportRow.__title__, rows)] if rows else []


def erase(subject: Subject) -> ErasureReport:
    """Take these rows away, and the files that the subject is in: what they brought in is in the tables."""
    rows = list(_naming(subject))
    ids = [row.id for row in rows]
    runs = {row.import_run_id for row in rows} | _runs_with(subject)
    if ids:
        session().execute(
            delete(ImportRow)
            .where(ImportRow.tenant_id == current_tenant(), ImportRow.id.in_(ids))
            .execution_options(synchronize_session=False)
        )
    gone = {ImportRow.__tablename__: len(ids)} if ids else {}
    return ErasureReport(deleted=gone, files=_let_go_of_files(runs))


def apply_retention(at: datetime) -> RetentionReport:
    """Let go of files, and of rows that nobody mended in time."""
    old = (ImportRun.tenant_id == current_tenant(), ImportRun.created_at < at - ROWS_KEPT)
    due = select(ImportRun.id).where(*old, ImportRun.filename != LEFT_OUT).limit(_FILES_AT_ONCE)
    runs = session().scalars(due).all()
    files = _let_go_of_files(runs)
    rows = let_go(ImportRow, ImportRow.import_run_id.in_(select(ImportRun.id).where(*old)))
    return rows + RetentionReport(
        deleted={Attachment.__tablename__: files} if files else {}, more=len(runs) == _FILES_AT_ONCE
    )


def _naming(subject: Subject) -> Iterator[ImportRow]:
    # The cells are sealed one by one, so they are opened and looked through; only rows that need attention are kept.
    terms = [term for term in subject.terms if len(term) >= _SHORTEST]
    # A row that says no more than the name is worth less than what it would tell of somebody who is gone.
    names = [json.dumps(name, ensure_ascii=False) for name in subject.names]
    if not terms and not names:
        return
    last = 0
    while rows := _after(last):
        yield from (row for row in rows if any(word in row.cells for word in (*terms, *names)))
        last = rows[-1].id


def _after(last: int) -> Sequence[ImportRow]:
    further = (ImportRow.tenant_id == current_tenant(), ImportRow.id > last)
    return session().scalars(select(ImportRow).where(*further).order_by(ImportRow.id).limit(_BATCH)).all()


def _runs_with(subject: Subject) -> set[int]:
    told = or_(
        *(
            ImportChunk.effects.contains({Table.CUSTOMER.value: {effect.value: [customer_id]}})
            for effect in Effect
            for customer_id in subject.ids
        )
    )
    chunks = select(ImportChunk.import_run_id).where(ImportChunk.tenant_id == current_tenant(), told)
    return set(session().scalars(chunks.distinct()))


def _let_go_of_files(run_ids: Collection[int]) -> int:
    """Empty the files of imports and remove those made of rows that need attention; how many."""
    mine = (ImportRun.tenant_id == current_tenant(), ImportRun.id.in_(run_ids))
    runs = session().scalars(select(ImportRun).where(*mine).order_by(ImportRun.id)).all()
    return sum(map(_let_go_of_file, runs))


def _let_go_of_file(run: ImportRun) -> int:
    came = session().get_one(Attachment, (current_tenant(), run.attachment_id))
    made = select(Attachment).where(
        Attachment.tenant_id == current_tenant(),
        Attachment.owner_type == "import_run",
        Attachment.owner_id == run.id,
        Attachment.id != came.id,
    )
    of_faults = session().scalars(made).all()
    for one in of_faults:
        remove_file(one)
    run.checked, run.report = _without_files(run.checked), _without_files(run.report)
    run.filename = LEFT_OUT
    fresh = not is_gone(came)
    empty_file(came)
    session().flush()
    return len(of_faults) + fresh


def _without_files(report: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in report.items() if name != "files"}
