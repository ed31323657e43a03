"""A complaint from the customer's form to their agreement, at a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from plugins.complaints.models import Case, Category
from plugins.complaints.operations import (
    Proposal,
    acknowledge_case,
    assign_case,
    classify_case,
    investigate_case,
    offer_solutions,
    propose_solution,
    settle_facts,
)
from plugins.complaints.states import ResultKind
from plugins.complaints.work_models import CauseClass, Finding
from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.complaints import group_with_complaints
from tests.harness.browsing import Visit, Visiting, living_at, press, serving

SOON = timedelta(seconds=1)
"""After the complaint came in, and before its customer looks again: the served clock runs on meanwhile."""


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


@pytest.mark.req("Q-01", "Q-08")
@pytest.mark.parametrize(
    ("locale", "arrived", "agreed"),
    [
        ("zh-CN", "您的投诉已收到", "您同意的方案"),
        ("en", "Your complaint has arrived", "What you agreed to"),
    ],
)
def test_customer_files_a_complaint_and_agrees_to_a_solution(
    visit: Visiting, counter: Counter, locale: str, arrived: str, agreed: str
) -> None:
    counter.speak(locale.replace("-", "_"))
    staff = visit(f"{counter.root}/intake", person=counter.handler)
    assert fit(staff) == []
    press(staff.page, staff.page.locator("main a[href*='/intake/sheet']").first)
    assert staff.page.locator("main svg").first.is_visible()
    assert fit(staff) == []

    customer = visit(f"{counter.public}/?by=qr", locale=locale, size="phone")
    number = _filed(customer, arrived)
    page = customer.page
    press(page, page.locator("main a[href*='/case/']"))
    assert fit(customer) == []

    _offered(counter, number)
    page.reload()
    assert "赠送保养一次" in page.inner_text("main")
    assert fit(customer) == []
    press(page, page.locator("form[action$='/agree'] button[type=submit]"))
    assert agreed in page.inner_text("main")
    assert fit(customer) == []

    staff.page.goto(f"{counter.root}/?q={number}")
    press(staff.page, staff.page.locator("main a[data-row-link]").first)
    assert page.url.rpartition("/")[2] in staff.page.content()
    assert fit(staff) == []


def _filed(customer: Visit, arrived: str) -> str:
    """The number of a complaint that is typed at a telephone, wrongly at first."""
    page = customer.page
    assert fit(customer) == []
    page.fill("[name=description]", "保养后有异响\n返修两次")
    page.fill("[name=demand]", "修好")
    page.fill("[name=model_text]", "朗逸")
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
    return page.input_value("main input[readonly]")


def _offered(counter: Counter, number: str) -> None:
    """What staff do until a solution is offered."""
    with inside(counter.group.id) as work:
        received = work.scalars(select(Case.received_at).where(Case.document_no == number)).one()
    with moved(received + SOON), inside(counter.group.id, as_member(counter.handler)) as work:
        case = work.scalars(select(Case).where(Case.document_no == number)).one()
        assign_case(case.id, counter.handler.member_id)
        acknowledge_case(case.id, text="已致电")
        first = work.scalars(select(Category.id).order_by(Category.position)).first()
        classify_case(case.id, category_id=first or 0, severity=2, safety=False)
        investigate_case(case.id)
        settle_facts(case.id, facts="复检", finding=Finding.VALID, cause=CauseClass.WORK, root_cause="未紧固")
        propose_solution(case.id, Proposal(kind=ResultKind.COMPENSATED, text="赠送保养一次"))
        work.flush()
        offer_solutions(case.id, text="已发链接")
