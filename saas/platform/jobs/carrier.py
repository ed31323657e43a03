"""Valkey carries job ids to workers through RQ. Nothing else in the product imports RQ."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from redis import Redis
from rq import Queue as RqQueue
from rq import Retry, Worker
from rq.exceptions import DuplicateJobError
from rq.job import Job as RqJob
from rq.serializers import JSONSerializer

from saas.embedded.launch import die_with_parent
from saas.platform.database import abandon_connections
from saas.platform.jobs.declarations import Queue

ENTRY = "saas.platform.jobs.runner.run_job"
TIMEOUT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is sent for a job: ids only. timeout: seconds."""

    tenant_id: int
    job_id: int
    attempt: int
    queue: Queue
    timeout: int

    @property
    def carrier_id(self) -> str:
        """The id under which it is carried; a new attempt is a new parcel."""
        return f"{self.job_id}-{self.attempt}"


class Carrier:
    """The two queues. Its methods raise redis.RedisError while the server is away."""

    def __init__(self, redis_url: str) -> None:
        self._connection = Redis.from_url(redis_url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        self._queues = {
            queue: RqQueue(queue.value, connection=self._connection, serializer=JSONSerializer)
            for queue in Queue
        }

    def is_there(self) -> bool:
        """Whether the server answers; raises redis.RedisError when not."""
        return bool(self._connection.ping())

    def send(self, parcels: Iterable[Parcel]) -> None:
        """Put parcels into their queues; one that is there already stays once."""
        for parcel in parcels:
            try:
                self._queues[parcel.queue].enqueue_call(
                    ENTRY,
                    args=(parcel.tenant_id, parcel.job_id, parcel.attempt),
                    timeout=parcel.timeout,
                    # Remains of a finished or failed one would refuse a resend.
                    result_ttl=0,
                    failure_ttl=0,
                    job_id=parcel.carrier_id,
                    unique=True,
                    retry=Retry(max=3),
                )
            except DuplicateJobError:
                continue

    def carried(self, queue: Queue) -> frozenset[str]:
        """The ids that wait in a queue."""
        return frozenset(self._queues[queue].get_job_ids())

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class JobWorker(Worker):
    """A worker whose jobs die with it and open connections of their own."""

    app: Flask

    @property
    def was_stopped(self) -> bool:
        """Whether somebody asked it to end, rather than the queue server having gone."""
        # An idle worker leaves its loop at once and notes only when it was asked.
        return bool(self._stop_requested or self._shutdown_requested_date)

    def main_work_horse(self, job: RqJob, queue: Any) -> None:
        """Run one job in the forked process."""
        # An orphan would go on beside the one that takes over; in code's terms it is fenced off, but why wait.
        try:
            die_with_parent(self.parent_pid, signal.SIGKILL)
        except SystemExit:
            # Dead already. An exception would run the worker's own clean-up in this copy of it.
            os._exit(0)
        abandon_connections(self.app)
        super().main_work_horse(job, queue)

    @property
    def parent_pid(self) -> int:
        """The process that forks."""
        return int(self.pid or 0)


def worker(app: Flask, redis_url: str, queue: Queue) -> JobWorker:
    """A worker of one queue. With several queues a kill between pop and start would lose a job."""
    connection = Redis.from_url(redis_url, socket_connect_timeout=TIMEOUT)
    made = JobWorker(
        [RqQueue(queue.value, connection=connection, serializer=JSONSerializer)],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=20,
        maintenance_interval=5,
        job_monitoring_interval=2,
        log_job_description=False,
    )
    made.app = app
    return made
