"""The jobs and schedules of this application, and whose code may work for a group now."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Flask, current_app
from sqlalchemy.orm import Session

from saas.platform.jobs.declarations import Job, Queue, Schedule
from saas.platform.jobs.periods import is_cron
from saas.platform.plugins import CORE, Contribution, enabled_for
from saas.platform.tenancy.tenant import WORKING, Tenant

PLATFORM = 0
"""The "tenant" of jobs that belong to no group; no row of a group has it."""

DELIVER = Job(
    key="events.deliver",
    target="saas.platform.events.operations:handle_delivery",
    queue=Queue.SHORT,
    timeout=120,
)

_EXTENSION = "saas_jobs"

Enabled = Callable[[int, Session], frozenset[str]]


class UnknownJob(LookupError):
    """A job was asked for that nobody declares: a defect."""


class JobCatalogue:
    """Jobs and schedules with their owners. Raises ValueError for a schedule that cannot be kept."""

    def __init__(
        self,
        jobs: Iterable[Contribution[Job]],
        schedules: Iterable[Contribution[Schedule]],
        enabled: Enabled,
    ) -> None:
        self.jobs = {each.value.key: each for each in (Contribution(owner=CORE, value=DELIVER), *jobs)}
        self.schedules = tuple(schedules)
        self.enabled = enabled
        for each in self.schedules:
            if each.value.job not in self.jobs:
                raise ValueError(f"schedule {each.value.key} runs {each.value.job}, which nobody declares")
            if not is_cron(each.value.cron):
                raise ValueError(f"schedule {each.value.key}: {each.value.cron!r} is no cron expression")

    def job(self, key: str) -> Contribution[Job]:
        """A job by its key; raises UnknownJob."""
        try:
            return self.jobs[key]
        except KeyError:
            raise UnknownJob(key) from None

    def effective_owners(self, work: Session, tenant_id: int) -> frozenset[str]:
        """Whose code may work for a tenant now: nobody's for a group that is suspended or closed."""
        if tenant_id == PLATFORM:
            jobs, schedules = self.jobs.values(), self.schedules
            return frozenset([each.owner for each in jobs] + [each.owner for each in schedules])
        if find_tenant_row(work, tenant_id) is None:
            return frozenset()
        return self.enabled(tenant_id, work) | {CORE}


def find_tenant_row(work: Session, tenant_id: int) -> Tenant | None:
    """A group that is at work, or none."""
    found = work.get(Tenant, tenant_id)
    return found if found and found.status in WORKING else None


def install_jobs(
    app: Flask,
    *,
    jobs: Iterable[Contribution[Job]],
    schedules: Iterable[Contribution[Schedule]],
    redis_url: str,
    enabled: Enabled = enabled_for,
) -> None:
    """Give the application what was declared.

    enabled: tells the plugins that a group has on, in a given session. Raises ValueError for a schedule that leads nowhere.
    """
    app.extensions[_EXTENSION] = JobCatalogue(jobs, schedules, enabled)
    app.config["JOBS_REDIS_URL"] = redis_url


def job_catalogue() -> JobCatalogue:
    """The catalogue of the current application."""
    found: JobCatalogue = current_app.extensions[_EXTENSION]
    return found
