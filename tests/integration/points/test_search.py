"""The search page and the filters of the customers' list, with what a plugin adds to both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Integer, cast, literal_column

from saas.core.customers.exporting import customer_lines
from saas.core.customers.models import Customer
from saas.platform.web import SearchHit
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import group, store
from saas.testing.factories.members import as_member, member
from tests.integration.points.club import CLUB
from tests.integration.points.conftest import Browser, Place

Browsers = Callable[..., Browser]
FRAGMENT = {"HX_Request": "true"}
SECTION = "/search/sections/club.cards?q=C-1"


@pytest.fixture(scope="module")
def people(place: Place) -> tuple[int, int]:
    """A customer with a card and one without."""
    with inside(place.group.id, as_member(place.manager)):
        with_card = customer("孟浩然", store_id=place.store, source=("C-1", "1")).id
        return with_card, customer("孟郊", store_id=place.store).id


def test_search_shows_customers_and_loads_each_section_by_itself(
    place: Place, people: tuple[int, int], browser: Browsers
) -> None:
    page = browser(place.manager).get("/search/?q=孟浩然").text
    assert f"/customers/{people[0]}" in page
    assert f"/customers/{people[1]}" not in page
    assert "Club cards" in page
    assert "/search/sections/club.cards?q=" in page
    assert "Card 孟" not in page


def test_section_shows_its_hits_at_most_ten(place: Place, browser: Browsers) -> None:
    CLUB.find = lambda text, _limit: [
        SearchHit(title=f"<b>{text}</b> {n}", endpoint="customers.index") for n in range(30)
    ]
    shown = browser(place.manager).get(SECTION, **FRAGMENT).text
    assert shown.count("&lt;b&gt;C-1&lt;/b&gt;") == 10
    assert f'href="/t/{place.group.code}/customers/"' in shown


def fail(_text: str, _limit: int) -> Any:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "find",
    [fail, lambda _text, _limit: ["no hit"], lambda _t, _l: [SearchHit(title="x", endpoint="no.such")]],
)
def test_section_that_fails_loses_itself(place: Place, browser: Browsers, find: Callable[..., Any]) -> None:
    CLUB.find = find
    assert browser(place.manager).get(SECTION, **FRAGMENT).status_code == 200
    assert browser(place.manager).get("/search/?q=C-1").status_code == 200


def test_nothing_is_asked_without_a_text(place: Place, browser: Browsers) -> None:
    CLUB.find = fail
    visitor = browser(place.manager)
    assert "club.cards" not in visitor.get("/search/").text
    assert visitor.get("/search/sections/club.cards?q=%20", **FRAGMENT).status_code == 200


def test_search_box_leads_to_the_page_only_where_more_than_customers_can_be_found(
    place: Place, browser: Browsers
) -> None:
    other = group()
    plain = member(other, role="store_manager", stores=[store(other)])
    assert f'action="/t/{place.group.code}/search/"' in browser(place.manager).get("/").text
    assert f'action="/t/{other.code}/customers/"' in browser(plain).get("/").text
    assert browser(plain).get(SECTION, **FRAGMENT).status_code == 404


def test_filter_of_a_plugin_narrows_list_count_and_export(
    place: Place, people: tuple[int, int], browser: Browsers
) -> None:
    CLUB.criterion = lambda: Customer.source_system == "C-1"
    page = browser(place.manager).get("/customers/?with=club.noted").text
    assert "Has a card" in page
    assert f"/customers/{people[0]}" in page
    assert f"/customers/{people[1]}" not in page
    with inside(place.group.id, as_member(place.group.admin)):
        assert [line[0] for line in customer_lines({"extra": "club.noted"}, 100)] == ["孟浩然"]


@pytest.mark.parametrize(
    "criterion",
    [
        lambda: 1 / 0,
        lambda: "no condition",
        lambda: literal_column("nowhere.x") == 1,
        # What the database takes, and one row breaks.
        lambda: cast(Customer.source_system, Integer) == 1,
    ],
    ids=["raises", "no condition", "no column", "a row breaks it"],
)
def test_filter_that_fails_finds_nothing_and_keeps_the_page(
    place: Place, people: tuple[int, int], browser: Browsers, criterion: Callable[[], Any]
) -> None:
    CLUB.criterion = criterion
    answer = browser(place.manager).get("/customers/?with=club.noted")
    assert answer.status_code == 200
    assert f"/customers/{people[0]}" not in answer.text


def test_filter_that_is_not_there_is_ignored(
    place: Place, people: tuple[int, int], browser: Browsers
) -> None:
    page = browser(place.manager).get("/customers/?with=club.nothing").text
    assert f"/customers/{people[1]}" in page
