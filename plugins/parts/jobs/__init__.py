"""Background work of parts and stock."""

from plugins.parts.jobs.declared import PLAN, PLANNING_JOBS, PLANNING_SCHEDULES
from plugins.parts.jobs.reservations import RESERVATION_JOBS, RESERVATION_SCHEDULES
from plugins.parts.jobs.telling import TELLING_JOBS, TELLING_SCHEDULES

JOBS = [*RESERVATION_JOBS, *PLANNING_JOBS, *TELLING_JOBS]
SCHEDULES = [*RESERVATION_SCHEDULES, *PLANNING_SCHEDULES, *TELLING_SCHEDULES]

__all__ = ["JOBS", "PLAN", "SCHEDULES"]
