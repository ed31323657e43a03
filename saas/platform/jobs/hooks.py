"""How rooms and plugins declare background work."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.jobs.declarations import Job, Schedule
from saas.platform.plugins import hookspec


@hookspec(namespaced="key")
def register_jobs() -> Sequence[Job]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Work in the background, asked for with `enqueue(key, payload)` or by a schedule.

    A job runs in one transaction, for one group, as the system. It may be killed and run again, so doing it twice must
    do it once. Where the plugin is off it is held and runs when it is on again; one that fails is tried again later.
    """


@hookspec(namespaced="key")
def register_schedules() -> Sequence[Schedule]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Jobs by the clock: one of a group's jobs for each time that `cron` names, in the group's zone.

    The job gets `period`, the instant that was due, once for each group that has the plugin on. What was missed while
    nothing ran is made up for as `catch_up` says; times that passed while the plugin was off are not.
    """
