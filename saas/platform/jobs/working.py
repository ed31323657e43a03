"""The worker process: serves one queue for ever, over restarts of the queue server."""

from __future__ import annotations

import gc
from time import sleep
from typing import Any

import structlog
from flask import Flask
from redis import RedisError
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import configure_mappers

from saas.platform.database import db, dispose_engines
from saas.platform.jobs.carrier import worker
from saas.platform.jobs.declarations import Queue
from saas.platform.jobs.runner import rehearse

log = structlog.get_logger(__name__)

RETRY_SECONDS = 0.5


def work(app: Flask, queue: Queue, *, burst: bool = False) -> None:
    """Run the jobs of a queue until the process is told to stop (SIGTERM or SIGINT; the job in work is finished first).

    burst: stop when the queue is empty.
    """
    with app.app_context():
        for engine in db.engines.values():
            _allow_long_work(engine)
        _warm_up()
    # No connection is open at a fork, so none is shared by two processes.
    dispose_engines(app)
    # What is there now stays for good: without this each job's first collection walks, and so copies, the whole heap.
    gc.collect()
    gc.freeze()
    while True:
        try:
            with app.app_context():
                made = worker(app, app.config["JOBS_REDIS_URL"], queue)
                made.work(burst=burst, logging_level="WARNING")
            if burst or made.was_stopped:
                return
        except (RedisError, ValueError) as error:
            # ValueError: a worker of the same name is still registered from before the server's restart.
            log.warning("queue_server_away", queue=queue, error=str(error))
        sleep(RETRY_SECONDS)


def _warm_up() -> None:
    """Do once here what each forked job would do again: map the classes, meet the database, compile the statements."""
    configure_mappers()
    try:
        rehearse()
    except DBAPIError as error:
        log.warning("database_away", error=type(error).__name__)


def _allow_long_work(engine: Engine) -> None:
    """A web request must be short; a job has its own timeout."""

    @event.listens_for(engine, "connect")
    def unlimited(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
        connection.commit()
