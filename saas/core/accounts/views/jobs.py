"""The group's work in the background: what runs and how far it is, what failed and why; try that again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, make_response, redirect, request, url_for

from saas.core.accounts.job_words import STATES, TONES, reason_of, title_of
from saas.core.accounts.operations.jobs import try_job_again
from saas.core.accounts.permissions import JOB_WRITE
from saas.core.accounts.queries import member_names
from saas.core.accounts.views.blueprint import pages
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.jobs.models import UNFINISHED, JobState
from saas.platform.jobs.queries import recent_jobs
from saas.platform.permissions import requires
from saas.platform.web import render, tell

PLACE = "/t/<group>/settings/jobs"
PAGE = 50
VIEWS: Mapping[str, tuple[LazyStr, Sequence[JobState]]] = {
    "": (_l("All"), ()),
    "unfinished": (_l("Not finished"), UNFINISHED),
    "failed": (_l("Failed"), (JobState.FAILED,)),
}


@pages.get(f"{PLACE}/", endpoint="jobs")
@requires(JOB_WRITE)
def show_jobs() -> Response:
    """The newest first, or those in a state."""
    view = request.args.get("view", "")
    view = view if view in VIEWS else ""
    after, before = request.args.get("after"), request.args.get("before")
    page = recent_jobs(states=VIEWS[view][1], limit=PAGE, after=after, before=before)
    return render(
        "accounts/jobs.html",
        page=page,
        view=view,
        views=VIEWS,
        here=url_for("accounts.jobs", view=view or None, after=after, before=before),
        moving=any(not job.finished for job in page.rows),
        names=member_names(job.requested_by for job in page.rows if job.requested_by is not None),
        states=STATES,
        tones=TONES,
        title_of=title_of,
        reason_of=reason_of,
    )


@pages.post(f"{PLACE}/<int:job_id>/retry", endpoint="job_retry")
@requires(JOB_WRITE)
def try_again(job_id: int) -> Response:
    """Try a failed one again."""
    job = try_job_again(job_id)
    tell(_("“%(job)s” is tried again.", job=title_of(job.key)))
    return make_response(redirect(url_for("accounts.jobs"), 303))
