"""What complaints show on the pages of a customer, a vehicle and a follow-up: cards, chips, buttons, the timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from plugins.complaints.operations import close_case
from plugins.complaints.panels import SHOWN, list_facts, timeline
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import Browser
from saas.platform.clock import now
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from saas.testing.factories.vehicles import vehicle
from tests.factories.complaints import complaint, group_with_complaints

Open = Callable[[Person], Browser]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A customer with a vehicle and a follow-up, and three complaints: an hour old with the vehicle, a day old, closed.

    manager: of their store. advisor: sees the customer and none of the complaints. numbers: the newest first.
    """

    group: Group
    store_id: int
    manager: Person
    advisor: Person
    customer_id: int
    nobody_id: int
    vehicle_id: int
    task_id: int
    numbers: list[str]
    newest: datetime


@pytest.fixture(scope="module")
def shown(app: Flask) -> Shown:
    with locale_context("en"):
        there = group_with_complaints()
        here = store(there, code="SH01")
        manager = member(there, role="complaint_manager", stores=[here])
        specialist = member(there, role="followup_specialist", stores=[here])
        advisor = member(there, role="service_advisor", stores=[here])
    with inside(there.id, as_member(manager)):
        owner, nobody = customer("李白", store_id=here), customer(store_id=here)
        car = vehicle(owner_id=owner.id)
        called = task(owner, vehicle_id=car.id, store_id=here, assignee_id=specialist.member_id)
        made = [
            complaint(here, customer_id=owner.id, vehicle_id=car.id, received_at=now() - timedelta(days=20)),
            complaint(here, customer_id=owner.id, received_at=now() - timedelta(days=21)),
            complaint(here, customer_id=owner.id, received_at=now() - timedelta(days=22)),
        ]
        close_case(made[2].id, result=ResultKind.WITHDRAWN, text="erledigt")
        return Shown(
            group=there,
            store_id=here,
            manager=manager,
            advisor=advisor,
            customer_id=owner.id,
            nobody_id=nobody.id,
            vehicle_id=car.id,
            task_id=called.id,
            numbers=[case.document_no for case in made],
            newest=made[0].received_at,
        )


def places(shown: Shown) -> dict[str, tuple[str, int, str]]:
    """Slot, object and card by the kind of page."""
    return {
        "customer": ("core.customer", shown.customer_id, "complaints.cases"),
        "vehicle": ("core.vehicle", shown.vehicle_id, "complaints.cases_of_vehicle"),
        "task": ("core.followup_task", shown.task_id, "complaints.cases_of_task"),
    }


def card(at: Browser, slot: str, object_id: int, name: str) -> str:
    return at.outside(f"/later/panels/{slot}/{object_id}/{name}").text


@pytest.mark.parametrize(("page", "seen"), [("customer", 3), ("vehicle", 1), ("task", 3)])
def test_card_shows_the_complaints_of_its_object(shown: Shown, browser: Open, page: str, seen: int) -> None:
    admin = browser(member(shown.group, role="group_admin"))
    text = card(admin, *places(shown)[page])
    assert [number in text for number in shown.numbers] == [True, seen == 3, seen == 3]
    assert "overdue" in text
    assert ("Withdrawn" in text) == (seen == 3)


@pytest.mark.parametrize(("page", "chip"), [("customer", 2), ("vehicle", 1), ("task", 2)])
def test_chip_counts_the_open_ones(shown: Shown, browser: Open, page: str, chip: int) -> None:
    slot, object_id, _name = places(shown)[page]
    admin = browser(member(shown.group, role="group_admin"))
    text = admin.outside(f"/later/facts/{slot}/{object_id}/complaints").text
    assert f"{chip} open complaint" in text


def test_card_and_chip_say_so_where_there_is_nothing(shown: Shown, browser: Open) -> None:
    at = browser(shown.manager)
    assert "No complaint yet" in card(at, "core.customer", shown.nobody_id, "complaints.cases")
    assert "open complaint" not in at.outside(f"/later/facts/core.customer/{shown.nobody_id}/complaints").text


def test_card_shows_no_more_than_some_and_the_newest(shown: Shown, browser: Open) -> None:
    with inside(shown.group.id, as_member(shown.manager)):
        owner = customer(store_id=shown.store_id)
        numbers = [complaint(shown.store_id, customer_id=owner.id).document_no for _ in range(SHOWN + 1)]
        owner_id = owner.id
    text = card(browser(shown.manager), "core.customer", owner_id, "complaints.cases")
    assert [number in text for number in numbers] == [False] + [True] * SHOWN


def test_card_chips_and_timeline_hold_back_what_is_out_of_reach(shown: Shown, browser: Open) -> None:
    at = browser(shown.advisor)
    assert "No complaint yet" in card(at, "core.customer", shown.customer_id, "complaints.cases")
    assert (
        "open complaint" not in at.outside(f"/later/facts/core.customer/{shown.customer_id}/complaints").text
    )
    with inside(shown.group.id, as_member(shown.advisor)):
        assert list_facts([shown.customer_id]) == {}
        assert timeline(shown.customer_id, None, 10) == []


def test_nothing_is_shown_to_who_may_not_see_complaints(shown: Shown, browser: Open) -> None:
    officer = member(shown.group, role="payer")
    slot, object_id, name = places(shown)["customer"]
    assert browser(officer).outside(f"/later/panels/{slot}/{object_id}/{name}").status_code == 404
    with inside(shown.group.id, as_member(officer)):
        assert list_facts([shown.customer_id]) == {}
        assert timeline(shown.customer_id, None, 10) == []


def test_list_of_customers_has_the_chips_of_one_page(shown: Shown) -> None:
    with inside(shown.group.id, as_member(shown.manager)):
        found = list_facts([shown.customer_id, shown.nobody_id])
    assert {owner: [str(fact.text) for fact in facts] for owner, facts in found.items()} == {
        shown.customer_id: ["2 open complaints"]
    }


def test_timeline_goes_back_page_by_page(shown: Shown) -> None:
    with inside(shown.group.id, as_member(shown.manager)):
        first = timeline(shown.customer_id, None, 2)
        rest = timeline(shown.customer_id, first[-1].at, 2)
        told = [str(entry.title) for entry in (*first, *rest)]
    assert told == [f"Complaint {number}" for number in shown.numbers]
    assert first[0].at == shown.newest
    assert str(first[0].text) == "Telephone: 保养后异响，返修两次未解决"
    assert str(rest[0].text).endswith("→ Withdrawn by the customer")
    assert len({entry.key for entry in (*first, *rest)}) == 3


def test_timeline_of_the_customers_page_leads_to_the_complaint(shown: Shown, browser: Open) -> None:
    text = browser(shown.manager).outside(f"/customers/{shown.customer_id}/timeline/complaints").text
    assert [f"Complaint {number}" in text for number in shown.numbers] == [True, True, True]
    assert f"/t/{shown.group.code}/x/complaints/" in text


def test_button_to_register_stands_on_the_customers_page(shown: Shown, browser: Open) -> None:
    button = f"/x/complaints/new?customer_id={shown.customer_id}"
    assert button in browser(shown.manager).outside(f"/customers/{shown.customer_id}").text
    reader = member(shown.group, role="group_admin")
    assert button not in browser(reader).outside(f"/customers/{shown.customer_id}").text
