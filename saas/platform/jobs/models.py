"""Jobs and the times at which schedules made them; local tables, and the only truth about background work."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.jobs.declarations import Queue
from saas.platform.tenancy import NOT_PERSONAL, LocalModel, choice, code_text


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    """For its time, or for a place among the group's jobs in flight."""
    SENT = "sent"
    """In the queue."""
    RUNNING = "running"
    """A worker has it and says so every second."""
    DONE = "done"
    """Its effect and this state were committed together."""
    FAILED = "failed"
    """Given up after its retries."""
    CANCELLED = "cancelled"
    """Somebody stopped it; what its checkpoints had committed stays."""
    HELD = "held"
    """Its owner is switched off for the group; it goes on when that is on again."""


UNFINISHED = (JobState.WAITING, JobState.SENT, JobState.RUNNING, JobState.HELD)
IN_FLIGHT = (JobState.SENT, JobState.RUNNING)
_UNFINISHED = "state IN ('waiting', 'sent', 'running', 'held')"


class JobRow(LocalModel):
    """A job that was asked for.

    attempt: how often it was sent; a worker that holds an older number may write nothing. failures: runs that ended in
    an error. lost: runs that fell silent since the last checkpoint. position: where the last checkpoint left it.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_waiting",
            "tenant_id",
            "queue",
            "run_after",
            "id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_job_in_flight", "tenant_id", "queue", postgresql_where=text("state IN ('sent', 'running')")
        ),
        Index("ix_job_held", "tenant_id", "id", postgresql_where=text("state = 'held'")),
        Index("ix_job_finished", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
        Index(
            "uq_job_dedupe",
            "tenant_id",
            "key",
            "dedupe",
            unique=True,
            postgresql_where=text(f"dedupe <> '' AND {_UNFINISHED}"),
        ),
    )

    key: Mapped[str] = code_text()
    owner: Mapped[str] = code_text()
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    queue: Mapped[Queue] = choice(Queue)
    state: Mapped[JobState] = choice(JobState, default=JobState.WAITING)
    dedupe: Mapped[str] = code_text(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    lost: Mapped[int] = mapped_column(Integer, default=0)
    retries: Mapped[int] = mapped_column(Integer)
    position: Mapped[dict[str, Any] | None] = mapped_column(JSONB, info=NOT_PERSONAL)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB, info=NOT_PERSONAL)
    error_id: Mapped[str] = code_text(default="")
    error_kind: Mapped[str] = code_text(default="")
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    requested_by: Mapped[int | None] = mapped_column(BigInteger)
    run_after: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ScheduleRun(LocalModel):
    """A time at which a schedule was due; the unique row decides which of two schedulers makes the job.

    job_id: none for a time that was passed over, since its owner was off.
    """

    __tablename__ = "schedule_run"
    __table_args__ = (UniqueConstraint("tenant_id", "schedule", "period"),)

    schedule: Mapped[str] = code_text()
    period: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=now)
