"""Rules make the due tasks, each once, and none for what lies before they were switched on."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from saas.core.customers.models import Customer
from saas.core.followups.generation import create_due_tasks, expire_tasks
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.core.followups.rules import edit_rule, preview, switch_off, switch_on
from saas.core.privacy.models import BlockSource, ConsentDecision
from saas.core.privacy.operations import block_contact, record_consent
from saas.core.vehicles.models import Vehicle
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.tenancy import current_tenant
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import rule, task
from saas.testing.factories.vehicles import service_record, vehicle
from tests.integration.followups.conftest import Team

DAY = date(2026, 11, 20)


def tasks() -> list[FollowupTask]:
    statement = select(FollowupTask).where(FollowupTask.tenant_id == current_tenant())
    return list(session().scalars(statement.order_by(FollowupTask.id)))


def delivered(on: date, store_id: int) -> tuple[Customer, Vehicle]:
    owner = customer(store_id=store_id)
    return owner, vehicle(owner_id=owner.id, delivery_date=on, store_id=store_id)


@pytest.mark.req("C-60", "C-61", "C-67")
def test_generation_makes_the_task_that_is_due_with_all_it_needs(team: Team) -> None:
    with team.acting():
        owner, car = delivered(date(2026, 11, 13), team.store)
        made_by = rule("delivery_7d", since=date(2026, 11, 1))
        run = create_due_tasks(DAY, cause="nightly")
        (made,) = tasks()
        assert run.counts["created"] == 1
        assert (made.customer_id, made.vehicle_id, made.store_id) == (owner.id, car.id, team.store)
        assert (made.due_from, made.due_to) == (DAY, date(2026, 11, 27))
        assert (made.rule_id, made.rule_version, made.purpose) == (made_by.id, 1, "service")
        assert made.status is TaskStatus.PENDING


def test_generation_running_again_makes_nothing_twice(team: Team) -> None:
    with team.acting():
        delivered(date(2026, 11, 13), team.store)
        rule("delivery_7d", since=date(2026, 11, 1))
        create_due_tasks(DAY, cause="nightly")
        again = create_due_tasks(DAY, cause="requested")
        assert again.counts["created"] == 0
        assert len(tasks()) == 1


def test_generation_an_edited_rule_makes_no_second_task_for_the_same_fact(team: Team) -> None:
    with team.acting():
        delivered(date(2026, 11, 13), team.store)
        made_by = rule("delivery_7d", since=date(2026, 11, 1))
        create_due_tasks(DAY, cause="nightly")
        edit_rule(made_by.id, made_by.row_version, {"offset_days": 6})
        create_due_tasks(DAY, cause="nightly")
        assert [(made.rule_version, made.due_from) for made in tasks()] == [(1, DAY)]


def test_generation_two_workers_at_once_make_one_task(team: Team) -> None:
    with team.acting():
        for _ in range(20):
            delivered(date(2026, 11, 13), team.store)
        rule("delivery_7d", since=date(2026, 11, 1))
    made: list[int] = []
    ready = threading.Barrier(2)

    def run() -> None:
        ready.wait()
        with team.acting():
            made.append(create_due_tasks(DAY, cause="nightly").counts["created"])

    workers = [threading.Thread(target=run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(made) == 20
    with team.acting():
        assert len(tasks()) == 20


def test_generation_first_import_of_ten_years_makes_no_flood(team: Team) -> None:
    with team.acting():
        for year in range(2016, 2026):
            delivered(date(year, 3, 1), team.store)
        for code in (
            "delivery_7d",
            "delivery_1m",
            "delivery_3m",
            "delivery_6m",
            "delivery_12m",
            "maintenance_30d",
        ):
            rule(code, since=DAY)
        assert create_due_tasks(DAY, cause="nightly").counts["created"] == 0


@pytest.mark.parametrize(
    ("delivery", "since", "made"),
    [
        (date(2026, 11, 13), date(2026, 11, 20), 1),  # due on the day of switching on
        (date(2026, 11, 12), date(2026, 11, 20), 0),  # due the day before it
        (date(2026, 11, 6), date(2026, 11, 1), 1),  # due seven days ago, the last day of the window
        (date(2026, 11, 5), date(2026, 11, 1), 0),  # the window has passed
        (date(2026, 11, 14), date(2026, 11, 1), 0),  # due tomorrow
    ],
)
def test_generation_acts_within_its_window_and_from_its_first_day(
    team: Team, delivery: date, since: date, made: int
) -> None:
    with team.acting():
        delivered(delivery, team.store)
        rule("delivery_7d", since=since)
        assert create_due_tasks(DAY, cause="nightly").counts["created"] == made


def test_generation_after_a_repair_excludes_the_adviser_and_dates_by_the_store(team: Team) -> None:
    with team.acting():
        _owner, car = delivered(date(2024, 1, 1), team.store)
        # 00:30 on the 19th in Shanghai, still the 18th in UTC
        completed = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
        service_record(car.id, team.store, completed_at=completed)
        rule("service_24h", since=date(2026, 11, 1))
        create_due_tasks(DAY, cause="nightly")
        (made,) = tasks()
        assert (made.due_from, made.due_to) == (DAY, date(2026, 11, 22))
        assert made.service_record_id is not None


def test_generation_months_end_on_the_calendar_day(team: Team) -> None:
    with team.acting():
        delivered(date(2026, 8, 31), team.store)
        rule("delivery_3m", since=date(2026, 11, 1))
        assert create_due_tasks(date(2026, 11, 29), cause="nightly").counts["created"] == 0
        assert create_due_tasks(date(2026, 11, 30), cause="nightly").counts["created"] == 1


def test_generation_invitation_waits_for_consent_and_counts_what_it_withholds(team: Team) -> None:
    with team.acting():
        silent, _ = delivered(date(2026, 5, 20), team.store)
        willing, _ = delivered(date(2026, 5, 20), team.store)
        changed, _ = delivered(date(2026, 5, 20), team.store)
        record_consent(willing.id, "marketing", ConsentDecision.GRANT)
        record_consent(changed.id, "marketing", ConsentDecision.GRANT)
        record_consent(changed.id, "marketing", ConsentDecision.WITHDRAW)
        rule("no_visit_6m", since=date(2026, 11, 1))
        run = create_due_tasks(DAY, cause="nightly")
        assert (run.counts["created"], run.counts["withheld"]) == (1, 2)
        assert [made.customer_id for made in tasks()] == [willing.id]
        assert silent.id != willing.id


def test_generation_makes_no_service_call_for_who_wants_no_contact(team: Team) -> None:
    with team.acting():
        blocked, _ = delivered(date(2026, 11, 13), team.store)
        refused, _ = delivered(date(2026, 11, 13), team.store)
        block_contact(blocked.id, source=BlockSource.VERBAL, reason="")
        record_consent(refused.id, "service", ConsentDecision.DENY)
        rule("delivery_7d", since=date(2026, 11, 1))
        run = create_due_tasks(DAY, cause="nightly")
        assert (run.counts["created"], run.counts["withheld"]) == (0, 2)


def test_generation_keeps_to_the_conditions_of_the_rule(team: Team) -> None:
    with team.acting():
        delivered(date(2026, 11, 13), team.store)
        delivered(date(2026, 11, 13), team.other_store)
        made_by = rule("delivery_7d", since=date(2026, 11, 1))
        edit_rule(made_by.id, made_by.row_version, {"condition": {"store_id": [team.other_store]}})
        create_due_tasks(DAY, cause="nightly")
        assert [made.store_id for made in tasks()] == [team.other_store]


def test_expiry_closes_what_is_past_and_leaves_a_call_alone(team: Team) -> None:
    with team.acting():
        past = task(day=date(2026, 11, 10))
        calling = task(day=date(2026, 11, 10), status=TaskStatus.IN_PROGRESS)
        due = task(day=DAY)
        assert expire_tasks(DAY) == 1
        for made, status in (
            (past, TaskStatus.EXPIRED),
            (calling, TaskStatus.IN_PROGRESS),
            (due, TaskStatus.PENDING),
        ):
            session().refresh(made)
            assert made.status is status
        assert (past.is_open, calling.is_open, due.is_open) == (False, True, True)


def test_preview_tells_the_next_seven_days_and_makes_nothing(team: Team) -> None:
    with team.acting():
        for on in (date(2026, 11, 13), date(2026, 11, 15), date(2026, 11, 15), date(2026, 11, 30)):
            delivered(on, team.store)
        shown = rule("delivery_7d")
        days = preview(shown.id, DAY)
        assert [day.created for day in days] == [1, 0, 2, 0, 0, 0, 0]
        assert tasks() == []


def test_switching_twice_keeps_the_first_day(team: Team) -> None:
    with team.acting():
        shown = rule("delivery_7d")
        switch_on(shown.id, date(2026, 11, 1))
        assert switch_on(shown.id, DAY).enabled_on == date(2026, 11, 1)
        assert switch_off(shown.id).enabled_on is None


def test_edit_rule_refuses_what_cannot_be(team: Team) -> None:
    with team.acting():
        shown = rule("delivery_7d")
        with pytest.raises(Invalid):
            edit_rule(shown.id, shown.row_version, {"event": "no_visit"})
        with pytest.raises(Invalid):
            edit_rule(shown.id, shown.row_version, {"condition": {"hair": ["red"]}})
        with pytest.raises(Conflict):
            edit_rule(shown.id, shown.row_version - 1, {"priority": 1})


def test_generation_statements_do_not_grow_with_the_tasks(team: Team, count_queries: object) -> None:
    with team.acting():
        rule("delivery_7d", since=date(2026, 11, 1))
        counts = []
        for number in (1, 30):
            for _ in range(number):
                delivered(date(2026, 11, 13), team.store)
            session().flush()
            with count_queries() as queries:  # type: ignore[operator]
                create_due_tasks(DAY, cause="nightly")
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert session().execute(select(func.count()).select_from(FollowupTask)).scalar_one() == 31
        assert load_for_change(FollowupTask, tasks()[0].id).row_version == 1
