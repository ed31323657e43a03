"""Where an import stands: its own state, unless the job that should change it has ended without doing so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from saas.core.imports.models import ImportRun, ImportStatus
from saas.platform.database import session
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.tenancy import current_tenant

BUSY: Final = frozenset({ImportStatus.UPLOADED, ImportStatus.CHECKING, ImportStatus.RUNNING})
OPEN: Final = frozenset({ImportStatus.MAPPED, ImportStatus.CHECKED})
"""In these states what the file is can still be settled otherwise."""
_ENDED: Final = {JobState.FAILED: ImportStatus.FAILED, JobState.CANCELLED: ImportStatus.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of an import as people see it. done, total: rows; error_id: under which the log has a defect."""

    status: ImportStatus
    done: int = 0
    total: int = 0
    stopping: bool = False
    error_id: str = ""

    @property
    def busy(self) -> bool:
        """Whether a job works on it, or will."""
        return self.status in BUSY


def standing_of(run: ImportRun) -> Standing:
    """Where one import stands."""
    return standings([run])[run.id]


def standings(runs: list[ImportRun]) -> dict[int, Standing]:
    """Where each of some imports stands, by id; one query for the jobs of all that are busy."""
    jobs = _jobs([run.job_id for run in runs if run.status in BUSY and run.job_id])
    return {run.id: _standing(run, jobs.get(run.job_id or 0)) for run in runs}


def may_go_on(run: ImportRun, standing: Standing) -> bool:
    """Whether a run that ended early can be taken up where it ended."""
    early = standing.status in (ImportStatus.CANCELLED, ImportStatus.FAILED)
    return early and not run.error and run.started_at is not None and bool(run.mapping)


def _standing(run: ImportRun, job: JobRow | None) -> Standing:
    if job is None or run.status not in BUSY:
        return Standing(status=run.status)
    status = _ended(run, job)
    return Standing(
        status=status,
        done=job.done,
        total=job.total or int(run.layout.get("rows", 0)),
        stopping=job.cancel_requested,
        error_id=job.error_id if status is ImportStatus.FAILED else "",
    )


def _ended(run: ImportRun, job: JobRow) -> ImportStatus:
    ended = _ENDED.get(job.state, run.status)
    # A dry run that was stopped leaves the columns as they were settled.
    if run.status is ImportStatus.CHECKING and ended is ImportStatus.CANCELLED:
        return ImportStatus.MAPPED
    return ended


def _jobs(ids: list[int]) -> dict[int, JobRow]:
    if not ids:
        return {}
    mine = (JobRow.tenant_id == current_tenant(), JobRow.id.in_(ids))
    statement = select(JobRow).where(*mine).execution_options(populate_existing=True)
    return {row.id: row for row in session().scalars(statement)}
