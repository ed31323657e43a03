"""Jobs: asked for in a transaction, run once, told about, stopped, tried again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import unit_of_work
from saas.platform.errors import Conflict, NotFound
from saas.platform.jobs import cancel, enqueue, progress, retry, retry_all
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.catalogue import UnknownJob
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.jobs.queries import job_view, recent_jobs, running_jobs, unfinished_counts
from saas.platform.jobs.runner import back_off, run_job
from saas.platform.jobs.running import LostJob, Run
from saas.platform.tenancy import tenant_context
from tests.integration.jobs.conftest import Switches, new_group
from tests.integration.jobs.sample import done


def ask(key: str, **payload: int) -> int:
    with unit_of_work():
        return enqueue(key, payload)


def state_of(job_id: int) -> JobState:
    with unit_of_work():
        return job_view(job_id).state


def come_early() -> None:
    """Let every waiting job be due now."""
    with unit_of_work() as work:
        for row in work.scalars(select(JobRow).where(JobRow.state == JobState.WAITING)):
            row.run_after = now() - timedelta(seconds=1)


def test_job_runs_once_as_itself_in_its_group(group: int) -> None:
    job_id = ask("paint.wax", car_id=4)
    run_waiting(group)
    with unit_of_work():
        view = job_view(job_id)
        assert view.result == {"tenant": group, "actor": "job", "job": job_id, "locale": "en", "period": ""}
        assert (view.state, view.percent, view.finished, view.requested_by) == (JobState.DONE, 100, True, 7)
        assert done("paint.waxed") == [4]


def test_job_of_a_rolled_back_request_never_runs(group: int) -> None:
    with unit_of_work() as work:
        enqueue("paint.wax", {"car_id": 4})
        work.rollback()
    assert run_waiting(group) == 0


def test_job_unknown_is_refused(group: int) -> None:
    with pytest.raises(UnknownJob):
        enqueue("paint.unknown", {})


def test_job_of_the_same_word_is_made_once_until_it_is_finished(group: int) -> None:
    with unit_of_work():
        first = enqueue("paint.wax", {"car_id": 1}, dedupe="nightly")
        assert enqueue("paint.wax", {"car_id": 1}, dedupe="nightly") == first
        assert enqueue("paint.wax", {"car_id": 1}, dedupe="other") != first
    run_waiting(group)
    with unit_of_work():
        assert enqueue("paint.wax", {"car_id": 1}, dedupe="nightly") != first


def test_job_waits_for_its_time(group: int) -> None:
    with unit_of_work():
        enqueue("paint.wax", {"car_id": 1}, run_after=now() + timedelta(hours=1))
    assert run_waiting(group) == 0


def test_copy_of_a_call_does_nothing(group: int) -> None:
    job_id = ask("paint.wax", car_id=4)
    run_waiting(group)
    run_job(group, job_id, 1)
    with unit_of_work():
        assert done("paint.waxed") == [4]


def test_run_that_was_taken_for_dead_may_write_nothing(group: int) -> None:
    job_id = ask("paint.wax", car_id=4)
    run = Run(
        tenant_id=group, job_id=job_id, attempt=1, key="paint.wax",
        owner="core", payload={}, position=None, locale="en",
    )  # fmt: skip
    with unit_of_work() as work, pytest.raises(LostJob):
        run.write(work, done=1)


def test_failing_job_is_tried_again_later_then_rests(group: int) -> None:
    job_id = ask("paint.explode", car_id=1)
    run_waiting(group)
    assert state_of(job_id) is JobState.WAITING
    assert run_waiting(group) == 0
    come_early()
    run_waiting(group)
    with unit_of_work() as work:
        row = work.get_one(JobRow, (group, job_id))
        assert (row.state, row.failures, row.error_kind) == (JobState.FAILED, 2, "SystemExit")
        assert len(row.error_id) == 12
        assert done("paint.exploded") == []


def test_failed_jobs_can_be_tried_again(group: int) -> None:
    job_id = ask("paint.explode", car_id=1)
    for _attempt in range(2):
        run_waiting(group)
        come_early()
    assert state_of(job_id) is JobState.FAILED
    with unit_of_work():
        retry(job_id)
    assert state_of(job_id) is JobState.WAITING
    with unit_of_work():
        assert retry_all() == 0


def test_retry_of_work_that_was_asked_for_again_is_refused(group: int) -> None:
    with unit_of_work() as work:
        first = enqueue("paint.wax", {"car_id": 1}, dedupe="nightly")
        work.get_one(JobRow, (group, first)).state = JobState.FAILED
    with unit_of_work():
        enqueue("paint.wax", {"car_id": 1}, dedupe="nightly")
    with unit_of_work(), pytest.raises(Conflict):
        retry(first)
    with unit_of_work():
        assert retry_all() == 0


def test_retry_of_what_did_not_fail_is_refused(group: int) -> None:
    job_id = ask("paint.wax", car_id=1)
    with unit_of_work(), pytest.raises(Conflict):
        retry(job_id)


def test_chunked_job_goes_on_from_its_checkpoint(group: int) -> None:
    job_id = ask("paint.count_up", to=6, stop_at=3)
    run_waiting(group)
    with unit_of_work():
        assert (job_view(job_id).done, job_view(job_id).percent) == (3, 50)
        record("paint.go", "car", 0)
    come_early()
    run_waiting(group)
    with unit_of_work():
        assert done("paint.counted") == [0, 1, 2, 3, 4, 5]
        assert job_view(job_id).result == {"from": 3}


def test_progress_is_seen_while_the_work_is_not_yet_committed(group: int) -> None:
    job_id = ask("paint.slow_progress", steps=3)
    run_waiting(group)
    with unit_of_work():
        assert (job_view(job_id).done, job_view(job_id).total) == (3, 3)


def test_progress_outside_a_job_says_nothing(group: int) -> None:
    progress(1, 2)
    with unit_of_work():
        assert recent_jobs().rows == []


def test_cancel_of_a_waiting_job_counts_at_once(group: int) -> None:
    job_id = ask("paint.wax", car_id=1)
    with unit_of_work():
        cancel(job_id)
    assert run_waiting(group) == 0
    assert state_of(job_id) is JobState.CANCELLED


@pytest.mark.parametrize("key", ["paint.count_up", "paint.slow_progress"])
def test_cancel_of_a_running_job_stops_it_at_its_next_sign(group: int, key: str) -> None:
    job_id = ask(key, **({"to": 5} if key == "paint.count_up" else {"steps": 5}))
    with unit_of_work() as work:
        work.get_one(JobRow, (group, job_id)).cancel_requested = True
    # The claim would stop it already; what is shown here is a request that comes after it.
    with unit_of_work() as work:
        row = work.get_one(JobRow, (group, job_id))
        row.cancel_requested = False
        row.state = JobState.RUNNING
    with unit_of_work():
        cancel(job_id)
        assert job_view(job_id).stopping
    with unit_of_work() as work:
        work.get_one(JobRow, (group, job_id)).state = JobState.WAITING
    run_waiting(group)
    assert state_of(job_id) is JobState.CANCELLED


def test_job_of_a_plugin_that_is_off_is_held_and_goes_on_again(group: int, switches: Switches) -> None:
    job_id = ask("gloss.polish", car_id=9)
    switches.on.discard(group)
    run_waiting(group)
    assert state_of(job_id) is JobState.HELD
    switches.on.add(group)
    run_waiting(group)
    assert state_of(job_id) is JobState.DONE


def test_foreign_job_is_like_none(group: int) -> None:
    with tenant_context(new_group()):
        other = ask("paint.wax", car_id=1)
    with unit_of_work(), pytest.raises(NotFound):
        job_view(other)
    with unit_of_work(), pytest.raises(NotFound):
        cancel(other)


def test_running_jobs_are_those_of_the_person(group: int) -> None:
    job_id = ask("paint.wax", car_id=1)
    with unit_of_work():
        assert [view.id for view in running_jobs(7)] == [job_id]
        assert running_jobs(8) == []
        assert [view.id for view in running_jobs()] == [job_id]
        assert [(each.state, each.count) for each in unfinished_counts()] == [(JobState.WAITING, 1)]
        assert job_view(job_id).percent is None


def test_back_off_doubles_up_to_an_hour() -> None:
    assert [back_off(n).total_seconds() for n in (1, 2, 3, 12, 40)] == [5, 10, 20, 3600, 3600]
