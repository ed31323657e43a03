"""Removes what was finished long ago: jobs, events heard by everybody, times of schedules."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Delete, Select, delete, exists, select, tuple_
from sqlalchemy.orm import Session, aliased, sessionmaker

from saas.platform.clock import now
from saas.platform.events.models import DeliveryState, EventDelivery, OutboxEvent
from saas.platform.jobs.models import JobRow, JobState, ScheduleRun
from saas.platform.tenancy import LocalModel

KEPT = timedelta(days=30)
BATCH = 2000


def sweep(sessions: sessionmaker[Session]) -> int:
    """Remove in small transactions what has been finished for `KEPT`; how many rows.

    Failed jobs and dead letters stay until somebody has looked at them, and the events they belong to with them.
    """
    return sum(
        _sweep(sessions, model, statement)
        for model, statement in (
            (JobRow, _old_jobs()),
            (EventDelivery, _old_deliveries()),
            (OutboxEvent, _old_events()),
            (ScheduleRun, _old_runs()),
        )
    )


def _sweep(sessions: sessionmaker[Session], model: type[LocalModel], old: Select[int, int]) -> int:
    removed = 0
    while True:
        statement: Delete = delete(model).where(tuple_(model.tenant_id, model.id).in_(old.limit(BATCH)))
        with sessions.begin() as work:
            found = work.execute(statement.returning(model.id).execution_options(synchronize_session=False))
            count = len(found.all())
        removed += count
        if count < BATCH:
            return removed


def _old_jobs() -> Select[int, int]:
    return select(JobRow.tenant_id, JobRow.id).where(
        JobRow.finished_at < now() - KEPT, JobRow.state != JobState.FAILED
    )


def _old_deliveries() -> Select[int, int]:
    return select(EventDelivery.tenant_id, EventDelivery.id).where(
        EventDelivery.finished_at < now() - KEPT, EventDelivery.state == DeliveryState.DONE
    )


def _old_events() -> Select[int, int]:
    delivery = aliased(EventDelivery)
    return select(OutboxEvent.tenant_id, OutboxEvent.id).where(
        OutboxEvent.dealt_at < now() - KEPT,
        ~exists().where(delivery.tenant_id == OutboxEvent.tenant_id, delivery.event_id == OutboxEvent.id),
    )


def _old_runs() -> Select[int, int]:
    # The latest stays however old it is: it tells what was met last.
    later = aliased(ScheduleRun)
    return select(ScheduleRun.tenant_id, ScheduleRun.id).where(
        ScheduleRun.period < now() - KEPT,
        exists().where(
            later.tenant_id == ScheduleRun.tenant_id,
            later.schedule == ScheduleRun.schedule,
            later.period > ScheduleRun.period,
        ),
    )
