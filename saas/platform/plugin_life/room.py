"""What the life of plugins contributes itself: the right to purge, and the nightly work."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.i18n import _l
from saas.platform.jobs import Job, Per, Queue, Schedule
from saas.platform.permissions import Permission
from saas.platform.plugin_life.permissions import PERMISSIONS
from saas.platform.plugins import hookimpl


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The right to purge."""
    return PERMISSIONS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Purging what is due, and forgetting old failures."""
    return (
        Job(
            key="plugins.purge",
            title=_l("Remove the data of plugins whose time has come"),
            target="saas.platform.plugin_life.jobs:purge",
            queue=Queue.LONG,
            timeout=3600,
        ),
        Job(
            key="plugins.forget_failures",
            title=_l("Forget old failures of plugins"),
            target="saas.platform.plugin_life.jobs:forget_failures",
        ),
    )


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night: purges in each group, failures once."""
    return (
        Schedule(key="plugins.purge", job="plugins.purge", cron="10 4 * * *"),
        Schedule(
            key="plugins.forget_failures", job="plugins.forget_failures", cron="20 20 * * *", per=Per.PLATFORM
        ),
    )
