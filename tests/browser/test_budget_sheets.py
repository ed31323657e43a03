"""A budget in a real browser: written from volumes, discussed, returned, handed in anew, approved, in force, on the board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select, update

from plugins.budget.models import BudgetVersion, Driver, VersionState
from plugins.budget.operations import RateDetails, set_rate, write_volumes
from plugins.budget.queries.pots import category_of
from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.budget import group_with_budget
from tests.harness.browsing import Visit, Visiting, living_at, press, serving

YEAR = MORNING.year + 1
RATE = 300
"""Yuan that a visit takes of parts, by the group's standard."""
VISITS = 100
"""A month, in the years before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served group with a standard rate, and whoever decides on its budgets."""

    group: Group
    base: str
    category_id: int
    finance: Person


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    with moved(MORNING):
        made = group_with_budget()
        finance = member(made, role="finance_reviewer", name="钱会计")
        with inside(made.id, as_member(finance)):
            parts = category_of("parts") or 0
            set_rate(
                RateDetails(
                    category_id=parts,
                    driver=Driver.VISITS,
                    rate_fen=Decimal(RATE * 100),
                    valid_from=date(2020, 1, 1),
                )
            )
    with serving(living_at(app, MORNING)) as address:
        yield Scene(
            group=made,
            base=f"{address}/t/{made.code}/x/budget",
            category_id=parts,
            finance=finance,
        )


class Walk:
    """The budget of a store of its own on its way, in two browsers that speak one language."""

    def __init__(self, visit: Visiting, scene: Scene, locale: str) -> None:
        self.scene = scene
        self.store_id = store(scene.group, code=f"SH-{locale}", name=f"浦东店 {locale}")
        writer = member(scene.group, role="store_manager", stores=[self.store_id], name="王店长")
        people = [writer.account_id, scene.finance.account_id]
        with moved(MORNING), inside(scene.group.id, as_member(writer)) as work:
            work.execute(update(Account).where(Account.id.in_(people)).values(locale=locale))
            for year in (YEAR - 2, YEAR - 1):
                until = 12 if year < MORNING.year else MORNING.month - 1
                months = [Decimal(VISITS)] * until + [None] * (12 - until)
                write_volumes(self.store_id, Driver.VISITS, year, months)
        self._writer = visit(scene.base + "/new", person=writer)
        self._finance = visit(scene.base + "/", person=scene.finance, size="phone", scheme="dark")

    @property
    def writing(self) -> Page:
        """The writer's page; fit to be used, and nothing wider than the screen."""
        return self._fit(self._writer)

    @property
    def deciding(self) -> Page:
        """The decider's page."""
        return self._fit(self._finance)

    def _fit(self, seen: Visit) -> Page:
        assert seen.serious() == []
        assert seen.overflow() <= 0
        assert seen.complaints == []
        return seen.page

    def latest(self) -> BudgetVersion:
        """The budget's version as it stands."""
        with inside(self.scene.group.id) as work:
            found = work.scalars(select(BudgetVersion).order_by(BudgetVersion.id.desc())).first()
            assert found is not None
            work.expunge(found)
            return found


def step(page: Page, name: str, text: str = "") -> None:
    """Take a step that the page of a budget offers, with a word about it where one is given."""
    form = page.locator(f"#budget-{name}")
    if text:
        form.locator("[name=text]").fill(text)
    press(page, form.locator("button[type=submit]"))


@pytest.mark.req("B-01", "B-03", "B-04", "B-05", "B-06")
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_budget_goes_its_way(visit: Visiting, scene: Scene, locale: str) -> None:
    walk = Walk(visit, scene, locale)
    page = walk.writing
    _begun(page, walk.store_id)
    address = page.url
    _written_from_volumes(page, scene.category_id)
    assert f"¥{VISITS * RATE * 12:,}.00" in walk.writing.locator("[data-table=budget-lines]").inner_text()
    step(page, "submit")
    assert page.locator("#budget-approve, #budget-start_review").count() == 0

    deciding = walk.deciding
    deciding.goto(address)
    step(deciding, "start_review")
    step(deciding, "comment", "七月为何没有旺季？")
    step(deciding, "return", "请按季节修改")
    assert walk.latest().state is VersionState.RETURNED

    page.goto(address)
    assert "七月为何没有旺季？" in walk.writing.inner_text("body")
    assert "请按季节修改" in page.inner_text("body")
    page.click("[data-table=budget-lines] a")
    page.fill("#budget-line [name=m7]", str(2 * VISITS))
    press(page, page.locator("#budget-line button[type=submit]"))
    press(page, page.locator("form[action$='/settle'] button"))
    step(page, "submit")

    deciding.goto(address)
    for name in ("start_review", "approve", "activate"):
        step(deciding, name)
    assert walk.latest().state is VersionState.ACTIVE
    assert walk.deciding.locator("form[action$='/settle']").count() == 0
    press(deciding, deciding.locator(f"a[href*='/board?year={YEAR}']").first)
    deciding.goto(f"{scene.base}/board?year={YEAR}&until=7&store_id={walk.store_id}")
    board = walk.deciding.locator("[data-table=budget-board]").inner_text()
    assert f"¥{VISITS * RATE * 8:,}.00" in board
    assert f"¥{VISITS * RATE * 13:,}.00" in board


def _begun(page: Page, store_id: int) -> None:
    page.fill("#budget-new [name=title]", "明年售后预算")
    page.fill("#budget-new [name=year]", str(YEAR))
    page.select_option("#budget-new [name=store_id]", str(store_id))
    page.fill("#budget-new [name=strategy]", "以回访带动保养进厂")
    press(page, page.locator("#budget-new button[type=submit]"))


def _written_from_volumes(page: Page, category_id: int) -> None:
    """A line whose months are what the visits of the years before let expect."""
    press(page, page.locator("a[href$='/line']").first)
    press(page, page.locator("a[href*='propose=visits']"))
    page.select_option("#budget-line [name=category_id]", str(category_id))
    assert page.input_value("#budget-line [name=m7]") == str(VISITS)
    press(page, page.locator("#budget-line button[type=submit]"))
