"""Background work done in this process, without queue and workers: for the demo under its moved clock, and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from saas.platform.database import system_sessions
from saas.platform.jobs.declarations import Queue
from saas.platform.jobs.runner import run_job
from saas.platform.jobs.sending import deliver, lock_name, release, take
from saas.platform.tenancy import without_tenant

BATCH = 100


@contextmanager
def work_kept_here(tenant_id: int) -> Iterator[None]:
    """Keep the relay away from a group while the block runs, so that its work waits for `run_waiting`."""
    sessions = system_sessions("work of one group by hand")
    with sessions() as work:
        name = {"name": lock_name(tenant_id)}
        # The lock is the connection's: it must be the same one that gives it back.
        work.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        work.execute(text("SELECT pg_advisory_lock(hashtextextended(:name, 0))"), name)
        try:
            yield
        finally:
            work.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), name)
            work.commit()


def run_waiting(tenant_id: int) -> int:
    """Deal a group's events and run its due jobs here, until nothing is due; how many runs that were.

    What its jobs ask for in turn is run too; what waits for a later time is left. Each run has transactions of its own;
    the caller's changes must be committed before. Raises nothing for a job that fails: its row tells.
    """
    sessions = system_sessions("deliveries and jobs of one group by hand")
    count = 0
    while found := _take(sessions, tenant_id):
        for job_id, attempt in found:
            with without_tenant():
                run_job(tenant_id, job_id, attempt)
        count += len(found)
    return count


def _take(sessions: sessionmaker[Session], tenant_id: int) -> list[tuple[int, int]]:
    with sessions.begin() as work:
        release(work, tenant_id)
        if not deliver(work, tenant_id):
            return []
        parcels = [parcel for queue in Queue for parcel in take(work, tenant_id, queue, BATCH)]
    return [(parcel.job_id, parcel.attempt) for parcel in parcels]
