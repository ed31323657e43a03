"""How rooms and plugins declare background work."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.jobs.declarations import Job, Schedule
from saas.platform.plugins import hookspec


@hookspec(namespaced="key")
def register_jobs() -> Sequence[Job]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Work in the background."""


@hookspec(namespaced="key")
def register_schedules() -> Sequence[Schedule]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Jobs by the clock."""
