"""Jobs of a plugin in the engine's own runner, with something that happens in the middle of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import get_ident

from sqlalchemy import Connection, Engine, event, select

from saas.platform.clock import now
from saas.platform.jobs import Job, enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.models import JobRow, JobState
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.work import payload_for

_ENDS = re.compile(r"UPDATE job SET .*\bfinished_at=")
"""What the runner sends last, in the transaction of the job's effect."""
_CHECKPOINT = re.compile(r"UPDATE job SET position=")


class Killed(BaseException):
    """The process is gone, as far as the job can tell."""


def run(stage: Stage, place: Place) -> None:
    """Deal a group's events and run its jobs, as relay and worker would."""
    with stage.app.app_context():
        run_waiting(place.id)


def ask_for(stage: Stage, place: Place, job: Job) -> int:
    """Ask for a job when nothing else waits; its number."""
    run(stage, place)
    with place.acting():
        return enqueue(job.key, payload_for(stage, place, job))


def failure(place: Place, number: int) -> str:
    """In which way a job that was run is not done, or nothing."""
    with place.acting() as work:
        mine = (JobRow.tenant_id == place.id, JobRow.id == number)
        row = work.execute(select(JobRow.state, JobRow.error_kind).where(*mine)).one()
    return "" if row.state is JobState.DONE else row.error_kind or str(row.state)


def run_killed(stage: Stage, place: Place, number: int) -> None:
    """Run a job until it is killed, and note that its worker was lost.

    The kill comes at its first own statement after a checkpoint; just before its end is committed where it has none.
    """
    own, touched, checkpoints = _own(stage), list[Connection](), list[Connection]()

    def before(connection: Connection, statement: str) -> None:
        mine = own.search(statement)
        if _ENDS.match(statement) or (mine and checkpoints):
            raise Killed
        if mine or _CHECKPOINT.match(statement):
            touched.append(connection)

    def commit(connection: Connection) -> None:
        if connection in touched:
            checkpoints.append(connection)

    with _listening(before, commit), suppress(Killed):
        run(stage, place)
    lost = "UPDATE job SET state = 'waiting', lost = lost + 1 WHERE tenant_id = :tenant AND id = :number"
    stage.watch.execute(f"{lost} AND state = 'running'", tenant=place.id, number=number)


def run_switched_off(stage: Stage, place: Place) -> bool:
    """Run a job while somebody else switches the plugin off at its first own statement; whether there was one."""
    own, done = _own(stage), list[str]()
    off = "UPDATE tenant_plugin SET state = 'disabled', disabled_at = :at WHERE tenant_id = :tenant AND plugin = :name"

    def before(_connection: Connection, statement: str) -> None:
        if not done and own.search(statement):
            done.append(statement)
            stage.watch.execute(off, at=now(), tenant=place.id, name=stage.name)

    with _listening(before, lambda _connection: None):
        run(stage, place)
    return bool(done)


def _own(stage: Stage) -> re.Pattern[str]:
    names = "|".join(re.escape(model.__tablename__) for model in stage.subject.models)
    return re.compile(rf"\b({names or 'no table'})\b")


@contextmanager
def _listening(
    before: Callable[[Connection, str], None], commit: Callable[[Connection], None]
) -> Iterator[None]:
    """Tell of each statement before it is sent and of each commit before it is made, in this thread alone."""
    here = get_ident()

    def sends(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if get_ident() == here:
            before(connection, statement)

    def commits(connection: Connection) -> None:
        if get_ident() == here:
            commit(connection)

    event.listen(Engine, "before_cursor_execute", sends)
    event.listen(Engine, "commit", commits)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", sends)
        event.remove(Engine, "commit", commits)
