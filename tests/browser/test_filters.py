"""The filters of a list: all at hand on a desk, behind one button on a phone; one that is chosen holds at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, group
from tests.harness.browsing import Visiting, serving


@pytest.fixture
def lists(app: Flask) -> Iterator[tuple[str, Group]]:
    made = group()
    with inside(made.id):
        customer("王晓明")
    with serving(app) as base:
        yield f"{base}/t/{made.code}", made


def test_filters_of_a_phone_are_shown_when_asked(lists: tuple[str, Group], visit: Visiting) -> None:
    root, made = lists
    page = visit(f"{root}/customers/", size="phone", person=made.admin).page
    more, state = page.locator("[data-filters]"), page.locator("#filter-lifecycle")
    expect(page.locator("#filter-q")).to_be_visible()
    expect(state).to_be_hidden()
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    state.select_option("lost")
    expect(page.locator(".ui-chip")).to_be_visible()
    expect(page.get_by_text("王晓明")).to_have_count(0)


def test_filters_of_a_desk_need_no_button(lists: tuple[str, Group], visit: Visiting) -> None:
    root, made = lists
    page = visit(f"{root}/customers/", person=made.admin).page
    expect(page.locator("#filter-lifecycle")).to_be_visible()
    expect(page.locator("[data-filters]")).to_be_hidden()
