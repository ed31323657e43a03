"""Background work: declarations here, the functions where workers alone load them."""

from plugins.budget.jobs.claims import CLAIM_JOBS, CLAIM_SCHEDULES

JOBS = [*CLAIM_JOBS]
SCHEDULES = [*CLAIM_SCHEDULES]

__all__ = ["JOBS", "SCHEDULES"]
