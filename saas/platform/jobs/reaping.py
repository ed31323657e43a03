"""Finds jobs that were sent and never done: killed with their worker, or lost with the queue server."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import structlog
from sqlalchemy import case, func, select, tuple_, update
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.events.operations import bury
from saas.platform.jobs.carrier import Carrier
from saas.platform.jobs.catalogue import DELIVER
from saas.platform.jobs.declarations import Queue
from saas.platform.jobs.models import JobRow, JobState

log = structlog.get_logger(__name__)

LOST_LIMIT = 10
"""A job that took so many workers with it, without a checkpoint between, is given up."""
MISSING_FOR = 3.0
"""Seconds for which a sent job must be neither in its queue nor running before it is sent again."""
LOST = "worker_lost"


class Reaper:
    """Remembers what it missed, so that a job between queue and worker is not taken for lost."""

    def __init__(self, lease: float) -> None:
        """Lease: seconds for which a running job may be silent."""
        self._lease = timedelta(seconds=lease)
        self._missing: dict[str, float] = {}

    def reap(self, work: Session, carrier: Carrier) -> int:
        """Let what was lost wait again, in the given transaction; how many jobs that were."""
        return self._silent(work) + self._never_started(work, carrier)

    def _silent(self, work: Session) -> int:
        # The database's clock on both sides: machines' clocks differ.
        rows = work.execute(
            update(JobRow)
            .where(JobRow.state == JobState.RUNNING, JobRow.heartbeat_at < func.now() - self._lease)
            .values(
                lost=JobRow.lost + 1,
                state=case(
                    (JobRow.lost + 1 >= LOST_LIMIT, JobState.FAILED.value), else_=JobState.WAITING.value
                ),
                finished_at=case((JobRow.lost + 1 >= LOST_LIMIT, now())),
                error_kind=case((JobRow.lost + 1 >= LOST_LIMIT, LOST), else_=JobRow.error_kind),
                run_after=now(),
            )
            .returning(JobRow.tenant_id, JobRow.id, JobRow.key, JobRow.state, JobRow.payload)
            .execution_options(synchronize_session=False)
        ).all()
        for row in rows:
            log.warning("job_silent", tenant=row.tenant_id, job=row.id, job_key=row.key, state=row.state)
            if row.state is JobState.FAILED and row.key == DELIVER.key:
                bury(work, row.tenant_id, row.payload["delivery_id"], LOST)
        return len(rows)

    def _never_started(self, work: Session, carrier: Carrier) -> int:
        rows = work.execute(
            select(JobRow.tenant_id, JobRow.id, JobRow.attempt, JobRow.queue).where(
                JobRow.state == JobState.SENT,
                JobRow.sent_at < func.now() - timedelta(seconds=MISSING_FOR),
            )
        ).all()
        if not rows:
            self._missing = {}
            return 0
        carried = frozenset[str]().union(*(carrier.carried(queue) for queue in Queue))
        moment = monotonic()
        gone = {f"{row.id}-{row.attempt}": row for row in rows if f"{row.id}-{row.attempt}" not in carried}
        self._missing = {name: self._missing.get(name, moment) for name in gone}
        lost = [row for name, row in gone.items() if moment - self._missing[name] >= MISSING_FOR]
        if lost:
            self._send_again(work, [(row.tenant_id, row.id, row.attempt) for row in lost])
        return len(lost)

    def _send_again(self, work: Session, keys: list[tuple[int, int, int]]) -> None:
        log.warning("jobs_never_started", count=len(keys))
        work.execute(
            update(JobRow)
            .where(
                tuple_(JobRow.tenant_id, JobRow.id, JobRow.attempt).in_(keys), JobRow.state == JobState.SENT
            )
            .values(state=JobState.WAITING, run_after=now())
            .execution_options(synchronize_session=False)
        )
