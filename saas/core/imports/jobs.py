"""Background work: look at a file, rehearse its import, run it; each may be killed at any moment."""

from __future__ import annotations

from typing import Any

from saas.core.imports.execution.looking import look
from saas.core.imports.execution.rehearsal import begin_check, complete_check, rehearse
from saas.core.imports.execution.run import begin_run, complete_run, stop_away, stop_run, take
from saas.core.imports.kinds import ImporterAway
from saas.core.imports.models import ImportRun, ImportStatus, Phase
from saas.core.imports.operations.starting import CHECK, RUN, settle_cancelled
from saas.core.imports.operations.uploading import LOOK
from saas.core.imports.plans import pieces_of
from saas.core.imports.problems import FileRefusedError
from saas.platform.database import load_for_change, unit_of_work
from saas.platform.i18n import _l
from saas.platform.jobs import Job, Queue, checkpoint
from saas.platform.jobs.running import Cancelled

JOBS = (
    Job(
        key=LOOK,
        title=_l("Read a file"),
        target="saas.core.imports.jobs:look_at_file",
        queue=Queue.LONG,
        timeout=1800,
        retries=2,
    ),
    Job(
        key=CHECK,
        title=_l("Check a file"),
        target="saas.core.imports.jobs:check_file",
        queue=Queue.LONG,
        timeout=4 * 3600,
        retries=2,
    ),
    Job(
        key=RUN,
        title=_l("Import a file"),
        target="saas.core.imports.jobs:run_import",
        queue=Queue.LONG,
        timeout=8 * 3600,
        retries=5,
    ),
)


def look_at_file(import_run_id: int) -> None:
    """Read the header, some samples, the names of stores and the number of rows of a new file."""
    try:
        look(import_run_id)
    except Cancelled:
        _leave(import_run_id)
        raise


def check_file(import_run_id: int) -> dict[str, Any] | None:
    """Judge every row and say what a run would do; begins anew when it is killed, since it keeps nothing else."""
    try:
        begun = begin_check(import_run_id)
        if begun is None:
            return None
        plan, tally = begun
        checkpoint({})
        with pieces_of(plan) as pieces:
            for piece in pieces:
                plan.work.check_there()
                rehearse(plan, piece, tally)
                checkpoint({"row": piece.last_row}, done=tally.rows, total=max(plan.total, tally.rows))
    except FileRefusedError as error:
        return stop_run(plan, tally, error.code, Phase.CHECK)
    except ImporterAway:
        return stop_away(import_run_id)
    except Cancelled:
        _leave(import_run_id)
        raise
    return complete_check(plan, tally)


def run_import(import_run_id: int) -> dict[str, Any] | None:
    """Write the rows piece by piece; the rows, the counts and the position of a piece are one transaction."""
    try:
        begun = begin_run(import_run_id)
        if begun is None:
            return None
        plan, tally = begun
        checkpoint({"row": plan.position}, done=tally.rows, total=max(plan.total, tally.rows))
        with pieces_of(plan) as pieces:
            for piece in pieces:
                if piece.last_row > plan.position:
                    plan.work.check_there()
                    take(plan, piece, tally)
                    checkpoint({"row": piece.last_row}, done=tally.rows, total=max(plan.total, tally.rows))
    except FileRefusedError as error:
        return stop_run(plan, tally, error.code, Phase.RUN)
    except ImporterAway:
        return stop_away(import_run_id)
    except Cancelled:
        _leave(import_run_id)
        raise
    return complete_run(plan, tally)


def _leave(import_run_id: int) -> None:
    # In a transaction of its own: what the job itself has open is rolled back.
    with unit_of_work():
        run = load_for_change(ImportRun, import_run_id)
        if run.status in (ImportStatus.UPLOADED, ImportStatus.CHECKING, ImportStatus.RUNNING):
            settle_cancelled(run)
