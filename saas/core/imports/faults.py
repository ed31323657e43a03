"""Keep the rows that need attention, sealed, and read them again in the order of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, text

from saas.core.imports.models import ImportRow, Phase, RowVerdict
from saas.core.imports.pieces import Fault
from saas.core.imports.tables import RawRow
from saas.core.imports.values import cell_text
from saas.platform.database import copy_rows, session
from saas.platform.security.keys import seal
from saas.platform.tenancy import current_tenant

_COLUMNS = {"row_no": "integer", "verdict": "text", "problems": "jsonb", "cells": "bytea"}
_INSERT = """
INSERT INTO import_row (tenant_id, import_run_id, phase, row_no, verdict, problems, cells)
SELECT :tenant, :run, :phase, row_no, verdict, problems, cells FROM bulk_import_row
ON CONFLICT (tenant_id, import_run_id, phase, row_no) DO NOTHING
"""
BATCH = 1_000


def keep_faults(import_run_id: int, phase: Phase, faults: Sequence[Fault]) -> None:
    """Write the rows of a piece in the current transaction; a row that is kept already stays as it is."""
    if not faults:
        return
    copy_rows(session(), "bulk_import_row", _COLUMNS, _staged(faults))
    parameters = {"tenant": current_tenant(), "run": import_run_id, "phase": phase.value}
    session().execute(text(_INSERT), parameters)
    session().execute(text("DROP TABLE bulk_import_row"))


def forget_faults(import_run_id: int, phase: Phase) -> None:
    """Drop what an earlier dry run kept."""
    session().execute(delete(ImportRow).where(*_of(import_run_id, phase)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """A row that needs attention. problems: codes. cells: one text for each column of the file."""

    row_no: int
    verdict: RowVerdict
    problems: tuple[str, ...]
    cells: tuple[str, ...]


def kept(row: ImportRow | Row[Any]) -> KeptRow:
    """A stored row, opened."""
    return KeptRow(
        row_no=row.row_no,
        verdict=row.verdict,
        problems=tuple(row.problems),
        cells=tuple(json.loads(row.cells)),
    )


def kept_rows(import_run_id: int, phase: Phase) -> Iterator[KeptRow]:
    """All kept rows of a phase by row number, a batch of them in memory at a time."""
    last = 0
    while True:
        # Columns, not entities: the session would hold on to every row of the file.
        statement = (
            select(ImportRow.row_no, ImportRow.verdict, ImportRow.problems, ImportRow.cells)
            .where(*_of(import_run_id, phase), ImportRow.row_no > last)
            .order_by(ImportRow.row_no)
            .limit(BATCH)
        )
        rows = session().execute(statement).all()
        yield from map(kept, rows)
        if len(rows) < BATCH:
            return
        last = rows[-1].row_no


def cells_json(raw: RawRow) -> str:
    """The cells of a row as they are kept: as texts, which the importer reads like the cells themselves."""
    text = json.dumps([cell_text(cell) for cell in raw.cells], ensure_ascii=False, separators=(",", ":"))
    # Half of a surrogate pair, which a broken workbook can hold, is no text that could be kept.
    return text.encode("utf-8", "replace").decode()


def _staged(faults: Iterable[Fault]) -> Iterator[tuple[object, ...]]:
    tenant = current_tenant()
    for fault in faults:
        codes = list(dict.fromkeys(problem.code for problem in fault.problems))
        sealed = seal(tenant, "import_row.cells", cells_json(fault.raw))
        yield fault.raw.number, fault.verdict.value, json.dumps(codes), sealed


def _of(import_run_id: int, phase: Phase) -> tuple[ColumnElement[bool], ...]:
    return (
        ImportRow.tenant_id == current_tenant(),
        ImportRow.import_run_id == import_run_id,
        ImportRow.phase == phase,
    )
