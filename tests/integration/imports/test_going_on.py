"""A run that ends early goes on where its last committed piece ended, and nothing is done or counted twice."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from saas.core.imports import jobs as import_jobs
from saas.core.imports import works
from saas.core.imports.models import ImportChunk, ImportRun, ImportStatus, Phase
from saas.core.imports.operations import cancel_import, start_run
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.events.models import OutboxEvent
from saas.platform.jobs.models import JobRow, JobState
from saas.testing.factories.application import inside
from tests.factories.imports import Dealer, check, kept, run, sample_file, settle, state, upload, work_off

TABLES = (
    "customer",
    "customer_contact_point",
    "vehicle",
    "customer_vehicle",
    "service_record",
    "search_token",
)


class Killed(Exception):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "PIECE_ROWS", 100)


@pytest.fixture
def ready(there: Dealer, tmp_path: Path) -> int:
    """A checked import of 600 rows."""
    path, _ = sample_file(tmp_path, kind="csv", rows=600)
    run_id = upload(there, path)
    settle(there, run_id)
    check(there, run_id)
    return run_id


def counts(of: Dealer) -> dict[str, int]:
    with inside(of.id) as work:
        return {table: work.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES}


def interrupt(monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> None:
    """Let the process end when a step of the job is called for the `at`th time."""
    step = getattr(import_jobs, name)
    calls = iter(range(1, 1_000))

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == at:
            raise Killed
        return step(*args, **kwargs)

    monkeypatch.setattr(import_jobs, name, interrupted)


def run_again_at_once(of: Dealer) -> None:
    """What the reaper and the back-off would do after a while."""
    with inside(of.id) as work:
        work.execute(update(JobRow).where(JobRow.state == JobState.WAITING).values(run_after=now()))
    work_off(of)


@pytest.fixture
def expected(there: Dealer, ready: int) -> dict[str, Any]:
    """The figures of the dry run, which the run has to end with."""
    return {key: value for key, value in state(there, ready).checked.items() if key != "files"}


@pytest.mark.parametrize(
    "kill",
    [("checkpoint", 1), ("checkpoint", 2), ("checkpoint", 5), ("take", 1), ("take", 4), ("complete_run", 1)],
)
def test_run_killed_at_a_step_goes_on(
    there: Dealer,
    ready: int,
    expected: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    kill: tuple[str, int],
) -> None:
    with monkeypatch.context() as patched:
        interrupt(patched, *kill)
        broken = run(there, ready)
    assert broken.status is ImportStatus.RUNNING
    # Of six pieces those before the kill are there: counts, rows and position are one transaction.
    assert broken.report.get("rows", 0) <= 600
    run_again_at_once(there)

    done = state(there, ready)
    assert done.status is ImportStatus.DONE
    assert {key: value for key, value in done.report.items() if key != "files"} == expected
    stored = counts(there)
    assert stored["customer"] == expected["tables"]["customer"]["created"]
    assert stored["vehicle"] == expected["tables"]["vehicle"]["created"]
    assert stored["service_record"] == expected["tables"]["service_record"]["created"]
    assert len(kept(there, ready, Phase.RUN)) == expected["failed"] + expected["warnings"]
    with inside(there.id) as work:
        pieces = work.scalars(
            select(ImportChunk).where(ImportChunk.import_run_id == ready).order_by(ImportChunk.last_row)
        ).all()
        events = work.scalars(select(OutboxEvent).where(OutboxEvent.name == "imports.completed")).all()
        entries = select(func.count()).where(AuditEntry.action == "imports.run.completed")
        # Six of a hundred rows, and the line of totals.
        assert [len(pieces), pieces[-1].effects["customer"]["created"]] == [7, []]
        assert [event.payload["import_id"] for event in events] == [ready]
        assert events[0].payload["created"] == sum(t["created"] for t in expected["tables"].values())
        assert work.execute(entries).scalar_one() == 1


def test_run_stopped_between_pieces_keeps_its_report_and_goes_on(
    there: Dealer, ready: int, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    take = import_jobs.take
    calls = iter(range(1, 100))

    def stopped(*args: Any) -> None:
        if next(calls) == 2:
            with inside(there.id, there.actor):
                cancel_import(ready)
        take(*args)

    with monkeypatch.context() as patched:
        patched.setattr(import_jobs, "take", stopped)
        with inside(there.id, there.actor):
            start_run(ready)
        work_off(there)
    ended = state(there, ready)
    assert ended.status is ImportStatus.CANCELLED
    assert ended.report["rows"] == 200
    assert counts(there)["customer"] == ended.report["tables"]["customer"]["created"]

    done = run(there, ready)
    assert done.status is ImportStatus.DONE
    assert {key: value for key, value in done.report.items() if key != "files"} == expected
    assert counts(there)["customer"] == expected["tables"]["customer"]["created"]


def test_run_whose_job_is_given_up_says_so_and_can_go_on(
    there: Dealer, ready: int, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        interrupt(patched, "take", 2)
        run(there, ready)
    with inside(there.id) as work:
        found = work.get_one(ImportRun, (there.id, ready))
        work.execute(update(JobRow).where(JobRow.id == found.job_id).values(state=JobState.FAILED))
    done = run(there, ready)
    assert done.status is ImportStatus.DONE
    assert done.report["tables"] == expected["tables"]


def test_run_again_on_small_pieces_changes_nothing(there: Dealer, ready: int, tmp_path: Path) -> None:
    run(there, ready)
    before = counts(there)
    with inside(there.id) as work:
        versions = work.execute(text("SELECT sum(row_version) FROM vehicle")).scalar_one()
    path, _ = sample_file(tmp_path, rows=600)
    again = upload(there, path)
    settle(there, again)
    check(there, again)
    report = run(there, again).report
    assert {name: (t["created"], t["updated"]) for name, t in report["tables"].items()} == {
        "customer": (0, 0),
        "vehicle": (0, 0),
        "service_record": (0, 0),
    }
    assert counts(there) == before
    with inside(there.id) as work:
        assert work.execute(text("SELECT sum(row_version) FROM vehicle")).scalar_one() == versions
