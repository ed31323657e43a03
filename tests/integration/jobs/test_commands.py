"""`saas jobs …` on a group's jobs and dead letters."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from saas.cli import main
from saas.config import Settings
from saas.platform.database import unit_of_work
from saas.platform.events import publish
from saas.platform.events.models import DeliveryState, EventDelivery, OutboxEvent
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.tenancy import without_tenant
from saas.platform.tenancy.tenant import Tenant
from tests.integration.jobs.sample import Colour, Painted

Saas = Callable[..., Result]


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The settings of a command on the worker's database."""
    return {
        "SAAS_ENV": "test",
        "SAAS_VAR": str(settings.var),
        "DATABASE_URL": settings.database_url,
        "SYSTEM_DATABASE_URL": settings.system_database_url,
        "OWNER_DATABASE_URL": settings.owner_database_url,
        "REDIS_URL": settings.redis_url,
    }


@pytest.fixture
def saas(environment: dict[str, str], group: int) -> Saas:
    """`saas("jobs", …)`, as a person types it."""

    def run(*arguments: str) -> Result:
        with without_tenant():
            return CliRunner().invoke(main, arguments, env=environment)

    return run


@pytest.fixture
def code(group: int) -> str:
    with unit_of_work() as work:
        return work.get_one(Tenant, group).code


@pytest.fixture
def failed(group: int) -> int:
    """A failed job."""
    with unit_of_work() as work:
        job_id = enqueue("paint.wax", {"car_id": 1})
        work.get_one(JobRow, (group, job_id)).state = JobState.FAILED
    return job_id


@pytest.fixture
def dead(group: int) -> int:
    """A dead letter."""
    with unit_of_work() as work:
        publish(Painted(car_id=1, colour=Colour.RED, day=date(2026, 11, 2)))
        work.flush()
        event = work.scalars(select(OutboxEvent)).one()
        letter = EventDelivery(
            event_id=event.id, subscriber="somebody", owner="core", state=DeliveryState.DEAD, error_id="ab12"
        )
        work.add(letter)
        work.flush()
        return letter.id


def state_of(group: int, model: type[JobRow] | type[EventDelivery], row_id: int) -> str:
    with unit_of_work() as work:
        return work.get_one(model, (group, row_id)).state.value


def test_status_shows_jobs_and_dead_letters(saas: Saas, code: str, failed: int, dead: int) -> None:
    answer = saas("jobs", "status", "--tenant", code)
    assert answer.exit_code == 0, answer.output
    assert f"job {failed}" in answer.output
    assert f"dead {dead}" in answer.output
    assert "ab12" in answer.output


def test_status_shows_what_a_job_returned(saas: Saas, code: str, group: int) -> None:
    with unit_of_work() as work:
        job = work.get_one(JobRow, (group, enqueue("paint.wax", {"car_id": 1})))
        job.state, job.result = JobState.DONE, {"waxed": 7}
    assert '{"waxed": 7}' in saas("jobs", "status", "--tenant", code).output


@pytest.mark.parametrize("one", [True, False])
def test_retry_tries_failed_jobs_again(saas: Saas, code: str, group: int, failed: int, one: bool) -> None:
    answer = saas("jobs", "retry", "--tenant", code, *(["--job", str(failed)] if one else []))
    assert answer.exit_code == 0, answer.output
    assert state_of(group, JobRow, failed) == "waiting"


@pytest.mark.parametrize("one", [True, False])
def test_replay_sends_dead_letters_again(saas: Saas, code: str, group: int, dead: int, one: bool) -> None:
    answer = saas("jobs", "replay", "--tenant", code, *(["--letter", str(dead)] if one else []))
    assert answer.exit_code == 0, answer.output
    assert state_of(group, EventDelivery, dead) == "waiting"


def test_group_unknown_is_refused_in_words(saas: Saas) -> None:
    answer = saas("jobs", "status", "--tenant", "nowhere")
    assert answer.exit_code == 1
    assert "There is no group nowhere" in answer.output


def test_work_in_burst_ends_with_an_empty_queue(environment: dict[str, str]) -> None:
    # A process of its own: a worker takes the signals of the one it lives in.
    command = [sys.executable, "-m", "saas.cli", "jobs", "work", "long", "--burst"]
    answer = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_ask_makes_a_job_now_and_knows_no_other(saas: Saas, code: str, group: int) -> None:
    answer = saas("jobs", "ask", "files.sweep", "--tenant", code)
    assert answer.exit_code == 0, answer.output
    number = int(answer.output.split()[1])
    assert state_of(group, JobRow, number) == "waiting"
    assert "there is no job" in saas("jobs", "ask", "files.fly", "--tenant", code).output
