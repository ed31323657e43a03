"""What the imports contribute: pages, API, rights, navigation, jobs and an event."""

from __future__ import annotations

from collections.abc import Sequence

from saas.core.imports.events import ImportCompleted
from saas.core.imports.jobs import JOBS
from saas.core.imports.permissions import PERMISSIONS
from saas.platform.events import Event
from saas.platform.jobs import Job
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over imports."""
    return PERMISSIONS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """The look, the dry run and the run."""
    return JOBS


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """That an import is complete."""
    return [ImportCompleted]
