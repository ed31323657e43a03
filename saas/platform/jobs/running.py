"""What a job may say while it runs: how far it is, and where it may go on after a kill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.database import session, unit_of_work
from saas.platform.jobs.models import JobRow, JobState

Position = Mapping[str, int | str | None]

_EVERY = timedelta(seconds=0.2)


class Cancelled(Exception):
    """Somebody asked for this job to stop; what it had not committed is rolled back."""


class LostJob(Exception):
    """This run was taken for dead and the job was given to another; nothing more may be written."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of a job in this process."""

    tenant_id: int
    job_id: int
    attempt: int
    key: str
    owner: str
    payload: dict[str, Any]
    position: dict[str, Any] | None
    locale: str
    told_at: float = field(default=float("-inf"))

    def write(self, work: Session, **values: object) -> bool:
        """Write to the job's row, as long as it is ours. Returns whether somebody asked to cancel; raises LostJob."""
        found = work.execute(
            update(JobRow)
            .where(
                JobRow.tenant_id == self.tenant_id,
                JobRow.id == self.job_id,
                JobRow.attempt == self.attempt,
                JobRow.state == JobState.RUNNING,
            )
            .values(**values)
            .returning(JobRow.cancel_requested)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if found is None:
            raise LostJob(f"job {self.job_id}, attempt {self.attempt}")
        return bool(found.cancel_requested)


_run: ContextVar[Run | None] = ContextVar("job_run", default=None)


@contextmanager
def running(run: Run) -> Iterator[None]:
    """Make a run the current one."""
    token = _run.set(run)
    try:
        yield
    finally:
        _run.reset(token)


def progress(done: int, total: int) -> None:
    """Say how far the current job is; seen at once by everybody, whatever becomes of the job's own transaction.

    Writes at most five times a second, and always at the end; outside a job it does nothing, so an operation may call it
    wherever it is called from. Raises Cancelled when somebody asked to stop, LostJob when another worker has the job.
    """
    run = _run.get()
    if run is None or (done != total and monotonic() - run.told_at < _EVERY.total_seconds()):
        return
    run.told_at = monotonic()
    with unit_of_work() as work:
        stop = run.write(work, done=done, total=total, heartbeat_at=func.now())
    if stop:
        raise Cancelled


def position() -> dict[str, Any]:
    """Where the last checkpoint of the current job left it; empty at its first start and outside a job."""
    run = _run.get()
    return dict(run.position or {}) if run else {}


def checkpoint(at: Position, *, done: int = 0, total: int = 0) -> None:
    """Commit what was done so far together with where to go on.

    The pattern of a job that may be killed at any moment: read `position()`, work in chunks from there, end each chunk
    with a checkpoint. The chunk's rows and the position are one transaction, so a kill loses at most the chunk in work
    and none is done twice. Outside a job it commits only; so it belongs into the job's function, never into an operation.
    Raises Cancelled after the commit when somebody asked to stop; LostJob, with nothing committed, when another has the job.
    """
    run = _run.get()
    if run is None:
        session().commit()
        return
    run.position = dict(at)
    work = session()
    stop = run.write(
        work, position=run.position, done=done, total=total, lost=0, heartbeat_at=func.now(), failures=0
    )
    work.commit()
    if stop:
        raise Cancelled


def finish(run: Run, work: Session, result: Mapping[str, Any] | None) -> None:
    """Note the run as done in the transaction of its effect; raises LostJob."""
    run.write(
        work,
        state=JobState.DONE,
        result=dict(result) if result is not None else None,
        finished_at=now(),
        error_id="",
        error_kind="",
    )
