"""Remembered sources, imports and the rows that need attention."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from saas.platform.i18n import _l
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


def _importer() -> MappedColumn[str]:
    # Those that stood here before there were others hold customers, vehicles and visits.
    return mapped_column(Text, default="", server_default="", info=NOT_PERSONAL)


class ImportSource(Versioned, TenantModel):
    """A system that files come from, with the mapping that its columns had last time.

    importer: the key of what its files hold, empty for customers, vehicles and visits; a plugin's has one source, named
    like it. name: the `source_system` of what comes from it. fingerprint: hash of the ordered headers of its last file.
    mapping: `fields` (header to target field, `""` for a column left out) and `stores` (name in the file to store id).
    """

    __tablename__ = "import_source"
    __table_args__ = (
        UniqueConstraint("tenant_id", "importer", "name"),
        Index("ix_import_source_fingerprint", "tenant_id", "fingerprint"),
    )

    importer: Mapped[str] = _importer()
    name: Mapped[str] = code_text()
    fingerprint: Mapped[str] = code_text(default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)


class ImportStatus(StrEnum):
    """uploaded → mapped → checking → checked → running → done; failed and cancelled keep the report so far."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportRun(Versioned, TenantModel):
    """One file on its way in.

    importer: the key of what the file holds, empty for customers, vehicles and visits.
    attachment_id: the file. layout: kind, encoding, delimiter, sheet, header row, number of data rows, confidence of
    each column, names of stores. columns: headers in order. mapping: `fields` (target field or `""` for each column) and
    `stores` (name in the file to store id). default_store_id: for rows that name no store.
    checked, report: counts of the dry run and of the run (`tallies.py`). position: number of the last row that is
    committed; a killed run goes on after it. error: code of the refusal that ended it.
    """

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_created", "tenant_id", "created_at", "id"),)

    importer: Mapped[str] = _importer()
    source_id: Mapped[int | None] = optional_ref("import_source")
    attachment_id: Mapped[int] = ref("attachment")
    filename: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))
    status: Mapped[ImportStatus] = choice(ImportStatus, default=ImportStatus.UPLOADED)
    layout: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    columns: Mapped[list[str]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    default_store_id: Mapped[int | None] = optional_ref("store")
    checked: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    position: Mapped[int] = mapped_column(Integer, default=0)
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = code_text(default="")


class Phase(StrEnum):
    """What a kept row came out of: a look at the file, the dry run, the run."""

    SAMPLE = "sample"
    CHECK = "check"
    RUN = "run"


class RowVerdict(StrEnum):
    """A row that was not taken, that was taken with a warning, or that is kept to show what a file looks like."""

    FAILED = "failed"
    WARNING = "warning"
    SAMPLE = "sample"


class ImportRow(TenantModel):
    """A row that needs attention: what was wrong, and the original cells, sealed, so that it can be mended and sent again.

    row_no: as the spreadsheet numbers it. problems: their codes. cells: the texts of the row as a JSON list.
    """

    __tablename__ = "import_row"
    __title__ = _l("Rows of files")
    __table_args__ = (UniqueConstraint("tenant_id", "import_run_id", "phase", "row_no"),)

    import_run_id: Mapped[int] = ref("import_run", ondelete="CASCADE", index=False)
    phase: Mapped[Phase] = choice(Phase)
    row_no: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[RowVerdict] = choice(RowVerdict)
    problems: Mapped[list[Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    cells: Mapped[str] = mapped_column(Sealed("import_row.cells"), info=personal(DataCategory.IDENTITY))


class ImportChunk(TenantModel):
    """What a committed piece of a run did, so that a run that goes on counts each thing once.

    first_row, last_row: as the spreadsheet numbers them. effects: table to `created`, `updated` and `unchanged` ids.
    """

    __tablename__ = "import_chunk"
    __table_args__ = (UniqueConstraint("tenant_id", "import_run_id", "last_row"),)

    import_run_id: Mapped[int] = ref("import_run", ondelete="CASCADE", index=False)
    first_row: Mapped[int] = mapped_column(Integer)
    last_row: Mapped[int] = mapped_column(Integer)
    effects: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
