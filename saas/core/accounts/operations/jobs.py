"""Look after the group's work in the background."""

from __future__ import annotations

from saas.platform.audit import record
from saas.platform.jobs import retry
from saas.platform.jobs.queries import JobView, job_view


def try_job_again(job_id: int) -> JobView:
    """Let a failed or cancelled job run again, from its last checkpoint; raises NotFound, or Conflict for another."""
    retry(job_id)
    record("accounts.job.tried_again", "job", job_id)
    return job_view(job_id)
