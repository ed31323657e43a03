"""What the life of plugins contributes itself: the right to purge, and the nightly purge of what is due."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.i18n import _l
from saas.platform.jobs import Job, Queue, Schedule
from saas.platform.permissions import Permission
from saas.platform.plugin_life.permissions import PERMISSIONS
from saas.platform.plugins import hookimpl


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The right to purge."""
    return PERMISSIONS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Purging what is due."""
    return (
        Job(
            key="plugins.purge",
            title=_l("Remove the data of plugins whose time has come"),
            target="saas.platform.plugin_life.jobs:purge",
            queue=Queue.LONG,
            timeout=3600,
        ),
    )


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night, in each group."""
    return (Schedule(key="plugins.purge", job="plugins.purge", cron="10 4 * * *"),)
