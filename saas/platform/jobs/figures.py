"""How background work stands over all groups, for the operator's figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.database import system_sessions
from saas.platform.events.models import DeliveryState, EventDelivery, OutboxEvent
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.observability import Figure

_RECENT = timedelta(days=1)


def background_figures() -> Iterator[Figure]:
    """Jobs by queue and state, the age of what waits longest in the outbox, deliveries that were given up."""
    with system_sessions("figures of background work, counted over all groups").begin() as work:
        yield from _jobs(work)
        yield from _outbox(work)


def _jobs(work: Session) -> Iterator[Figure]:
    # Finished ones are many and of no interest; of the failed ones those of a day, by the index of their ends.
    failed = (JobRow.state == JobState.FAILED) & (JobRow.finished_at > now() - _RECENT)
    counts = {
        (queue, state): count
        for queue, state, count in work.execute(
            select(JobRow.queue, JobRow.state, func.count())
            .where(JobRow.state.in_(UNFINISHED) | failed)
            .group_by(JobRow.queue, JobRow.state)
        )
    }
    for (queue, state), count in sorted(counts.items()):
        labels = {"queue": queue.value, "state": state.value}
        yield Figure(name="jobs", help="Jobs; failed ones of a day.", value=count, labels=labels)


def _outbox(work: Session) -> Iterator[Figure]:
    oldest = work.execute(
        select(func.min(OutboxEvent.occurred_at)).where(OutboxEvent.dealt_at.is_(None))
    ).scalar_one()
    lag = max((now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    yield Figure(name="outbox_lag_seconds", help="Age of the oldest event not yet dealt out.", value=lag)
    dead = work.execute(
        select(func.count()).select_from(EventDelivery).where(EventDelivery.state == DeliveryState.DEAD)
    ).scalar_one()
    yield Figure(
        name="deliveries_dead", help="Deliveries that were given up and wait for replay.", value=dead
    )
