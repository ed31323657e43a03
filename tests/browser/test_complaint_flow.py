"""A complaint from its receipt to its end in a real browser: the handler's work, and somebody else's question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update

from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.complaints import complaint, group_with_complaints
from tests.harness.browsing import Visiting, living_at, press, serving

pytestmark = pytest.mark.req("Q-05", "Q-06", "Q-07", "Q-08", "Q-09")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A served application, who gives complaints out and who handles them."""

    root: str
    group: Group
    store_id: int
    manager: Person
    handler: Person

    def speak(self, locale: str) -> None:
        """Let both read a language from now on."""
        with inside(self.group.id) as work:
            ids = [self.manager.account_id, self.handler.account_id]
            work.execute(update(Account).where(Account.id.in_(ids)).values(locale=locale))


@pytest.fixture(scope="module")
def desk(app: Flask) -> Iterator[Desk]:
    """One store with its manager and handler of complaints."""
    with moved(MORNING):
        made = group_with_complaints()
        at = store(made, code="SH01")
        manager = member(made, role="complaint_manager", stores=[at])
        handler = member(made, role="complaint_handler", stores=[at])
    with serving(living_at(app, MORNING)) as address:
        yield Desk(
            root=f"{address}/t/{made.code}/x/complaints",
            group=made,
            store_id=at,
            manager=manager,
            handler=handler,
        )


def registered(desk: Desk) -> int:
    """A complaint that nobody has yet."""
    with moved(MORNING), inside(desk.group.id, as_member(desk.manager)):
        return complaint(desk.store_id).id


def step(page: Page, name: str, **typed: str) -> None:
    """Fill in the form of a step, which is the next one or is chosen, and send it."""
    form = f"#complaint-{name}"
    if not page.locator(form).count():
        press(page, page.locator(f"a[href$='step={name}']"))
    say(page, form.removeprefix("#"), **typed)
    assert not page.locator(form).count()


@pytest.mark.parametrize(
    ("locale", "closed", "worked"), [("zh_CN", "已关闭", "有效"), ("en", "Closed", "It has helped")]
)
def test_complaint_is_investigated_solved_and_closed_by_somebody_else(
    visit: Visiting, desk: Desk, locale: str, closed: str, worked: str
) -> None:
    desk.speak(locale)
    case_id = registered(desk)
    address = f"{desk.root}/{case_id}"

    manager = visit(address, person=desk.manager)
    step(manager.page, "assign", member_id=str(desk.handler.member_id))

    handler = visit(f"{desk.root}/queue", person=desk.handler)
    page = handler.page
    step(page, "acknowledge", text="已致电确认")
    step(page, "classify", category_id=first_choice(page, "classify", "category_id"))
    step(page, "investigate")
    step(page, "finding", facts="复检确认松动", finding="valid", cause="work", root_cause="未紧固")
    step(page, "propose", kind="compensated", text="赠送保养", cost="300")
    step(page, "offer", text="电话告知")
    step(page, "agree", how="phone")
    step(page, "plan", what="安排保养", due_on="2026-11-25")
    step(page, "finish")
    step(page, "resolve", text="保养完成")
    # What was wrong with the work is followed on its own, and leads back to the complaint.
    page.goto(address)
    take_issue_to_its_end(page)
    assert worked in page.inner_text("main")
    assert handler.serious() == []
    assert handler.overflow() <= 0

    manager = visit(address, person=desk.manager)
    step(manager.page, "confirm", outcome="satisfied", mark="9")
    assert closed in manager.page.inner_text("main")
    assert manager.complaints == []
    assert handler.complaints == []


def take_issue_to_its_end(page: Page) -> None:
    """Begin a quality issue from the complaint that is shown, and take all its steps."""
    press(page, page.locator("#quality-issues a[href*='/issues/new']"))
    say(page, "issue-new", problem="支架松动异响", part_no="N90813202")
    say(page, "issue-step", cause="other", subcause="repair", how_found="扭矩不足")
    say(page, "issue-step", measure="repaired", done="重新紧固")
    say(page, "issue-step", watched="同类投诉", watched_until="2099-12-31", improved="扭矩复核")
    press(page, page.locator("a[href$='step=contact']"))
    say(page, "issue-step", department="production", who="陈主管", question="请说明做法")
    press(page, page.locator("a[href*='step=answer-']"))
    say(page, "issue-step", answer="已加复核工序")
    say(page, "issue-step", outcome="worked", outcome_text="无新投诉")


def say(page: Page, form: str, **typed: str) -> None:
    """Fill in a form and send it."""
    for field, value in typed.items():
        control = page.locator(f"#{form} [name={field}]")
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    press(page, page.locator(f"#{form} button[type=submit]"))


def first_choice(page: Page, name: str, field: str) -> str:
    """The first choice of a select of a step's form."""
    form = f"#complaint-{name}"
    page.wait_for_selector(form)
    value = page.locator(f"{form} [name={field}] option").nth(1).get_attribute("value")
    assert value
    return value


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
@pytest.mark.parametrize("path", ["/board", "/queue", "/{case_id}/files"])
def test_page_of_the_work_is_fit_for_everybody(
    visit: Visiting, desk: Desk, path: str, size: str, scheme: str
) -> None:
    address = desk.root + path.format(case_id=registered(desk))
    seen = visit(address, size=size, scheme=scheme, person=desk.manager)
    assert seen.page.locator("h1").count() == 1
    assert seen.serious() == []
    assert seen.overflow() <= 0
    assert seen.complaints == []
