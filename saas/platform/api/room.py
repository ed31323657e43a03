"""What the API contributes itself: the nightly end of kept answers."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.i18n import _l
from saas.platform.jobs import CatchUp, Job, Schedule
from saas.platform.plugins import hookimpl


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Forget the answers that were kept for repetitions."""
    return (
        Job(
            key="api.forget_answers",
            title=_l("Forget what repeated requests were answered"),
            target="saas.platform.api.jobs:forget_answers",
        ),
    )


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night, in each group."""
    return (
        Schedule(
            key="api.forget_answers", job="api.forget_answers", cron="20 3 * * *", catch_up=CatchUp.NONE
        ),
    )
