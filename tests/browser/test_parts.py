"""Parts in a real browser: fit for everybody, and from the goods that come in to a count that somebody else approves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from plugins.parts.models import Balance, LedgerEntry, PartStore
from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.parts import count_of, counted, group_with_parts, part, reservation, stock_up
from tests.harness.browsing import Visiting, living_at, press, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served application with a store, its clerk and manager, and parts that lie there."""

    base: str
    group: Group
    store_id: int
    clerk: Person
    head: Person
    part_id: int
    count_id: int
    waiting_id: int

    def speak(self, locale: str) -> None:
        """Let both read this language from now on."""
        people = [self.clerk.account_id, self.head.account_id]
        with inside(self.group.id) as work:
            work.execute(update(Account).where(Account.id.in_(people)).values(locale=locale))

    def on_hand(self) -> Decimal:
        """What lies there of the part."""
        with inside(self.group.id) as work:
            mine = (Balance.part_id == self.part_id, Balance.store_id == self.store_id)
            return work.scalars(select(Balance.on_hand).where(*mine)).one()

    def again(self) -> None:
        """Let the part lie there and be due again; as late as its last line, for the ledger never goes back in time."""
        with inside(self.group.id, as_member(self.head)) as work:
            work.execute(update(PartStore).where(PartStore.part_id == self.part_id).values(counted_on=None))
            last = work.scalars(select(func.max(LedgerEntry.moved_at))).one()
            with moved(last):
                stock_up(self.part_id, self.store_id, 8, 2350)


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    """Parts of two stores; one count goes on, another waits for approval."""
    with moved(MORNING):
        made = group_with_parts()
        at, far = store(made, code="SH01"), store(made, code="SH02")
        clerk = member(made, role="parts_clerk", stores=[at])
        head = member(made, role="store_manager", stores=[at])
        with inside(made.id, as_member(member(made, role="parts_manager"))):
            names = ("全合成机油 0W-20 4升", "前制动片", "空调滤清器", "冬季玻璃水 -30℃", "左前大灯总成 LED")
            parts = [part(name, wear=True, brand="曼牌").id for name in names]
            for number, one in enumerate(parts):
                stock_up(one, at, 6 + number, 2350, lot_no=f"L{number}")
                stock_up(one, far, 2, 2350)
            reservation(parts[1], at, 2, reference="RO-20261120-07")
        with inside(made.id, as_member(clerk)):
            count_id = count_of(at, *parts[1:4]).id
            waiting_id = counted(at, parts[4], 7).id
    with serving(living_at(app, MORNING)) as address:
        yield Scene(
            base=f"{address}/t/{made.code}/x/parts",
            group=made,
            store_id=at,
            clerk=clerk,
            head=head,
            part_id=parts[0],
            count_id=count_id,
            waiting_id=waiting_id,
        )


PAGES = (
    "/",
    "/map",
    "/parts/{part}",
    "/parts/{part}/stores/{store}",
    "/counts/",
    "/counts/{count}",
    "/counts/{waiting}",
)


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_pages_of_parts_are_fit_for_everybody(visit: Visiting, scene: Scene, size: str, scheme: str) -> None:
    seen = visit(scene.base + "/", size=size, scheme=scheme, person=scene.head)
    for path in PAGES:
        seen.page.goto(
            scene.base
            + path.format(
                part=scene.part_id, store=scene.store_id, count=scene.count_id, waiting=scene.waiting_id
            )
        )
        assert seen.page.locator("h1").count() == 1, path
        assert seen.serious() == [], path
        assert seen.overflow() <= 0, path
    assert seen.complaints == []


@pytest.mark.req("P-04", "P-11")
@pytest.mark.parametrize(("locale", "size"), [("zh_CN", "phone"), ("en", "phone")])
def test_goods_come_are_held_go_out_and_are_counted(
    visit: Visiting, scene: Scene, locale: str, size: str
) -> None:
    scene.speak(locale)
    before = scene.on_hand()
    seen = visit(f"{scene.base}/parts/{scene.part_id}/stores/{scene.store_id}", size=size, person=scene.clerk)
    page = seen.page
    for form, fields in (
        ("receive", {"quantity": "4", "unit_cost": "23.5"}),
        ("reserve", {"quantity": "2", "reference": "RO-1"}),
        ("issue", {"quantity": "1", "reference": "SO-1"}),
    ):
        for name, value in fields.items():
            page.locator(f"#part-{form} [name={name}]").fill(value)
        press(page, page.locator(f"#part-{form} button[type=submit]"))
    assert scene.on_hand() == before + 3

    page.goto(f"{scene.base}/counts/")
    page.locator("#count-open [name=limit]").fill("1")
    page.locator("#count-open button[type=submit]").click()
    entry = page.locator("#count-enter input[name^=counted-]")
    for _look in range(2):
        entry.fill("1")
        press(page, page.locator("#count-enter button[type=submit]"))
    page.locator("form[action$='/submit'] button").click()
    page.wait_for_selector("[data-column=difference]")
    address = page.url

    review = visit(address, size=size, person=scene.head)
    review.page.locator("form[action$='/approve'] button").click()
    review.page.wait_for_selector("form[action$='/approve']", state="detached")
    assert scene.on_hand() == 1
    assert [*seen.complaints, *review.complaints] == []
    scene.again()
