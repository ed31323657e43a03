"""A running job says every second that it lives, so that a killed one is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from threading import Event, Thread

import structlog
from flask import current_app
from sqlalchemy import func
from sqlalchemy.exc import InterfaceError, OperationalError

from saas.platform.database import unit_of_work
from saas.platform.jobs.running import LostJob, Run

log = structlog.get_logger(__name__)

BEAT = 1.0
"""Seconds between two signs of life."""


@contextmanager
def beating(run: Run) -> Iterator[None]:
    """Let a thread note the run's sign of life while the block runs."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the proxy hides the application
    stop = Event()

    def beat() -> None:
        with app.app_context():
            while not stop.wait(BEAT):
                if not _beat(run):
                    return

    # The copy carries the tenant and a moved clock.
    thread = Thread(target=copy_context().run, args=(beat,), name=f"job-{run.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(run: Run) -> bool:
    try:
        with unit_of_work() as work:
            run.write(work, heartbeat_at=func.now())
    except LostJob:
        return False
    except (OperationalError, InterfaceError):
        log.warning("heartbeat_missed")
    return True
