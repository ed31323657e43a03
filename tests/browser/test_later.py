"""What plugins put on others' pages comes after the page: counts, chips, entries of the timeline in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from saas.platform.clock import now
from saas.platform.plugins import enable_plugin
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import complaint
from tests.harness.browsing import Visiting, serving


@pytest.fixture
def shown(app: Flask) -> Iterator[tuple[str, Group, int]]:
    made = group()
    at = store(made)
    person = member(made, role="store_manager", stores=[at])
    with inside(made.id, as_member(person)):
        enable_plugin("complaints")
        found = customer("王晓明", store_id=at).id
        complaint(at, customer_id=found, received_at=now() - timedelta(days=20))
    with serving(app) as base:
        yield f"{base}/t/{made.code}", made, found


def test_chips_counts_and_entries_of_a_plugin_come_after_the_page(
    shown: tuple[str, Group, int], visit: Visiting
) -> None:
    root, made, found = shown
    opened = visit(f"{root}/customers/{found}", person=made.admin)
    page = opened.page

    expect(page.locator(".ui-facts")).to_contain_text("未结投诉")
    page.locator("[hx-get$='/timeline']").scroll_into_view_if_needed()
    entries = page.locator(".ui-timeline > li[data-at]")
    expect(entries.first).to_be_visible()
    moments = [float(one.get_attribute("data-at") or 0) for one in entries.all()]
    assert moments == sorted(moments, reverse=True)
    expect(page.locator("#badge-complaints-cases")).to_have_text(re.compile(r"\d+"))
    expect(page.locator(".ui-later")).to_have_count(1)
    assert opened.complaints == []

    page.goto(f"{root}/customers/")
    expect(page.locator(f"#facts-{found}-complaints")).to_contain_text("投诉")
    expect(page.locator("tbody tr .ui-none").first).to_be_hidden()
    assert opened.serious() == []
