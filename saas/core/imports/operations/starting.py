"""Start the dry run and the run, stop either, and take up a run that ended early."""

from __future__ import annotations

from typing import Final

from saas.core.imports.faults import forget_faults
from saas.core.imports.kinds import Kind, kind_to_go_on, require_work_on
from saas.core.imports.models import ImportRun, ImportStatus, Phase
from saas.core.imports.operations.mapping import reachable_stores
from saas.core.imports.operations.standing import may_go_on, standing_of
from saas.platform import jobs
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict
from saas.platform.files import Attachment, is_gone
from saas.platform.i18n import _
from saas.platform.jobs.models import JobState
from saas.platform.jobs.queries import job_view

CHECK: Final = "imports.check"
RUN: Final = "imports.run"


def start_check(import_run_id: int) -> ImportRun:
    """Ask for the dry run of an import whose columns are settled; a check that is under way stays the one.

    Raises NotFound, Conflict for an import that runs or is over.
    """
    run = load_for_change(ImportRun, import_run_id)
    status = standing_of(run).status
    if status is ImportStatus.CHECKING:
        return run
    if status not in (ImportStatus.MAPPED, ImportStatus.CHECKED) or run.source_id is None:
        raise Conflict(_("Confirm the columns first; an import that has run is not checked again."))
    kind = kind_to_go_on(run)
    forget_faults(run.id, Phase.CHECK)
    _start(run, kind, ImportStatus.CHECKING, CHECK)
    run.checked = {}
    record("imports.run.check_started", "import_run", run.id)
    return run


def start_run(import_run_id: int) -> ImportRun:
    """Ask for the run of an import that was checked, or for the rest of one that ended early.

    A run that is under way stays the one. Raises NotFound, Conflict for an import that was not checked or is done.
    """
    run = load_for_change(ImportRun, import_run_id)
    standing = standing_of(run)
    if standing.status is ImportStatus.RUNNING:
        return run
    if standing.status is not ImportStatus.CHECKED and not may_go_on(run, standing):
        raise Conflict(_("Check the file before you run the import."))
    if is_gone(load(Attachment, run.attachment_id)):
        raise Conflict(_("The file was erased for somebody who is in it. Upload it again, without them."))
    _start(run, kind_to_go_on(run), ImportStatus.RUNNING, RUN)
    record("imports.run.started", "import_run", run.id, detail={"after_row": run.position})
    return run


def cancel_import(import_run_id: int) -> ImportRun:
    """Stop what is under way: at once when it has not begun, else after the piece in work; what was written stays.

    Raises NotFound; Forbidden without the right over what it holds; Conflict when nothing is under way.
    """
    run = load_for_change(ImportRun, import_run_id)
    require_work_on(run)
    if run.job_id is None or not standing_of(run).busy:
        raise Conflict(_("Nothing is under way that could be stopped."))
    jobs.cancel(run.job_id)
    session().flush()
    if job_view(run.job_id).state is JobState.CANCELLED:
        settle_cancelled(run)
    record("imports.run.cancelled", "import_run", run.id, detail={"after_row": run.position})
    return run


def settle_cancelled(run: ImportRun) -> None:
    """Leave an import as somebody stopped it: a dry run goes back to its columns, all else ends."""
    checking = run.status is ImportStatus.CHECKING
    run.status = ImportStatus.MAPPED if checking else ImportStatus.CANCELLED
    run.finished_at = now()


def _start(run: ImportRun, kind: Kind, status: ImportStatus, key: str) -> None:
    run.mapping = {**run.mapping, "reach": reachable_stores(kind.permission)}
    run.status = status
    run.started_at = now()
    run.finished_at = None
    run.job_id = jobs.enqueue(key, {"import_run_id": run.id})
