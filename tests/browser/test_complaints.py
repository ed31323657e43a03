"""Complaints in a real browser: fit for everybody, acknowledged on their page, registered out of a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.complaints.models import Case, Channel
from saas.platform.clock import moved, now
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import as_member, member
from saas.testing.factories.vehicles import vehicle
from tests.browser.house import MORNING
from tests.factories.complaints import complaint, group_with_complaints
from tests.harness.browsing import Visiting, living_at, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served application with one overdue complaint that concerns safety, and a call that is due."""

    root: str
    manager: Person
    caller: Person
    case_id: int
    task_id: int

    @property
    def base(self) -> str:
        """Where the pages of complaints begin."""
        return f"{self.root}/x/complaints"


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    """Complaints of one store, their manager, and a specialist who calls."""
    with moved(MORNING):
        made = group_with_complaints()
        at = store(made, code="SH01")
        manager = member(made, role="complaint_manager", stores=[at])
        caller = member(made, stores=[at])
        with inside(made.id, as_member(manager)):
            case_id = complaint(at, safety=True, severity=4, received_at=now() - timedelta(days=20)).id
        with inside(made.id):
            owner = customer("孙丽", store_id=at)
            car = vehicle(owner_id=owner.id)
            task_id = task(owner, vehicle_id=car.id, store_id=at, assignee_id=caller.member_id).id
    with serving(living_at(app, MORNING)) as address:
        yield Scene(
            root=f"{address}/t/{made.code}",
            manager=manager,
            caller=caller,
            case_id=case_id,
            task_id=task_id,
        )


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
@pytest.mark.parametrize("path", ["/", "/new", "/{case_id}", "/{case_id}/edit"])
def test_page_of_complaints_is_fit_for_everybody(
    visit: Visiting, scene: Scene, path: str, size: str, scheme: str
) -> None:
    address = scene.base + path.format(case_id=scene.case_id)
    seen = visit(address, size=size, scheme=scheme, person=scene.manager)

    assert seen.page.locator("h1").count() == 1
    assert seen.serious() == []
    assert seen.overflow() <= 0
    assert seen.complaints == []


def test_complaint_is_acknowledged_on_its_page(visit: Visiting, scene: Scene) -> None:
    seen = visit(f"{scene.base}/{scene.case_id}", person=scene.manager)
    page = seen.page
    page.locator("#complaint-acknowledge textarea").fill("已致电确认")
    page.locator("#complaint-acknowledge button[type=submit]").click()
    page.wait_for_selector("#complaint-acknowledge", state="detached")

    assert page.locator(".ui-timeline").inner_text().count("已致电确认") == 1
    assert seen.complaints == []


def test_complaint_heard_in_a_call_is_registered_from_the_call_screen(visit: Visiting, scene: Scene) -> None:
    seen = visit(f"{scene.root}/followups/workbench/{scene.task_id}", person=scene.caller)
    page = seen.page
    page.get_by_role("button", name="开始通话").click()
    page.get_by_role("button", name="保存并下一个").wait_for()

    page.get_by_role("link", name="登记投诉").click()
    page.locator("#complaint textarea[name=description]").fill("方向盘抖动")
    page.locator("#complaint button[type=submit]").click()
    page.get_by_text("方向盘抖动").wait_for()

    with inside(scene.caller.tenant_id) as work:
        case = work.scalars(select(Case).where(Case.task_id == scene.task_id)).one()
        assert (case.channel, case.registered_by_id) == (Channel.FOLLOWUP_CALL, scene.caller.member_id)
        assert case.vehicle_id is not None
    assert seen.complaints == []
