"""Background work: declarations here, the functions where workers alone load them."""

from plugins.budget.jobs.claims import CLAIM_JOBS, CLAIM_SCHEDULES
from plugins.budget.jobs.volumes import VOLUME_JOBS, VOLUME_SCHEDULES

JOBS = [*CLAIM_JOBS, *VOLUME_JOBS]
SCHEDULES = [*CLAIM_SCHEDULES, *VOLUME_SCHEDULES]

__all__ = ["JOBS", "SCHEDULES"]
