"""Look at a new file: its columns, what they probably are, some samples, its stores and how many rows it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from saas.core.imports.faults import keep_faults
from saas.core.imports.fields import ImportField
from saas.core.imports.kinds import Kind, kind_of
from saas.core.imports.labels import fingerprint, labels_of, propose
from saas.core.imports.models import ImportRun, ImportSource, ImportStatus, Phase, RowVerdict
from saas.core.imports.pieces import Fault
from saas.core.imports.plans import table_of
from saas.core.imports.problems import FileRefusedError
from saas.core.imports.tables import RawRow, RowKind, Table
from saas.core.imports.values import cell_text
from saas.core.imports.workbook import Known
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.files import Attachment
from saas.platform.jobs import progress
from saas.platform.tenancy import current_tenant

SAMPLES: Final = 5
MOST_STORES: Final = 500
_TOLD_EVERY: Final = 5_000


@dataclass(slots=True)
class Seen:
    """What a walk through the file found."""

    rows: int = 0
    samples: list[RawRow] = field(default_factory=list)
    stores: Counter[str] = field(default_factory=Counter)


def look(import_run_id: int) -> None:
    """Give a new import its columns and a proposal; one whose file cannot be read ends here, with the reason.

    An import that was looked at already stays as it is.
    """
    run = load(ImportRun, import_run_id)
    if run.status is not ImportStatus.UPLOADED:
        return
    attachment = load(Attachment, run.attachment_id)
    kind = kind_of(run.importer)
    try:
        with table_of(attachment, run.layout, _known_sheets(kind), kind.vocabulary) as table:
            source = _source_of(kind, labels_of(table.columns))
            fields = propose(table.columns, source.mapping.get("fields", {}) if source else {})
            seen = _walk(table, fields if kind.own else ())
            run = load_for_change(ImportRun, import_run_id)
            _settle(run, table, source, fields, seen)
    except FileRefusedError as error:
        run = load_for_change(ImportRun, import_run_id)
        run.status, run.error, run.finished_at = ImportStatus.FAILED, error.code, now()


def _source_of(kind: Kind, labels: Sequence[str]) -> ImportSource | None:
    """The source whose last file had the same columns."""
    mine = (
        ImportSource.tenant_id == current_tenant(),
        ImportSource.importer == kind.key,
        ImportSource.fingerprint == fingerprint(labels),
    )
    statement = select(ImportSource).where(*mine).order_by(ImportSource.updated_at.desc()).limit(1)
    return session().scalars(statement).first()


def _known_sheets(kind: Kind) -> Known:
    """Tells sheets that somebody settled before, by their names and columns."""
    sheet = ImportSource.mapping["sheet"].astext
    statement = select(ImportSource.fingerprint, sheet).where(
        ImportSource.tenant_id == current_tenant(), ImportSource.importer == kind.key, sheet.is_not(None)
    )
    settled = {(row[0], row[1]) for row in session().execute(statement)}
    return lambda name, columns: (fingerprint(labels_of(columns)), name) in settled


def _walk(table: Table, fields: Sequence[str]) -> Seen:
    seen = Seen()
    store = fields.index(ImportField.STORE) if ImportField.STORE in fields else None
    for row in table.rows:
        if row.kind is not RowKind.DATA:
            continue
        seen.rows += 1
        if len(seen.samples) < SAMPLES:
            seen.samples.append(row)
        name = "" if store is None else cell_text(row.cells[store])
        if name and (name in seen.stores or len(seen.stores) < MOST_STORES):
            seen.stores[name] += 1
        if seen.rows % _TOLD_EVERY == 0:
            progress(seen.rows, 0)
    return seen


def _settle(
    run: ImportRun, table: Table, source: ImportSource | None, fields: Sequence[str], seen: Seen
) -> None:
    confidence = [round(column.confidence, 2) for column in table.columns]
    run.columns = labels_of(table.columns)
    run.layout = {
        **run.layout,
        "sheet": table.sheet,
        "sheets": list(table.sheets) or run.layout.get("sheets", []),
        "header_row": table.header_row,
        "rows": seen.rows,
        "confidence": confidence,
        # Pairs: JSON in the database keeps no order of keys.
        "stores": [[name, count] for name, count in seen.stores.most_common()],
    }
    run.mapping = {"fields": list(fields), "stores": source.mapping.get("stores", {}) if source else {}}
    run.source_id = source.id if source else None
    if seen.rows == 0:
        run.status, run.error, run.finished_at = ImportStatus.FAILED, "empty", now()
        return
    run.status = ImportStatus.MAPPED
    samples = [Fault(raw=row, verdict=RowVerdict.SAMPLE, problems=()) for row in seen.samples]
    keep_faults(run.id, Phase.SAMPLE, samples)
