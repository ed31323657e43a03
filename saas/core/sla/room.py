"""What service levels contribute: what clocks tell, and the job that looks at them."""

from __future__ import annotations

from collections.abc import Sequence

from saas.core.sla.events import SlaReached
from saas.core.sla.jobs import JOBS, SCHEDULES
from saas.platform.events import Event
from saas.platform.jobs import Job, Schedule
from saas.platform.plugins import hookimpl


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """A share of the time has passed."""
    return [SlaReached]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Looking at clocks."""
    return JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every few minutes, and once a night."""
    return SCHEDULES
