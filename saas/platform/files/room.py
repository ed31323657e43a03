"""What files contribute themselves: the nightly sweep."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.i18n import _l
from saas.platform.jobs import CatchUp, Job, Queue, Schedule
from saas.platform.plugins import hookimpl


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Remove bytes that no row names."""
    return (
        Job(
            key="files.sweep",
            title=_l("Clear away files that nothing needs"),
            target="saas.platform.files.jobs:sweep",
            queue=Queue.LONG,
            timeout=1800,
        ),
    )


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night, in each group."""
    return (Schedule(key="files.sweep", job="files.sweep", cron="40 3 * * *", catch_up=CatchUp.NONE),)
