"""Buying and moving parts in a real browser: from a proposal to goods that came in parts, and from one store to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, select, update

from plugins.parts.models import Balance, LedgerEntry, Part, ProposalKind
from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.parts import (
    alert_of,
    group_with_parts,
    part,
    proposal_of,
    purchase,
    reservation,
    stock_up,
    supplier,
    terms,
    transfer_of,
)
from tests.harness.browsing import Visiting, living_at, press, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served application with two stores, a clerk and a head of the first, and a manager of all."""

    base: str
    group: Group
    store_id: int
    far_id: int
    clerk: Person
    head: Person
    manager: Person
    order_id: int
    transfer_id: int
    supplier_id: int

    def speak(self, locale: str) -> None:
        """Let all read this language from now on."""
        people = [one.account_id for one in (self.clerk, self.head, self.manager)]
        with inside(self.group.id) as work:
            work.execute(update(Account).where(Account.id.in_(people)).values(locale=locale))

    def on_hand(self, part_id: int) -> Decimal:
        """What lies in the first store of a part."""
        with inside(self.group.id) as work:
            mine = (Balance.part_id == part_id, Balance.store_id == self.store_id)
            return work.scalar(select(Balance.on_hand).where(*mine)) or Decimal(0)

    def shortage(self, kind: ProposalKind) -> tuple[int, int]:
        """A part that runs short, and what is proposed for it."""
        with inside(self.group.id, as_member(self.manager)) as work:
            last = work.scalars(select(func.max(LedgerEntry.moved_at))).one()
            with moved(max(last or MORNING, MORNING)):
                one = part("前制动片").id
                stock_up(one, self.far_id, 20, 2350)
                terms(self.supplier_id, one, 2200)
                giver = self.far_id if kind is ProposalKind.TRANSFER else None
                seller = self.supplier_id if kind is ProposalKind.PURCHASE else None
                alert = alert_of(one, self.store_id)
                return one, proposal_of(alert, kind, from_store_id=giver, supplier_id=seller).id


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    """An order that is being written, and a transfer that was asked for."""
    with moved(MORNING):
        made = group_with_parts()
        at, far = store(made, code="SH01", name="浦东店"), store(made, code="SH02", name="虹桥店")
        manager = member(made, role="parts_manager")
        with inside(made.id, as_member(manager)):
            first = part("全合成机油 0W-20 4升", brand="曼牌").id
            stock_up(first, far, 30, 2350)
            order = purchase(at, first)
            asked = transfer_of(far, at, first, 4)
            scene_ids = {
                "order_id": order.id,
                "transfer_id": asked.id,
                "supplier_id": supplier("华东中心库", contact="孙立 021-5555").id,
            }
    with serving(living_at(app, MORNING)) as address:
        yield Scene(
            base=f"{address}/t/{made.code}/x/parts",
            group=made,
            store_id=at,
            far_id=far,
            clerk=member(made, role="parts_clerk", stores=[at]),
            head=member(made, role="store_manager", stores=[at]),
            manager=manager,
            **scene_ids,
        )


PAGES = (
    "/suppliers/",
    "/suppliers/{supplier}",
    "/suppliers/{supplier}/terms/new",
    "/orders/",
    "/orders/new",
    "/orders/{order}",
    "/transfers/",
    "/transfers/new",
    "/transfers/{transfer}",
    "/proposals/",
)


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_pages_of_buying_are_fit_for_everybody(visit: Visiting, scene: Scene, size: str, scheme: str) -> None:
    scene.shortage(ProposalKind.TRANSFER)
    seen = visit(scene.base + "/orders/", size=size, scheme=scheme, person=scene.manager)
    ids = {"supplier": scene.supplier_id, "order": scene.order_id, "transfer": scene.transfer_id}
    for path in PAGES:
        seen.page.goto(scene.base + path.format(**ids))
        assert seen.page.locator("h1").count() == 1, path
        assert seen.serious() == [], path
        assert seen.overflow() <= 0, path
    assert seen.complaints == []


def step(page: Page, name: str) -> None:
    """Take a step that the page offers, also one that asks again."""
    press(page, page.locator(f"form[action$='/{name}'] button").first)


@pytest.mark.req("P-05", "P-06")
@pytest.mark.parametrize(("locale", "size"), [("zh_CN", "desk"), ("en", "phone")])
def test_proposal_becomes_an_order_that_another_approves_and_goods_come_in_parts(
    visit: Visiting, scene: Scene, locale: str, size: str
) -> None:
    scene.speak(locale)
    one, proposal_id = scene.shortage(ProposalKind.PURCHASE)
    seen = visit(f"{scene.base}/proposals/", size=size, person=scene.clerk)
    page = seen.page
    step(page, f"proposals/{proposal_id}/order")
    order = page.url
    step(page, "submit")
    assert page.locator("form[action$='/approve']").count() == 0

    other = visit(order, size=size, person=scene.head)
    step(other.page, "approve")

    page.goto(order)
    step(page, "place")
    page.locator("#order-receive input[name^=arrived-]").first.fill("3")
    press(page, page.locator("#order-receive button[type=submit]"))
    assert scene.on_hand(one) == 3
    page.locator("form[action$='/receive'] button").first.click()
    page.wait_for_selector("#order-receive", state="detached")
    assert scene.on_hand(one) == 8
    assert [*seen.complaints, *other.complaints] == []


@pytest.mark.req("P-05", "P-07")
@pytest.mark.parametrize(("locale", "size"), [("zh_CN", "phone"), ("en", "desk")])
def test_proposal_becomes_a_transfer_that_the_other_store_sends(
    visit: Visiting, scene: Scene, locale: str, size: str
) -> None:
    scene.speak(locale)
    one, proposal_id = scene.shortage(ProposalKind.TRANSFER)
    seen = visit(f"{scene.base}/proposals/", size=size, person=scene.clerk)
    page = seen.page
    step(page, f"proposals/{proposal_id}/transfer")
    transfer = page.url

    other = visit(transfer, size=size, person=scene.manager)
    step(other.page, "approve")
    step(other.page, "send")

    page.goto(transfer)
    page.locator("#transfer-receive input[name^=arrived-]").first.fill("5")
    press(page, page.locator("#transfer-receive button[type=submit]"))
    assert scene.on_hand(one) == 5
    page.locator("form[action$='/receive'] button").first.click()
    page.wait_for_selector("#transfer-receive", state="detached")
    assert scene.on_hand(one) == 8
    assert [*seen.complaints, *other.complaints] == []


@pytest.mark.req("P-09", "P-11")
@pytest.mark.parametrize(("locale", "size", "scheme"), [("zh_CN", "phone", "dark"), ("en", "desk", "light")])
def test_supplier_says_by_link_when_goods_come_and_what_came_is_picked(
    visit: Visiting, scene: Scene, locale: str, size: str, scheme: str
) -> None:
    scene.speak(locale)
    one, proposal_id = scene.shortage(ProposalKind.PURCHASE)
    seen = visit(f"{scene.base}/proposals/", size=size, scheme=scheme, person=scene.clerk)
    page = seen.page
    step(page, f"proposals/{proposal_id}/order")
    order = page.url
    step(page, "submit")
    step(visit(order, size=size, person=scene.head).page, "approve")
    page.goto(order)
    step(page, "place")
    step(page, "link")
    link = page.locator("[data-copy]").get_attribute("data-copy") or ""
    assert "/p/" in link

    seller = visit(
        scene.base.partition("/t/")[0] + "/p/" + link.partition("/p/")[2],
        size=size,
        scheme=scheme,
        locale=locale.replace("_", "-"),
    )
    assert seller.serious() == []
    assert seller.overflow() <= 0
    day = (MORNING + timedelta(days=5)).date().isoformat()
    seller.page.locator("#order-whole input[type=date]").fill(day)
    press(seller.page, seller.page.locator("#order-whole button[type=submit]"))
    assert seller.page.locator("ul li", has_text="8").count() == 1
    assert seller.overflow() <= 0

    page.goto(order)
    page.locator("form[action$='/receive'] button").first.click()
    page.wait_for_selector("#order-receive", state="detached")
    assert scene.on_hand(one) == 8
    with moved(MORNING + timedelta(hours=1)), inside(scene.group.id, as_member(scene.clerk)) as work:
        reservation(one, scene.store_id, 2, reference=f"GD-{proposal_id}")
        number = work.get_one(Part, (scene.group.id, one)).number
    page.goto(f"{scene.base}/picks/")
    row = page.locator("tr", has_text=number)
    assert row.count() == 1
    assert f"GD-{proposal_id}" in row.inner_text()
    assert seen.serious() == []
    assert seen.overflow() <= 0
    assert [*seen.complaints, *seller.complaints] == []
