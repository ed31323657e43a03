"""Background work: a row of a job is the truth, the queue server carries its id to a worker."""

from saas.platform.jobs.catalogue import PLATFORM, install_jobs
from saas.platform.jobs.declarations import CatchUp, Job, Per, Queue, Schedule
from saas.platform.jobs.operations import cancel, enqueue, retry, retry_all
from saas.platform.jobs.running import checkpoint, position, progress

__all__ = [
    "PLATFORM",
    "CatchUp",
    "Job",
    "Per",
    "Queue",
    "Schedule",
    "cancel",
    "checkpoint",
    "enqueue",
    "install_jobs",
    "position",
    "progress",
    "retry",
    "retry_all",
]
