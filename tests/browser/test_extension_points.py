"""What a plugin adds to pages of the core, as a person finds it: a part of a form, sections of the search, a tile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from saas.core.followups.calls import open_call
from saas.platform.clock import moved
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member
from tests.browser.house import MORNING, House, furnish
from tests.harness.browsing import Visit, Visiting, living_at, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The furnished group on a running server, with a call that has begun."""

    house: House
    base: str
    task_id: int


@pytest.fixture(scope="module")
def standing(app: Flask) -> Iterator[Standing]:
    with moved(MORNING):
        house = furnish()
        of = house.group
        shop = store(of)
        with inside(of.id, as_member(house.person)):
            made = task(customer("孙丽", store_id=shop), assignee_id=house.person.member_id)
            _task, _decision, attempt = open_call(made.id)
            assert attempt
            task_id = made.id
        with serving(living_at(app, MORNING)) as served:
            yield Standing(house=house, base=f"{served}/t/{of.code}", task_id=task_id)


def opened(standing: Standing, visit: Visiting, path: str, size: str) -> Visit:
    visited = visit(standing.base + path, size=size, person=standing.house.person)
    visited.page.wait_for_load_state("networkidle")
    if folder := os.environ.get("PICTURES"):
        name = path.strip("/").replace("/", "-").split("?")[0] or "home"
        visited.page.screenshot(path=f"{folder}/{name}-{size}.png", full_page=True)
    return visited


def faults(visited: Visit) -> list[str]:
    wider = visited.overflow()
    return [*visited.complaints, *visited.serious(), *([f"{wider} px too wide"] if wider > 0 else [])]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_part_of_a_form_shows_its_fields_when_they_are_asked_for(
    standing: Standing, visit: Visiting, size: str
) -> None:
    visited = opened(standing, visit, f"/followups/workbench/{standing.task_id}", size)
    told = visited.page.locator("textarea[name='x-complaints-complains-description']")
    assert not told.is_visible()
    visited.page.get_by_label("客户投诉", exact=True).check()
    assert told.is_visible()
    if folder := os.environ.get("PICTURES"):
        visited.page.screenshot(path=f"{folder}/call-ticked-{size}.png", full_page=True)
    assert faults(visited) == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_search_loads_its_sections(standing: Standing, visit: Visiting, size: str) -> None:
    visited = opened(standing, visit, "/search/?q=TS", size)
    visited.page.locator("main a[href*='/x/complaints/']").first.wait_for()
    assert faults(visited) == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_tile_of_a_plugin_stands_on_the_start_page(standing: Standing, visit: Visiting, size: str) -> None:
    visited = opened(standing, visit, "/", size)
    visited.page.locator("main [hx-get*='/widgets/']").scroll_into_view_if_needed()
    visited.page.locator("main .ui-stat[href*='state=overdue']").wait_for()
    assert faults(visited) == []


@pytest.mark.parametrize(
    "path", ["/vehicles/{vehicle_id}", "/followups/tasks/{task_id}", "/customers/?with=complaints.open"]
)
def test_other_pages_take_what_plugins_add(standing: Standing, visit: Visiting, path: str) -> None:
    for size in ("desk", "phone"):
        visited = opened(standing, visit, path.format(**standing.house.values), size)
        assert visited.page.get_by_text("投诉").count()
        assert faults(visited) == []
