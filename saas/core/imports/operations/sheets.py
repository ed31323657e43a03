"""Read another sheet of a workbook than the one that was taken by itself."""

from __future__ import annotations

from saas.core.imports.faults import forget_faults
from saas.core.imports.kinds import kind_to_go_on
from saas.core.imports.models import ImportRun, ImportStatus, Phase
from saas.core.imports.operations.standing import OPEN, standing_of
from saas.core.imports.operations.uploading import LOOK
from saas.platform.audit import record
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.jobs import enqueue


def choose_sheet(import_run_id: int, sheet: str, *, version: int) -> ImportRun:
    """Let an import take another sheet of its workbook; its columns are read anew in the background.

    version: the row version that the person saw. The sheet that is taken already changes nothing. Raises NotFound,
    VersionConflict, Conflict for an import that is busy or over, Invalid at `sheet` for one that cannot be read.
    """
    run = load_for_change(ImportRun, import_run_id, version=version)
    kind_to_go_on(run)
    if standing_of(run).status not in OPEN:
        raise Conflict(_("The sheet of this import can no longer be changed."))
    if sheet not in run.layout.get("sheets", ()):
        raise Invalid("sheet", _("The workbook has no such sheet."))
    if sheet == run.layout["sheet"]:
        return run
    for phase in (Phase.SAMPLE, Phase.CHECK):
        forget_faults(run.id, phase)
    run.layout = {**run.layout, "sheet": sheet, "rows": 0, "stores": []}
    run.columns, run.mapping, run.checked, run.source_id = [], {}, {}, None
    run.status = ImportStatus.UPLOADED
    run.job_id = enqueue(LOOK, {"import_run_id": run.id})
    session().flush()
    record("imports.run.sheet_chosen", "import_run", run.id)
    return run
