"""Reads of imports: lists, one import within reach, its samples and the rows that need attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from saas.core.imports.faults import KeptRow, kept
from saas.core.imports.kinds import CUSTOMERS, Kind, kind_of
from saas.core.imports.masking import mask_of
from saas.core.imports.models import ImportRow, ImportRun, ImportSource, Phase, RowVerdict
from saas.core.imports.operations.standing import Standing, standings
from saas.core.imports.permissions import READ
from saas.core.imports.stores import places, unknown_names
from saas.platform.database import Page, keyset_page, load, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import allowed, scope_filter
from saas.platform.tenancy import current_actor, current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An import in the list."""

    run: ImportRun
    standing: Standing
    source: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """A column of a file: its header, what it becomes, how sure the mapper was, and some values, masked."""

    label: str
    field: str
    confidence: float
    samples: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultView:
    """A row that needs attention, as a page shows it. cells: masked texts by header, empty ones left out."""

    row_no: int
    verdict: RowVerdict
    problems: Sequence[str]
    cells: Mapping[str, str]


def imports_page(*, limit: int, after: str | None = None, before: str | None = None) -> Page[Listed]:
    """The imports within reach, the newest first."""
    statement = (
        select(ImportRun)
        .add_columns(ImportSource.name)
        .outerjoin(
            ImportSource,
            (ImportSource.tenant_id == ImportRun.tenant_id) & (ImportSource.id == ImportRun.source_id),
        )
        .where(ImportRun.tenant_id == current_tenant(), _within_reach())
    )
    page = keyset_page(
        statement,
        keys=[ImportRun.created_at, ImportRun.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )
    stand = standings([row[0] for row in page.rows])
    rows = [_listed(row[0], stand[row[0].id], row[1]) for row in page.rows]
    return Page(rows=rows, after=page.after, before=page.before)


def _listed(run: ImportRun, standing: Standing, source: str | None) -> Listed:
    kind = kind_of(run.importer)
    # A plugin's own source is called like its importer: that says nothing more.
    return Listed(run=run, standing=standing, source=(source or "") if kind.own else "", kind=kind)


def import_within_reach(import_run_id: int) -> ImportRun:
    """One import; raises NotFound for one that is missing, foreign or out of reach alike."""
    run = load(ImportRun, import_run_id)
    mine = run.created_by is not None and run.created_by == current_actor().member_id
    if not (mine or allowed(READ, store_id=run.default_store_id)):
        raise NotFound(_("This does not exist, or no longer."))
    return run


def source_names() -> list[str]:
    """The systems that files came from, by name."""
    mine = select(ImportSource.name).where(
        ImportSource.tenant_id == current_tenant(), ImportSource.importer == CUSTOMERS.key
    )
    return list(session().scalars(mine.order_by(ImportSource.name).limit(100)))


def columns_of(run: ImportRun) -> list[ColumnView]:
    """The columns of an import's file in their order."""
    samples = [row.cells for row in _sample_rows(run)]
    mask = mask_of(kind_of(run.importer))
    fields: Sequence[str] = run.mapping.get("fields", [""] * len(run.columns))
    confidence: Sequence[float] = run.layout.get("confidence", ())
    return [
        ColumnView(
            label=label,
            field=field,
            confidence=confidence[at] if at < len(confidence) else 0.0,
            samples=[shown for cells in samples if (shown := mask(cells[at], field, label))],
        )
        for at, (label, field) in enumerate(zip(run.columns, fields, strict=True))
    ]


def named_stores(run: ImportRun) -> list[tuple[str, int, int | None]]:
    """The stores that the file names: name, number of rows, and the store it means; none for an unknown one."""
    among = places(run.mapping.get("stores", {}))
    return [(name, count, among.find(name)) for name, count in run.layout.get("stores", ())]


def unknown_stores(run: ImportRun) -> list[str]:
    """The names of stores in the file that mean no store yet."""
    names = [name for name, _count in run.layout.get("stores", ())]
    return unknown_names(names, places(run.mapping.get("stores", {})))


def faults_page(
    run: ImportRun, phase: Phase, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[FaultView]:
    """The rows of a dry run or a run that need attention, by row number, with their cells masked."""
    statement = select(ImportRow).where(
        ImportRow.tenant_id == current_tenant(),
        ImportRow.import_run_id == run.id,
        ImportRow.phase == phase,
    )
    page = keyset_page(statement, keys=[ImportRow.row_no], limit=limit, after=after, before=before)
    rows = [_fault_view(kept(row), run) for row in page.rows]
    return Page(rows=rows, after=page.after, before=page.before)


def _sample_rows(run: ImportRun) -> list[KeptRow]:
    mine = (
        ImportRow.tenant_id == current_tenant(),
        ImportRow.import_run_id == run.id,
        ImportRow.phase == Phase.SAMPLE,
    )
    return [kept(row) for row in session().scalars(select(ImportRow).where(*mine).order_by(ImportRow.row_no))]


def _fault_view(row: KeptRow, run: ImportRun) -> FaultView:
    fields: Sequence[str] = run.mapping.get("fields", ())
    parts = zip(row.cells, fields, run.columns, strict=False)
    mask = mask_of(kind_of(run.importer))
    cells = {label: mask(cell, field, label) for cell, field, label in parts if cell}
    return FaultView(row_no=row.row_no, verdict=row.verdict, problems=row.problems, cells=cells)


def _within_reach() -> ColumnElement[bool]:
    mine = ImportRun.created_by == (current_actor().member_id or -1)
    return or_(mine, scope_filter(READ, store_column=ImportRun.default_store_id))
