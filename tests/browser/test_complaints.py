"""The pages of complaints in a real browser: nothing serious for axe, nothing wider than the window, no script refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from saas.core.accounts.operations import sign_in
from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.clock import now
from tests.factories.application import inside
from tests.factories.complaints import as_member, complaint, group_with_complaints
from tests.factories.groups import Person, store
from tests.factories.members import member
from tests.harness.browsing import Visiting, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served application with one overdue complaint that concerns safety."""

    address: str
    base: str
    manager: Person
    case_id: int
    token: str


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    """Complaints of one store, and their manager's session."""
    made = group_with_complaints()
    at = store(made, code="SH01")
    manager = member(made, role="complaint_manager", stores=[at])
    with inside(made.id, as_member(manager)):
        case_id = complaint(at, safety=True, severity=4, received_at=now() - timedelta(hours=1)).id
    with app.app_context():
        token = sign_in(
            login=manager.login, password=manager.password, address="127.0.0.1", agent="test"
        ).token
    with serving(app) as address:
        yield Scene(
            address=address,
            base=f"{address}/t/{made.code}/x/complaints",
            manager=manager,
            case_id=case_id,
            token=token,
        )


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
@pytest.mark.parametrize("path", ["/", "/new", "/{case_id}", "/{case_id}/edit"])
def test_page_of_complaints_is_fit_for_everybody(
    visit: Visiting, scene: Scene, path: str, size: str, scheme: str
) -> None:
    seen = visit(f"{scene.address}/sign-in", size=size, scheme=scheme)
    seen.page.context.add_cookies([{"name": SESSION_COOKIE, "value": scene.token, "url": scene.address}])
    seen.page.goto(scene.base + path.format(case_id=scene.case_id))
    seen.page.wait_for_load_state("networkidle")

    assert seen.page.locator("h1").count() == 1
    assert seen.serious() == []
    assert seen.overflow() <= 0
    assert seen.complaints == []


def test_complaint_is_acknowledged_on_its_page(visit: Visiting, scene: Scene) -> None:
    seen = visit(f"{scene.address}/sign-in")
    page = seen.page
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": scene.token, "url": scene.address}])
    page.goto(f"{scene.base}/{scene.case_id}")
    page.locator("#complaint-acknowledge textarea").fill("已致电确认")
    page.locator("#complaint-acknowledge button[type=submit]").click()
    page.wait_for_selector("#complaint-acknowledge", state="detached")

    assert page.locator(".ui-timeline").inner_text().count("已致电确认") == 1
    assert seen.complaints == []
