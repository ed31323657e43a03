"""What the rotation of keys contributes itself: its job, and the round of each night."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.i18n import _l
from saas.platform.jobs import CatchUp, Job, Queue, Schedule
from saas.platform.key_rotation.operations import RESEAL
from saas.platform.plugins import hookimpl


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Seal anew what is under an older key."""
    return (
        Job(
            key=RESEAL,
            title=_l("Seal what is sealed under an older key anew"),
            target="saas.platform.key_rotation.jobs:reseal",
            queue=Queue.LONG,
            timeout=3600,
        ),
    )


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night, in each group: what came late, and the end of the older keys."""
    return (Schedule(key=RESEAL, job=RESEAL, cron="50 3 * * *", catch_up=CatchUp.NONE),)
