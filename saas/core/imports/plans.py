"""What a job needs to know of an import, copied out of its row so that it outlives the commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from saas.core.imports.fields import ImportField
from saas.core.imports.headers import OWN, Vocabulary
from saas.core.imports.kinds import kind_of
from saas.core.imports.models import ImportRun, ImportSource
from saas.core.imports.opening import open_table, private_copy
from saas.core.imports.pieces import Piece
from saas.core.imports.stores import places
from saas.core.imports.tables import Table
from saas.core.imports.workbook import Known
from saas.core.imports.works import CustomerWork, Work, importer_work
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
    vocabulary: Vocabulary
    work: Work
    position: int
    total: int


def plan_of(run: ImportRun) -> Plan:
    """What the jobs of an import go by; raises ImporterAway where the plugin of its importer is off."""
    work = _work(run)
    attachment = load(Attachment, run.attachment_id)
    # It stays readable between the commits without opening a transaction for it.
    session().expunge(attachment)
    return Plan(
        import_run_id=run.id,
        attachment=attachment,
        layout=dict(run.layout),
        vocabulary=kind_of(run.importer).vocabulary,
        work=work,
        position=run.position,
        total=int(run.layout.get("rows", 0)),
    )


def _work(run: ImportRun) -> Work:
    zone, mapping = zone_of(None), run.mapping
    if run.importer:
        return importer_work(run.importer, mapping, import_id=run.id, day=today(zone))
    source = load(ImportSource, run.source_id) if run.source_id else None
    return CustomerWork(
        fields=tuple(ImportField(name) if name else None for name in mapping.get("fields", ())),
        places=places(mapping.get("stores", {}), run.default_store_id, mapping.get("reach")),
        source_system=source.name if source else "",
        zone=zone,
        today=today(zone),
    )


@contextmanager
def table_of(
    attachment: Attachment,
    layout: Mapping[str, Any],
    known: Known | None = None,
    vocabulary: Vocabulary = OWN,
) -> Iterator[Table]:
    """The table in a stored file, readable inside the block; known: which sheet to prefer where none is said.

    Raises FileRefusedError, also while it is walked.
    """
    with open_file(attachment) as sealed, private_copy(sealed) as path:
        yield open_table(path, layout, known, vocabulary)


@contextmanager
def pieces_of(plan: Plan) -> Iterator[Iterator[Piece[Any]]]:
    """The pieces of a file, from its first row on, readable inside the block. Raises FileRefusedError as they are walked."""
    with table_of(plan.attachment, plan.layout, None, plan.vocabulary) as table:
        yield plan.work.pieces(table)
