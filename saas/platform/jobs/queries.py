"""What pages and the command line show of background work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from saas.platform.database import Page, keyset_page, load, session
from saas.platform.events.models import DeliveryState, EventDelivery, OutboxEvent
from saas.platform.jobs.catalogue import DELIVER
from saas.platform.jobs.declarations import Queue
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """One job as people see it.

    total is 0 while the job has not said how much there is to do. error_id, error_kind: of the last run that failed;
    the kind is the name of the exception, or `worker_lost`. run_after: when a waiting one goes on.
    """

    id: int
    key: str
    state: JobState
    done: int
    total: int
    result: dict[str, Any] | None
    error_id: str
    error_kind: str
    requested_by: int | None
    created_at: datetime
    run_after: datetime
    finished_at: datetime | None
    stopping: bool

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; none while it is not known."""
        if self.state is JobState.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in UNFINISHED


def job_view(job_id: int) -> JobView:
    """One job of the current tenant; raises NotFound."""
    return _view(load(JobRow, job_id))


def running_jobs(requested_by: int | None = None, limit: int = 20) -> list[JobView]:
    """Unfinished jobs, the newest first: those of a member, or all that a person asked for."""
    statement = select(JobRow).where(
        JobRow.tenant_id == current_tenant(),
        JobRow.state.in_(UNFINISHED),
        JobRow.key != DELIVER.key,
        JobRow.requested_by == requested_by if requested_by is not None else JobRow.requested_by.is_not(None),
    )
    rows = session().scalars(statement.order_by(JobRow.id.desc()).limit(limit))
    return [_view(row) for row in rows]


def recent_jobs(
    *,
    states: Sequence[JobState] = (),
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
) -> Page[JobView]:
    """Jobs in these states (none: in any) but the deliveries of events, the newest first."""
    statement = select(JobRow).where(JobRow.tenant_id == current_tenant(), JobRow.key != DELIVER.key)
    if states:
        statement = statement.where(JobRow.state.in_(states))
    found = keyset_page(statement, keys=[JobRow.id], limit=limit, after=after, before=before, descending=True)
    return Page(rows=[_view(row) for row in found.rows], after=found.after, before=found.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCount:
    """How many jobs of a queue stand in a state."""

    queue: Queue
    state: JobState
    count: int


def unfinished_counts() -> list[QueueCount]:
    """Unfinished and failed jobs of the current tenant by queue and state."""
    rows = session().execute(
        select(JobRow.queue, JobRow.state, func.count().label("number"))
        .where(JobRow.tenant_id == current_tenant(), JobRow.state.in_((*UNFINISHED, JobState.FAILED)))
        .group_by(JobRow.queue, JobRow.state)
        .order_by(JobRow.queue, JobRow.state)
    )
    return [QueueCount(queue=row.queue, state=row.state, count=row.number) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A delivery that was given up. error_id: under which the log has the last error."""

    id: int
    event: str
    subscriber: str
    error_id: str
    occurred_at: datetime


def dead_letters(limit: int = 100) -> list[DeadLetter]:
    """Deliveries of the current tenant that were given up, the oldest first."""
    rows = (
        session()
        .execute(
            select(
                EventDelivery.id,
                EventDelivery.subscriber,
                EventDelivery.error_id,
                OutboxEvent.name,
                OutboxEvent.occurred_at,
            )
            .join(
                OutboxEvent,
                (OutboxEvent.tenant_id == EventDelivery.tenant_id)
                & (OutboxEvent.id == EventDelivery.event_id),
            )
            .where(EventDelivery.tenant_id == current_tenant(), EventDelivery.state == DeliveryState.DEAD)
            .order_by(EventDelivery.id)
            .limit(limit)
        )
        .all()
    )
    return [
        DeadLetter(
            id=row.id, event=row.name, subscriber=row.subscriber,
            error_id=row.error_id, occurred_at=row.occurred_at,
        )
        for row in rows
    ]  # fmt: skip


def _view(row: JobRow) -> JobView:
    return JobView(
        id=row.id, key=row.key, state=row.state, done=row.done, total=row.total, result=row.result,
        error_id=row.error_id, error_kind=row.error_kind, requested_by=row.requested_by,
        created_at=row.created_at, run_after=row.run_after,
        finished_at=row.finished_at, stopping=row.cancel_requested,
    )  # fmt: skip
