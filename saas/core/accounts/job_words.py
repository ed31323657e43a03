"""What a job and the end of one are called."""

from __future__ import annotations

from collections.abc import Mapping

from saas.platform.i18n import LazyStr, _, _l
from saas.platform.jobs.catalogue import job_catalogue
from saas.platform.jobs.models import JobState
from saas.platform.jobs.queries import JobView
from saas.platform.jobs.reaping import LOST

STATES: Mapping[JobState, LazyStr] = {
    JobState.WAITING: _l("In the queue"),
    JobState.SENT: _l("Next in line"),
    JobState.RUNNING: _l("Running now"),
    JobState.DONE: _l("Done"),
    JobState.FAILED: _l("Failed"),
    JobState.CANCELLED: _l("Stopped"),
    JobState.HELD: _l("On hold"),
}
TONES: Mapping[JobState, str] = {
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.HELD: "warn",
}
_REASONS: Mapping[str, LazyStr] = {
    LOST: _l("The worker was lost while it ran."),
    "JobTimeoutException": _l("It took longer than it may."),
    "NotFound": _l("What it was to work on is gone."),
    "Unavailable": _l("Something that it needs was not available."),
    "OperationalError": _l("The database was not available."),
}


def title_of(key: str) -> LazyStr:
    """What a job does; its key where nobody says, as for one whose plugin is gone."""
    known = job_catalogue().jobs.get(key)
    return known.value.title or key if known else key


def reason_of(job: JobView) -> LazyStr:
    """Why a job is where it is, empty where there is nothing to say."""
    if job.state is JobState.HELD:
        return _("Its plugin is switched off; it goes on when that is on again.")
    if not job.error_kind or job.state not in (JobState.FAILED, JobState.WAITING):
        return ""
    return _REASONS.get(job.error_kind, _("Something went wrong on our side"))
