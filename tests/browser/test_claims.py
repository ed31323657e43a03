"""Expense claims in a real browser: written with a receipt, held, approved, reviewed, checked and paid; fit for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select, update

from plugins.budget.models import ExpenseClaim
from plugins.budget.queries.pots import category_of
from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.browser.house import MORNING
from tests.factories.budget import budget_in_force, group_with_budget
from tests.factories.files import picture
from tests.harness.browsing import Visiting, living_at, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served group with 1,000 yuan a month for parts, and those through whose hands a claim goes."""

    group: Group
    base: str
    store_id: int
    category_id: int
    claimant: Person
    head: Person
    finance: Person
    payer: Person


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    with moved(MORNING):
        made = group_with_budget()
        at = store(made, code="SH01", name="浦东店")
        with inside(made.id, as_member(made.admin)):
            change_settings("budget", {"span": "month"})
        finance = member(made, role="finance_reviewer", name="钱会计")
        writer = member(made, role="store_manager", stores=[at])
        budget_in_force(made, at, writer=writer, finance=finance, year=MORNING.year)
        with inside(made.id):
            parts = category_of("parts")
        people = {
            "claimant": member(made, role="service_advisor", stores=[at], name="张志强"),
            "head": member(made, role="department_head", stores=[at], name="李主任"),
            "payer": member(made, role="payer", name="周出纳"),
        }
    with serving(living_at(app, MORNING)) as address:
        yield Scene(
            group=made,
            base=f"{address}/t/{made.code}/x/budget",
            store_id=at,
            category_id=parts or 0,
            finance=finance,
            **people,
        )


class Walk:
    """One claim on its way, each step by its own person in a browser of their own."""

    def __init__(self, visit: Visiting, scene: Scene, locale: str) -> None:
        self._visit, self.scene = visit, scene
        for person in (scene.claimant, scene.head, scene.finance, scene.payer):
            with inside(scene.group.id) as work:
                mine = update(Account).where(Account.id == person.account_id)
                work.execute(mine.values(locale=locale))

    def open(self, path: str, person: Person, **how: str) -> Page:
        """A page as a person sees it; fit to be used, and nothing wider than the screen."""
        seen = self._visit(self.scene.base + path, person=person, **how)
        assert seen.serious() == []
        assert seen.overflow() <= 0
        assert seen.complaints == []
        return seen.page

    def decide(self, claim_id: int, person: Person, form: str, **fills: str) -> None:
        """Fill a form of the claim's page, tick its boxes and send it."""
        page = self.open(f"/claims/{claim_id}", person)
        for box in page.locator(f"#budget-{form} input[type=checkbox]").all():
            box.check()
        for name, text in fills.items():
            page.locator(f"#budget-{form} [name={name}]").fill(text)
        page.locator(f"#budget-{form} button[type=submit]").click()
        page.wait_for_selector(f"#budget-{form}", state="detached")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.req("B-08", "B-10", "B-11", "B-12", "B-13", "B-14")
def test_claim_goes_its_way(visit: Visiting, scene: Scene, tmp_path: Path, locale: str) -> None:
    walk = Walk(visit, scene, locale)
    claim_id = _written(walk, tmp_path)
    walk.decide(claim_id, scene.claimant, "submit", overbudget_reason="试驾车急修")
    walk.decide(claim_id, scene.head, "agree", text="同意")
    walk.decide(claim_id, scene.finance, "approve", text="批准")
    walk.decide(claim_id, scene.head, "pass_department", text="属实")
    walk.decide(claim_id, scene.finance, "pass_finance")
    _paid(walk)
    page = walk.open(f"/claims/{claim_id}", scene.claimant, size="phone", scheme="dark")
    assert page.locator(".ui-timeline").inner_text().count("试驾车急修") == 1
    with inside(scene.group.id) as work:
        assert work.get_one(ExpenseClaim, (scene.group.id, claim_id)).state == "paid"


def _written(walk: Walk, folder: Path) -> int:
    """A claim of more than the month has, with a picture as its receipt."""
    page = walk.open("/claims/new", walk.scene.claimant)
    page.fill("#budget-claim [name=title]", "试驾车维修")
    page.select_option("#budget-claim [name=store_id]", str(walk.scene.store_id))
    page.click("#budget-claim button[type=submit]")
    page.wait_for_selector(".ui-timeline")
    with inside(walk.scene.group.id) as work:
        claim_id = work.scalars(select(ExpenseClaim.id).order_by(ExpenseClaim.id.desc())).first() or 0
    paper = folder / "小票.jpg"
    paper.write_bytes(picture("JPEG"))
    page = walk.open(f"/claims/{claim_id}/lines/new", walk.scene.claimant)
    page.select_option("#budget-line [name=category_id]", str(walk.scene.category_id))
    page.fill("#budget-line [name=amount]", "1260.00")
    page.fill("#budget-line [name=vendor]", "博世车联")
    page.set_input_files("#budget-line [name=file]", paper)
    page.click("#budget-line button[type=submit]")
    page.wait_for_selector("#budget-submit")
    return claim_id


def _paid(walk: Walk) -> None:
    page = walk.open("/payments/", walk.scene.payer)
    page.locator("[data-select-row]").first.check()
    page.locator("[data-bulk] button[type=submit]").click()
    page.wait_for_selector("#budget-pay")
    page.fill("#budget-pay [name=reference]", "ICBC 1")
    page.click("#budget-pay button[type=submit]")
    page.wait_for_selector("#budget-pay", state="detached")
