"""SIGKILL to worker, relay, queue server and database, under work of the platform alone."""

from __future__ import annotations

from random import Random
from threading import Event, Thread
from time import sleep

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.audit import AuditEntry, record
from saas.platform.database import unit_of_work
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.tenancy import tenant_context
from tests.kill.counting import Counting, LongJob, ManyEvents, ManyJobs
from tests.kill.killing import Report, killed_over_a_run, wait_for
from tests.kill.stage import Stage


def on_stage(stage: Stage, subject: Counting) -> None:
    """Start relay and worker for a subject and make its groups."""
    subject.prepare()
    stage.keep("relay", subject.application, "relay")
    stage.keep("worker", subject.application, "work", subject.queue)


def test_kill_worker_in_a_long_job(stage: Stage, kill_app: Flask, kills: int, random_moments: Random) -> None:
    subject = LongJob()
    on_stage(stage, subject)
    # A second one, as in life: the job goes on there while the first comes up again.
    stage.keep("second", subject.application, "work", "long")
    workers = [stage.kept["worker"], stage.kept["second"]]

    def kill() -> None:
        for worker in workers:
            worker.kill()

    killed_over_a_run(
        stage, subject, what="worker", kills=kills, each=250, kill=kill, moments=random_moments
    ).check()


def test_kill_relay_under_events(stage: Stage, kill_app: Flask, kills: int, random_moments: Random) -> None:
    subject = ManyEvents()
    on_stage(stage, subject)
    killed_over_a_run(
        stage,
        subject,
        what="relay",
        kills=kills,
        each=60,
        kill=stage.kept["relay"].kill,
        moments=random_moments,
    ).check()


def waiting(subject: ManyJobs) -> int:
    """How many jobs are asked for and not begun."""
    count = 0
    for tenant in subject.tenants:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.state.in_((JobState.WAITING, JobState.SENT)))
            count += work.execute(statement).scalar_one()
    return count


def test_kill_queue_server_while_a_thousand_jobs_wait(
    stage: Stage, kill_app: Flask, kills: int, random_moments: Random
) -> None:
    subject = ManyJobs(groups=40)
    on_stage(stage, subject)
    stage.keep("second", subject.application, "work", "short")
    report = Report(what="queue server", size=1000)
    for _kill in range(kills):
        # Up to a thousand again, so that each kill finds as many.
        subject.ask(1000 - waiting(subject))
        share = random_moments.uniform(0.01, 0.05)
        wait_for(stage, lambda share=share: waiting(subject) <= 1000 * (1 - share))  # type: ignore[misc]
        sleep(random_moments.uniform(0, 0.1))
        report.done_at_kill.append(1000 - waiting(subject))
        stage.kill_server(stage.valkey, down_for=random_moments.uniform(0, 1))
    wait_for(stage, subject.finished)
    report.faults.extend(subject.faults())
    report.check()


class Writer:
    """Commits rows one after the other, and remembers which commits were acknowledged."""

    def __init__(self, app: Flask, tenant: int, first: int) -> None:
        self._app, self._tenant, self._first = app, tenant, first
        self._end = Event()
        self.tried = 0
        self.acknowledged: list[int] = []
        self._thread = Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        with self._app.app_context(), tenant_context(self._tenant):
            while not self._end.is_set():
                number = self._first + self.tried
                self.tried += 1
                try:
                    with unit_of_work():
                        record("kill.committed", "row", number)
                except SQLAlchemyError:
                    sleep(0.05)
                else:
                    self.acknowledged.append(number)

    def end(self) -> None:
        self._end.set()
        self._thread.join()

    def faults(self) -> list[str]:
        """Acknowledged commits whose row is not there once."""
        with tenant_context(self._tenant), unit_of_work() as work:
            found = list(
                work.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "kill.committed"))
            )
        lost = sorted(set(self.acknowledged) - set(found))
        twice = len(found) - len(set(found))
        return [f"lost {lost[:5]}"] * bool(lost) + [f"{twice} twice"] * bool(twice)


def test_kill_database_during_commits(
    stage: Stage, kill_app: Flask, kills: int, random_moments: Random
) -> None:
    subject = ManyJobs(groups=3)
    on_stage(stage, subject)
    writers = [Writer(kill_app, tenant, place * 10**6) for place, tenant in enumerate(subject.tenants)]
    report = killed_over_a_run(
        stage,
        subject,
        what="database",
        kills=kills,
        each=40,
        kill=lambda: stage.kill_server(stage.postgres, down_for=random_moments.uniform(0, 1)),
        moments=random_moments,
    )
    for writer in writers:
        writer.end()
        report.faults.extend(writer.faults())
        assert len(writer.acknowledged) > 10 * kills
    print(
        f"commits acknowledged {sum(len(w.acknowledged) for w in writers)} of {sum(w.tried for w in writers)}"
    )
    report.check()
