"""The report of a dry run or a run, with the files of the rows that need attention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, Final

from saas.core.imports.fault_files import write_csv, write_xlsx
from saas.core.imports.faults import KeptRow, kept_rows
from saas.core.imports.models import ImportRun, Phase
from saas.core.imports.tallies import Tally
from saas.platform.database import session
from saas.platform.files import store_file
from saas.platform.files.kinds import CSV, TEXT, XLSX, ZIP

Writer = Callable[[Iterable[KeptRow], Sequence[str], IO[bytes]], None]
WRITERS: Final[dict[str, Writer]] = {"csv": write_csv, "xlsx": write_xlsx}


def report_of(run: ImportRun, tally: Tally, phase: Phase) -> dict[str, Any]:
    """The counts, and where there are rows that need attention, the ids of the files that hold them."""
    report = tally.report()
    if tally.failed or tally.with_warnings:
        report["files"] = {kind: _stored(run, phase, kind) for kind in WRITERS}
    return report


def _stored(run: ImportRun, phase: Phase, kind: str) -> int:
    with TemporaryFile(prefix="import-") as file:
        WRITERS[kind](kept_rows(run.id, phase), run.columns, file)
        file.seek(0)
        attachment = store_file(
            file,
            name=f"{run.filename.rpartition('.')[0] or run.filename}-{phase}.{kind}",
            owner_type="import_run",
            owner_id=run.id,
            accepted=frozenset({CSV, TEXT, XLSX, ZIP}),
        )
    session().flush()
    return attachment.id
