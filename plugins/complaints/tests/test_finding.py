"""How complaints are found from outside: the search's section, the filter of the customers' list, the tile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from plugins.complaints.operations import assign_case, close_case
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import Browser
from saas.platform.clock import now
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import complaint, group_with_complaints

Open = Callable[[Person], Browser]
SECTION = "/search/sections/complaints.cases?q={}"
FILTER = "/customers/?with=complaints.open"
TILE = "/widgets/complaints.standing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Two stores, each with a manager, and a customer of `store_id` with an open and a closed complaint."""

    group: Group
    store_id: int
    head: Person
    manager: Person
    stranger: Person
    customer_id: int
    open_number: str
    closed_number: str
    open_id: int


@pytest.fixture(scope="module")
def found(app: Flask) -> Found:
    with locale_context("en"):
        there = group_with_complaints()
        here, other = store(there, code="SH01"), store(there, code="HZ01")
        head = member(there, role="complaint_manager")
        with inside(there.id, as_member(head)):
            owner = customer("李白", store_id=here).id
            customer("杜甫", store_id=here)
            late = complaint(here, customer_id=owner, received_at=now() - timedelta(days=20))
            done = complaint(here, customer_id=owner)
            close_case(done.id, result=ResultKind.WITHDRAWN, text="erledigt")
            return Found(
                group=there,
                store_id=here,
                head=head,
                manager=member(there, role="complaint_manager", stores=[here]),
                stranger=member(there, role="complaint_manager", stores=[other]),
                customer_id=owner,
                open_number=late.document_no,
                closed_number=done.document_no,
                open_id=late.id,
            )


def numbers_in(text: str, found: Found) -> list[bool]:
    return [number in text for number in (found.open_number, found.closed_number)]


@pytest.mark.parametrize("typed", ["李白", "李"])
def test_search_finds_complaints_by_their_customer(found: Found, browser: Open, typed: str) -> None:
    shown = browser(found.manager).outside(SECTION.format(typed)).text
    assert numbers_in(shown, found) == [True, True]
    assert "李白 · Received · 保养后异响" in shown
    assert f'href="/t/{found.group.code}/x/complaints/{found.open_id}"' in shown


def test_search_finds_a_complaint_by_the_beginning_of_its_number_in_any_case(
    found: Found, browser: Open
) -> None:
    at = browser(found.manager)
    assert numbers_in(at.outside(SECTION.format(found.open_number.lower())).text, found) == [True, False]
    assert numbers_in(at.outside(SECTION.format(found.open_number[:7])).text, found) == [True, True]
    assert numbers_in(at.outside(SECTION.format("%")).text, found) == [False, False]


def test_search_finds_nothing_out_of_reach_and_is_not_there_without_the_right(
    found: Found, browser: Open
) -> None:
    assert numbers_in(browser(found.stranger).outside(SECTION.format("李白")).text, found) == [False, False]
    clerk = browser(member(found.group, role="payer"))
    assert clerk.outside(SECTION.format("李白")).status_code == 404


def test_search_masks_who_complained_for_those_who_may_not_know(found: Found, browser: Open) -> None:
    analyst = browser(member(found.group, role="data_analyst"))
    shown = analyst.outside(SECTION.format(found.open_number)).text
    assert found.open_number in shown
    assert "李白" not in shown
    assert "李*" in shown


def test_filter_leaves_customers_with_an_open_complaint(found: Found, browser: Open) -> None:
    at = browser(member(found.group, role="group_admin"))
    everybody, narrowed = at.outside("/customers/").text, at.outside(FILTER).text
    assert "Has an open complaint" in everybody
    assert ["李白" in everybody, "杜甫" in everybody] == [True, True]
    assert ["李白" in narrowed, "杜甫" in narrowed] == [True, False]


def test_filter_knows_only_complaints_within_reach(found: Found, browser: Open) -> None:
    advisor = browser(member(found.group, role="service_advisor", stores=[found.store_id]))
    assert "李白" in advisor.outside("/customers/").text
    assert "李白" not in advisor.outside(FILTER).text, "the complaint is not theirs"


def tile(at: Browser) -> list[str]:
    """The figures of the tile, in order."""
    parts = at.outside(TILE).text.split('ui-stat-value">')[1:]
    return [part.split("<")[0].strip() for part in parts]


def test_tile_counts_what_is_open_late_and_with_nobody(found: Found, browser: Open) -> None:
    at = browser(found.manager)
    assert tile(at) == ["1", "1", "1"]
    with inside(found.group.id, as_member(found.head)):
        handler = member(found.group, role="complaint_handler")
        assign_case(found.open_id, handler.member_id)
    assert tile(at) == ["1", "1", "0"]


def test_tile_says_so_where_nothing_is_open_and_is_for_those_who_handle(found: Found, browser: Open) -> None:
    assert "No complaint is open" in browser(found.stranger).outside(TILE).text
    assert "complaints.standing" in browser(found.stranger).outside("/").text
    reader = browser(member(found.group, role="followup_manager"))
    assert reader.outside(TILE).status_code == 404
    assert "complaints.standing" not in reader.outside("/").text
