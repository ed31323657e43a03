"""A night's planning in a real browser: what it found is taken up, and mended by one click; what is not needed is dismissed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, select, update

from plugins.parts.jobs import PLAN
from plugins.parts.models import AlertKind, AlertState, PurchaseOrder, StockAlert, StockTransfer
from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.platform.jobs import enqueue
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.parts import asked_for, group_with_parts, part, stock_up, supplier, terms
from tests.harness.browsing import Visiting, living_at, press, serving

pytestmark = pytest.mark.req("P-01", "P-05")

ASKED = (20, 22, 19, 21) * 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """A served application after a night of planning, and who looks after the parts of its stores."""

    base: str
    group: Group
    manager: Person
    store_id: int
    far_id: int
    bought: int
    lent: int
    expiring: int

    def alert(self, part_id: int, *kinds: AlertKind) -> int:
        """What the night found wrong with a part."""
        with inside(self.group.id) as work:
            mine = (StockAlert.part_id == part_id, StockAlert.kind.in_(kinds))
            return work.scalars(select(StockAlert.id).where(*mine)).one()


@pytest.fixture(params=[("zh_CN", "desk", "light"), ("en", "phone", "dark")])
def look(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    """Language, size and colours."""
    locale, size, scheme = request.param
    return locale, size, scheme


@pytest.fixture
def depot(app: Flask, look: tuple[str, str, str], run_jobs: Callable[[int], int]) -> Iterator[Depot]:
    """One part runs short everywhere, one in one of two stores, and one soon expires; the night has run."""
    with moved(MORNING):
        made = group_with_parts()
        here, there = store(made, code="SH01", name="浦东店"), store(made, code="SH02", name="虹桥店")
        manager = member(made, role="parts_manager")
        with inside(made.id, as_member(manager)) as work:
            bought, lent, expiring = part("前制动片").id, part("机油滤清器").id, part("制动液").id
            terms(supplier("华东中心库").id, bought, 2200)
            for one, place, quantity in (
                (bought, here, 1),
                (lent, here, 1),
                (lent, there, 400),
            ):
                stock_up(one, place, quantity, 2350)
                asked_for(one, place, ASKED)
            stock_up(expiring, here, 5, 2350, lot_no="L1", expires_on=MORNING.date() + timedelta(days=10))
            work.execute(update(Account).where(Account.id == manager.account_id).values(locale=look[0]))
            enqueue(PLAN, {"asked": "journey"})
        run_jobs(made.id)
    with serving(living_at(app, MORNING)) as address:
        yield Depot(
            base=f"{address}/t/{made.code}/x/parts",
            group=made,
            manager=manager,
            store_id=here,
            far_id=there,
            bought=bought,
            lent=lent,
            expiring=expiring,
        )


WAITING = """number => document.querySelector("nav a[href$='/parts/alerts/'] .ui-count")?.textContent.trim() == number"""


def step(page: Page, name: str) -> None:
    """Take a step that the page offers."""
    press(page, page.locator(f"form[action$='/{name}'] button").first)


def test_what_a_night_found_is_mended_by_one_click_or_dismissed(
    visit: Visiting, depot: Depot, look: tuple[str, str, str]
) -> None:
    _locale, size, scheme = look
    low, lent = (depot.alert(one, AlertKind.LOW, AlertKind.OUT) for one in (depot.bought, depot.lent))
    soon = depot.alert(depot.expiring, AlertKind.EXPIRING)
    with inside(depot.group.id) as work:
        number = str(work.scalar(select(func.count()).select_from(StockAlert)))
    seen = visit(f"{depot.base}/alerts/", size=size, scheme=scheme, person=depot.manager)
    page = seen.page
    # The menu tells how many wait, once the page is there.
    page.wait_for_function(WAITING, arg=number)
    assert (seen.serious(), seen.overflow() <= 0) == ([], True)

    page.locator(f"a[href$='/alerts/{low}']").first.click()
    page.wait_for_selector("form[action$='/acknowledge']")
    assert (seen.serious(), seen.overflow() <= 0) == ([], True)
    step(page, "acknowledge")
    assert page.locator("form[action$='/acknowledge']").count() == 0
    step(page, "order")
    order = page.url

    page.goto(f"{depot.base}/alerts/{lent}")
    assert page.locator("main", has_text="虹桥店").count() == 1
    step(page, "transfer")
    transfer = page.url

    page.goto(f"{depot.base}/alerts/{soon}")
    page.locator("#alert-dismiss [name=reason]").fill("本周保养活动用完")
    press(page, page.locator("#alert-dismiss button[type=submit]"))
    assert page.locator("#alert-dismiss").count() == 0

    page.goto(f"{depot.base}/alerts/?state=all")
    rows = page.locator("table tbody")
    for made in (order, transfer):
        assert rows.locator(f"a[href$='{made.removeprefix(depot.base)}']").count() == 1
    with inside(depot.group.id) as work:
        states = {one.id: one.state for one in work.scalars(select(StockAlert))}
        assert [states[one] for one in (low, lent, soon)] == [
            AlertState.ACTING,
            AlertState.ACTING,
            AlertState.DISMISSED,
        ]
        assert [one.store_id for one in work.scalars(select(PurchaseOrder))] == [depot.store_id]
        (asked,) = work.scalars(select(StockTransfer))
        assert (asked.from_store_id, asked.store_id) == (depot.far_id, depot.store_id)
    assert seen.complaints == []
