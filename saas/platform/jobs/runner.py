"""The one entry of all background work: `run_job`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib import import_module
from time import monotonic, sleep
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import func, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.database import unit_of_work
from saas.platform.errors import NotFound
from saas.platform.events.operations import bury, handle_delivery, subscriber_of
from saas.platform.i18n import DEFAULT_LOCALE, locale_context
from saas.platform.jobs.catalogue import DELIVER, PLATFORM, find_tenant_row, job_catalogue
from saas.platform.jobs.heartbeat import beating
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.jobs.running import Cancelled, LostJob, Run, finish, running
from saas.platform.plugins import CORE
from saas.platform.plugins.failures import Failure, note_failure
from saas.platform.tenancy import Actor, ActorKind, tenant_context

log = structlog.get_logger(__name__)

PATIENCE = 20.0
"""Seconds for which the end of a run is tried to be written while the database is away; then the lease decides."""


def run_job(tenant_id: int, job_id: int, attempt: int) -> None:
    """Run a job once. The row decides: a copy of this call, or one with an older attempt, does nothing.

    tenant_id: 0 for the platform's. Never raises for what the job does; its outcome stands in its row.
    """
    actor = Actor(kind=ActorKind.JOB, id=job_id)
    with tenant_context(tenant_id, actor), _told(tenant_id, job_id, attempt):
        run = _claim(tenant_id, job_id, attempt)
        if run is None:
            return
        with (
            running(run),
            locale_context(run.locale),
            structlog.contextvars.bound_contextvars(job_key=run.key),
        ):
            _run(run)


def rehearse() -> None:
    """Compile the statements of every run, in a process that is going to fork; no job is touched."""
    # There is no job 0: it cannot be claimed, and nothing of it can be written or handled.
    run_job(PLATFORM, 0, 0)
    nobody = Run(
        tenant_id=PLATFORM,
        job_id=0,
        attempt=0,
        key="",
        owner="",
        payload={},
        position=None,
        locale=DEFAULT_LOCALE,
    )
    with tenant_context(PLATFORM):
        with suppress(LostJob), unit_of_work() as work:
            finish(nobody, work, None)
        with suppress(NotFound), unit_of_work():
            handle_delivery(0)


def _claim(tenant_id: int, job_id: int, attempt: int) -> Run | None:
    with unit_of_work() as work:
        row = work.execute(
            update(JobRow)
            .where(
                JobRow.tenant_id == tenant_id,
                JobRow.id == job_id,
                JobRow.attempt == attempt,
                JobRow.state == JobState.SENT,
            )
            .values(state=JobState.RUNNING, started_at=now(), heartbeat_at=func.now())
            .returning(JobRow.key, JobRow.owner, JobRow.payload, JobRow.position, JobRow.cancel_requested)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if row is None:
            log.debug("job_not_ours")
            return None
        tenant = find_tenant_row(work, tenant_id)
        run = Run(
            tenant_id=tenant_id, job_id=job_id, attempt=attempt,
            key=row.key, owner=row.owner, payload=row.payload, position=row.position,
            locale=tenant.locale if tenant else DEFAULT_LOCALE,
        )  # fmt: skip
        if row.cancel_requested:
            run.write(work, state=JobState.CANCELLED, finished_at=now())
            return None
        known = job_catalogue()
        if row.key not in known.jobs or row.owner not in known.effective_owners(work, tenant_id):
            run.write(work, state=JobState.HELD)
            log.info("job_held", owner=row.owner)
            return None
        return run


def _run(run: Run) -> None:
    try:
        with beating(run), unit_of_work() as work:
            result = _target(run.key)(**run.payload)
            finish(run, work, result)
    except LostJob:
        log.warning("job_lost")
    except Cancelled:
        _settle(run, _cancelled)
        log.info("job_cancelled")
    except (OperationalError, InterfaceError) as error:
        if _is_away(error):
            # No fault of the job: it goes on when the database is back, and no retry is used up.
            log.warning("job_interrupted", exc_info=True)
            _settle(run, _put_back)
        else:
            _failed(run, error)
    except (Exception, SystemExit) as error:  # noqa: BLE001 (the job runner: whatever a job does ends here)
        _failed(run, error)


def _target(key: str) -> Callable[..., Mapping[str, Any] | None]:
    module, _separator, name = job_catalogue().job(key).value.target.partition(":")
    function: Callable[..., Mapping[str, Any] | None] = getattr(import_module(module), name)
    return function


def _failed(run: Run, error: BaseException) -> None:
    error_id = secrets.token_hex(6)
    log.error("job_failed", error_id=error_id, exc_info=error)
    _settle(run, lambda run, work: _note_failure(run, work, error_id, error))


def _note_failure(run: Run, work: Session, error_id: str, error: BaseException) -> None:
    row = work.get_one(JobRow, (run.tenant_id, run.job_id), populate_existing=True)
    failures = row.failures + 1
    told = {"failures": failures, "error_id": error_id, "error_kind": type(error).__name__}
    if failures <= row.retries:
        run.write(work, state=JobState.WAITING, run_after=now() + back_off(failures), **told)
    else:
        run.write(work, state=JobState.FAILED, finished_at=now(), **told)
        if run.key == DELIVER.key:
            bury(work, run.tenant_id, run.payload["delivery_id"], error_id)
    if run.owner != CORE:
        note_failure(Failure(plugin=run.owner, place=_place(run, work), error=error, error_id=error_id))


def _place(run: Run, work: Session) -> str:
    if run.key != DELIVER.key:
        return f"job.{run.key}"
    # All deliveries are one job; who was to hear of the event tells where it failed.
    subscriber = subscriber_of(work, run.tenant_id, run.payload["delivery_id"])
    return f"handler.{subscriber}" if subscriber else f"job.{run.key}"


def back_off(failures: int) -> timedelta:
    """How long to wait before the next try: 5 s, doubled each time, an hour at most."""
    return timedelta(seconds=min(5 * 2 ** (failures - 1), 3600))


def _cancelled(run: Run, work: Session) -> None:
    run.write(work, state=JobState.CANCELLED, finished_at=now())


def _put_back(run: Run, work: Session) -> None:
    run.write(work, state=JobState.WAITING, run_after=now())


def _settle(run: Run, how: Callable[[Run, Session], None]) -> None:
    """Write the end of a run in a transaction of its own, waiting a while for a database that is away."""
    give_up = monotonic() + PATIENCE
    while True:
        try:
            with unit_of_work() as work:
                how(run, work)
        except LostJob:
            return
        except (OperationalError, InterfaceError) as error:
            if not _is_away(error) or monotonic() > give_up:
                log.exception("job_not_settled")
                return
            sleep(0.3)
        else:
            return


def _is_away(error: DBAPIError) -> bool:
    # Connections that break are marked; a server that does not take new ones gives an error without a state.
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in (
        None,
        "57P01",
        "57P02",
        "57P03",
    )


@contextmanager
def _told(tenant_id: int, job_id: int, attempt: int) -> Iterator[None]:
    name = current_app.name
    with structlog.contextvars.bound_contextvars(app=name, tenant=tenant_id, job=job_id, attempt=attempt):
        yield
