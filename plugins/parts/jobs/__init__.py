"""Background work of parts and stock."""

from plugins.parts.jobs.reservations import RESERVATION_JOBS, RESERVATION_SCHEDULES

JOBS = [*RESERVATION_JOBS]
SCHEDULES = [*RESERVATION_SCHEDULES]

__all__ = ["JOBS", "SCHEDULES"]
