"""What a job needs to know of an import, copied out of its row so that it outlives the commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from saas.core.imports.fields import ImportField
from saas.core.imports.intake import Reception
from saas.core.imports.judged import RowContext
from saas.core.imports.models import ImportRun, ImportSource
from saas.core.imports.opening import open_table, private_copy
from saas.core.imports.pieces import PIECE_ROWS, Piece, Sorter
from saas.core.imports.rows import row_judge
from saas.core.imports.stores import Places, places
from saas.core.imports.tables import Table
from saas.core.imports.workbook import Known
from saas.core.organisation.queries import zone_of
from saas.platform.clock import today
from saas.platform.database import load, session
from saas.platform.files import Attachment, open_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One file on its way in. position: number of the last row that is committed; total: data rows of the file."""

    import_run_id: int
    attachment: Attachment
    layout: Mapping[str, Any]
    fields: tuple[ImportField | None, ...]
    places: Places
    source_system: str
    zone: str
    today: date
    position: int
    total: int


def plan_of(run: ImportRun) -> Plan:
    """What the jobs of an import go by."""
    zone = zone_of(None)
    mapping = run.mapping
    source = load(ImportSource, run.source_id) if run.source_id else None
    attachment = load(Attachment, run.attachment_id)
    # It stays readable between the commits without opening a transaction for it.
    session().expunge(attachment)
    return Plan(
        import_run_id=run.id,
        attachment=attachment,
        layout=dict(run.layout),
        fields=tuple(ImportField(name) if name else None for name in mapping.get("fields", ())),
        places=places(mapping.get("stores", {}), run.default_store_id, mapping.get("reach")),
        source_system=source.name if source else "",
        zone=zone,
        today=today(zone),
        position=run.position,
        total=int(run.layout.get("rows", 0)),
    )


@contextmanager
def table_of(
    attachment: Attachment, layout: Mapping[str, Any], known: Known | None = None
) -> Iterator[Table]:
    """The table in a stored file, readable inside the block; known: which sheet to prefer where none is said.

    Raises FileRefusedError, also while it is walked.
    """
    with open_file(attachment) as sealed, private_copy(sealed) as path:
        yield open_table(path, layout, known)


@contextmanager
def pieces_of(plan: Plan) -> Iterator[Iterator[Piece]]:
    """The pieces of a file, from its first row on, readable inside the block. Raises FileRefusedError as they are walked."""
    with table_of(plan.attachment, plan.layout) as table:
        context = RowContext(tz=ZoneInfo(plan.zone), today=plan.today, date1904=table.date1904)
        reception = Reception(plan.places, source_system=plan.source_system, zone=plan.zone)
        yield Sorter(row_judge(plan.fields, context), reception).pieces(table.rows, PIECE_ROWS)
