"""A complaint that a customer files at a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import update

from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.complaints import group_with_complaints
from tests.harness.browsing import Visit, Visiting, living_at, press, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A served application, one store whose form is open to customers, and who handles what comes in."""

    base: str
    group: Group
    store_id: int
    handler: Person

    @property
    def root(self) -> str:
        """Where the pages of complaints begin."""
        return f"{self.base}/t/{self.group.code}/x/complaints"

    @property
    def public(self) -> str:
        """Where the pages for customers begin."""
        return f"{self.base}/p/{self.group.code}/x/complaints"

    def speak(self, locale: str) -> None:
        """Let the handler read a language from now on."""
        with inside(self.group.id) as work:
            work.execute(update(Account).where(Account.id == self.handler.account_id).values(locale=locale))


@pytest.fixture(scope="module")
def counter(app: Flask) -> Iterator[Counter]:
    """One store with somebody who does all that is done about complaints."""
    with moved(MORNING):
        made = group_with_complaints()
        at = store(made, code="SH01")
        handler = member(made, role="complaint_manager", stores=[at])
        with inside(made.id, as_member(made.admin)):
            change_settings("complaints", {"public_form": True}, store_id=at)
    with serving(living_at(app, MORNING)) as base:
        yield Counter(base=base, group=made, store_id=at, handler=handler)


def fit(seen: Visit) -> list[object]:
    """What is wrong with a page."""
    return [*seen.complaints, *seen.serious(), *([seen.overflow()] if seen.overflow() > 0 else [])]


@pytest.mark.req("Q-01")
@pytest.mark.parametrize(
    ("locale", "arrived"), [("zh-CN", "您的投诉已收到"), ("en", "Your complaint has arrived")]
)
def test_customer_files_a_complaint(visit: Visiting, counter: Counter, locale: str, arrived: str) -> None:
    counter.speak(locale.replace("-", "_"))
    handler = visit(f"{counter.root}/intake", person=counter.handler)
    assert fit(handler) == []
    press(handler.page, handler.page.locator("main a[href*='/intake/sheet']").first)
    assert handler.page.locator("main svg").first.is_visible()
    assert fit(handler) == []

    customer = visit(f"{counter.public}/?by=qr", locale=locale, size="phone")
    page = customer.page
    assert fit(customer) == []
    page.fill("[name=description]", "保养后有异响\n返修两次")
    page.fill("[name=complainant_name]", "赵先生")
    page.fill("[name=complainant_phone]", "1390")
    page.click("#complaint-intake button[type=submit]")
    page.wait_for_selector("[name=complainant_phone][aria-invalid=true]")
    assert page.input_value("[name=description]") == "保养后有异响\n返修两次"
    page.fill("[name=complainant_phone]", "13900001234")
    press(page, page.locator("#complaint-intake button[type=submit]"))
    assert page.inner_text("h1") == arrived
    customer.complaints.clear()  # the refusal above is one to the browser
    assert fit(customer) == []
    number = page.input_value("main input[readonly]")

    handler.page.goto(f"{counter.root}/?q={number}")
    assert number in handler.page.inner_text("main")
