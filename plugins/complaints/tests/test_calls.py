"""Complaints in follow-up calls: taken down with the result, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from plugins.complaints.models import Case, Channel
from plugins.complaints.tests.conftest import Browser, House
from saas.core.followups.calls import open_call
from saas.core.followups.hooks import followup_priority
from saas.core.followups.models import FollowupTask, Script, TaskStatus
from saas.platform.clock import moved
from saas.platform.plugins import filtered
from saas.platform.plugins.settings import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.members import as_member
from saas.testing.factories.vehicles import vehicle
from tests.factories.complaints import complaint

MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday, ten in Shanghai
PART = "x-complaints-complains"


class Call:
    """A call that the specialist of the house has begun."""

    def __init__(self, house: House, app: Flask) -> None:
        self.house = house
        with moved(MORNING), inside(house.group.id, as_member(house.specialist)) as work:
            owner = customer(store_id=house.store_id)
            car = vehicle(owner_id=owner.id)
            made = task(
                owner,
                vehicle_id=car.id,
                store_id=house.store_id,
                assignee_id=house.specialist.member_id,
                script_id=work.scalars(select(Script.id).where(Script.code == "after_service")).one(),
            )
            _task, _decision, attempt = open_call(made.id)
            assert attempt
            self.task_id, self.attempt_id = made.id, attempt.id
            self.customer_id, self.vehicle_id = owner.id, car.id
        self._browser = Browser(app.test_client(), house.specialist)

    def page(self) -> str:
        """The page of the call."""
        return self._browser.outside(f"/followups/workbench/{self.task_id}").text

    def end(self, answers: Mapping[str, str] | None = None, /, **fields: str) -> TestResponse:
        """Send the result; fields of the part are given without what their names begin with."""
        sent = {f"{PART}-{name}": value for name, value in fields.items()}
        form = {"result": "connected", "note": "said a lot", PART: "1", **sent, **(answers or {})}
        with moved(MORNING):
            return self._browser.post_outside(f"/followups/workbench/calls/{self.attempt_id}", **form)

    def standing(self) -> tuple[TaskStatus, list[Case]]:
        """The task's state and the complaints that came of it."""
        with inside(self.house.group.id) as work:
            status = work.get_one(FollowupTask, (self.house.group.id, self.task_id)).status
            mine = (Case.tenant_id == self.house.group.id, Case.task_id == self.task_id)
            found = list(work.scalars(select(Case).where(*mine)))
            work.expunge_all()
            return status, found


@pytest.fixture
def call(house: House, app: Flask) -> Call:
    return Call(house, app)


def test_form_extension_registers_a_complaint_with_the_result(call: Call) -> None:
    assert "The customer complains" in call.page()
    answer = call.end(
        complains="true", description="异响没有解决", demand="返修", severity="3", safety="true"
    )

    status, (case,) = call.standing()
    assert (answer.status_code, status) == (303, TaskStatus.COMPLETED)
    assert (case.channel, case.customer_id) == (Channel.FOLLOWUP_CALL, call.customer_id)
    assert (case.description, case.demand, case.severity, case.safety) == ("异响没有解决", "返修", 3, True)
    assert (case.vehicle_id, case.store_id) == (call.vehicle_id, call.house.store_id)
    assert case.registered_by_id == call.house.specialist.member_id


def test_form_extension_registers_nothing_where_nobody_complains(call: Call) -> None:
    assert call.end(severity="2").status_code == 303
    assert call.standing() == (TaskStatus.COMPLETED, [])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"complains": "true"}, "Write down what the customer complains about."),
        ({"description": "异响"}, "Tick that the customer complains"),
    ],
)
def test_form_extension_says_what_is_missing_and_keeps_everything(
    call: Call, fields: dict[str, str], told: str
) -> None:
    answer = call.end(**fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert "said a lot" in answer.text
    assert call.standing() == (TaskStatus.IN_PROGRESS, [])


@pytest.fixture
def strict(house: House) -> Iterator[None]:
    """The group wants a complaint from calls with a mark up to three, and calls those who complained first."""
    with inside(house.group.id, as_member(house.group.admin)):
        change_settings("complaints", {"needed_up_to_rating": 3, "call_first": True})
    yield
    with inside(house.group.id, as_member(house.group.admin)):
        change_settings("complaints", {"needed_up_to_rating": 0, "call_first": False})


def rated(call: Call, mark: str, **fields: str) -> TestResponse:
    """The result of a call in which the customer gave a mark."""
    answers = {"answers-0-question": "satisfaction", "answers-0-value": mark}
    return call.end(answers, **fields)


@pytest.mark.usefixtures("strict")
def test_before_followup_complete_wants_a_complaint_after_a_low_mark(call: Call) -> None:
    refused = rated(call, "2")
    assert refused.status_code == 422
    assert "The customer gave the mark 2" in refused.text
    assert "said a lot" in refused.text
    assert call.standing() == (TaskStatus.IN_PROGRESS, [])

    taken = rated(call, "2", complains="true", description="态度差")
    status, cases = call.standing()
    assert (taken.status_code, status, len(cases)) == (303, TaskStatus.COMPLETED, 1)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("mark", ["4", ""])
def test_before_followup_complete_lets_other_calls_end(call: Call, mark: str) -> None:
    assert rated(call, mark).status_code == 303
    assert call.standing() == (TaskStatus.COMPLETED, [])


def test_before_followup_complete_asks_nothing_where_the_group_does_not_want_it(call: Call) -> None:
    assert rated(call, "1").status_code == 303
    assert call.standing() == (TaskStatus.COMPLETED, [])


def ranked(house: House, *owners: int) -> list[int]:
    value = {number: 40 for number, _ in enumerate(owners)}
    customers = dict(enumerate(owners))
    with inside(house.group.id):
        after = filtered(followup_priority, tenant_id=house.group.id, value=value, customers=customers)
    return [after[number] for number, _ in enumerate(owners)]


@pytest.fixture
def people(house: House) -> tuple[int, int]:
    """A customer with an open complaint and one without."""
    with inside(house.group.id, as_member(house.manager)):
        first, second = (customer(store_id=house.store_id).id for _ in range(2))
        complaint(house.store_id, customer_id=first)
        return first, second


@pytest.mark.usefixtures("strict")
def test_followup_priority_puts_customers_with_an_open_complaint_first(
    house: House, people: tuple[int, int]
) -> None:
    assert ranked(house, *people) == [1, 40]


def test_followup_priority_stays_where_the_group_does_not_want_it(
    house: House, people: tuple[int, int]
) -> None:
    assert ranked(house, *people) == [40, 40]
