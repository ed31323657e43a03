"""Kano appraisal in a real browser: a study from its factors to its decisions, and cards from the tree to the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, select, update

from plugins.kano.models import (
    Card,
    Cycle,
    Objection,
    ObjectionState,
    Response,
    Study,
    StudyFactor,
    StudyState,
    Tree,
    TreeState,
)
from plugins.kano.models.weights import WeightScheme
from saas.core.accounts.models import Account
from saas.platform.clock import moved
from saas.platform.jobs.by_hand import run_waiting
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import member
from tests.browser.house import MORNING
from tests.factories.kano import group_with_kano
from tests.factories.kano_cards import new_subject
from tests.harness.browsing import Visit, Visiting, living_at, press, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served group with a store, and those who prepare, approve, rate and are appraised."""

    group: Group
    base: str
    analyst: Person
    head: Person
    keeper: Person
    manager: Person
    caller: Person


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    with moved(MORNING):
        made = group_with_kano()
        at = store(made, code="SH01", name="浦东店")
        people = {
            "analyst": member(made, role="data_analyst", name="徐静"),
            "head": member(made, role="group_admin", name="沈国华"),
            "keeper": member(made, role="appraisal_admin", name="韩雪梅"),
            "manager": member(made, role="store_manager", stores=[at], name="吴建平"),
            "caller": member(made, stores=[at], name="周敏"),
        }
        with inside(made.id):
            new_subject("孙倩", at)
    with serving(living_at(app, MORNING)) as address:
        yield Scene(group=made, base=f"{address}/t/{made.code}/x/kano", **people)


class Walk:
    """What several people do one after the other, each in a browser of their own."""

    def __init__(self, visit: Visiting, scene: Scene, locale: str) -> None:
        self._visit, self.scene, self.locale = visit, scene, locale
        accounts = [
            one.account_id for one in (scene.analyst, scene.head, scene.keeper, scene.manager, scene.caller)
        ]
        with inside(scene.group.id) as work:
            work.execute(update(Account).where(Account.id.in_(accounts)).values(locale=locale))

    def open(self, path: str, person: Person, **how: str) -> Page:
        """A page as a person sees it; fit to be used, and nothing wider than the screen."""
        return self._looked_at(self._visit(self.scene.base + path, person=person, **how)).page

    def arrive(self, address: str) -> Page:
        """A public page, as somebody sees it on a phone who has no account."""
        locale = self.locale.replace("_", "-")
        return self._looked_at(self._visit(address, size="phone", locale=locale)).page

    def _looked_at(self, seen: Visit) -> Visit:
        assert seen.serious() == []
        assert seen.overflow() <= 0
        assert seen.complaints == []
        return seen

    def work(self) -> None:
        """What waits in the background is done, as the worker does it."""
        # Later than all that the served clock, which runs on, has asked for.
        with moved(MORNING + timedelta(hours=1)), application.current().app_context():
            run_waiting(self.scene.group.id)


def stepped(page: Page, path: str) -> None:
    """Press the button whose form sends to an address that ends so."""
    press(page, page.locator(f'form[action$="{path}"] button[type=submit]'))


def answered(page: Page, *, there: int, missing: int) -> None:
    """The same answers to each pair of questions, chosen as people do: by what stands beside the circle."""
    for value, kind in ((there, "functional"), (missing, "dysfunctional")):
        for choice in page.locator(f'label:has(input[name$="-{kind}"][value="{value}"])').all():
            choice.click()


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.req("K-01", "K-02", "K-04", "K-05", "K-06", "K-08")
def test_study_goes_from_its_factors_to_a_tree(visit: Visiting, scene: Scene, locale: str) -> None:
    walk = Walk(visit, scene, locale)
    study_id = _prepared(walk, f"代步车 {locale}")
    _answered_by_link_and_by_staff(walk, study_id)
    page = walk.open(f"/studies/{study_id}", scene.analyst)
    stepped(page, "/close")
    stepped(page, "/analyse")
    walk.work()
    _decided(walk, study_id)
    stepped(walk.open(f"/studies/{study_id}", scene.head), "/publish")
    page = walk.open(f"/studies/{study_id}", scene.analyst)
    stepped(page, "/tree")
    assert {"zh_CN": "单向需求", "en": "One-dimensional needs"}[locale] in page.inner_text("main")
    assert page.locator("main table").first.locator("tbody tr").count() == 2


def _prepared(walk: Walk, name: str) -> int:
    """A study about a factor of the group's own and two others, open to be answered."""
    page = walk.open("/factors/", walk.scene.analyst)
    press(page, page.locator('main a[href$="/factors/new"]'))
    page.fill("#kano-factor [name=name_zh]", name)
    page.fill("#kano-factor [name=definition_zh]", "维修期间提供代步车。")
    page.select_option("#kano-factor [name=dimension]", "care")
    press(page, page.locator("#kano-factor button[type=submit]"))
    page = walk.open("/studies/new", walk.scene.analyst)
    page.fill("#kano-study [name=title]", f"服务期望 {name}")
    choices = page.locator("#kano-study [data-field]:has([name=factor_ids]) label:has([name=factor_ids])")
    for place, choice in enumerate(choices.all()):
        # All are proposed; two of the library and the new one stay.
        if place > 1 and name not in choice.inner_text():
            choice.click()
    press(page, page.locator("#kano-study button[type=submit]"))
    stepped(page, "/open")
    with inside(walk.scene.group.id) as work:
        study = work.scalars(select(Study).order_by(Study.id.desc()).limit(1)).one()
        assert study.state is StudyState.COLLECTING
        assert study.link_token in page.content()
        return study.id


def _answered_by_link_and_by_staff(walk: Walk, study_id: int) -> None:
    with inside(walk.scene.group.id) as work:
        token = work.get_one(Study, (walk.scene.group.id, study_id)).link_token
    public = walk.scene.base.replace("/t/", "/p/")
    page = walk.arrive(f"{public}/{token}")
    answered(page, there=1, missing=5)
    page.click("#kano-questionnaire button[type=submit]")
    page.wait_for_url("**/thanks")
    page = walk.open(f"/studies/{study_id}/answers/new", walk.scene.analyst)
    page.select_option("#kano-answers [name=mode]", "interview")
    answered(page, there=1, missing=5)
    press(page, page.locator("#kano-answers button[type=submit]"))
    with inside(walk.scene.group.id) as work:
        told = select(Response.mode).where(Response.study_id == study_id).order_by(Response.id)
        assert list(work.scalars(told)) == ["link", "interview"]


def _decided(walk: Walk, study_id: int) -> None:
    """One factor is dropped against the proposal, which is refused until somebody says why."""
    page = walk.open(f"/studies/{study_id}/results", walk.scene.analyst)
    assert page.locator("[data-chart] canvas").count() == 3
    page.select_option("[name=decisions-1-kept]", "drop")
    page.click("#kano-decisions button[type=submit]")
    page.wait_for_selector("#kano-decisions .ui-error:not([hidden]), #kano-decisions [aria-invalid=true]")
    page.fill("[name=decisions-1-reason]", "本轮不做")
    press(page, page.locator("#kano-decisions button[type=submit]"))
    with inside(walk.scene.group.id) as work:
        chosen = select(StudyFactor.kept, StudyFactor.reason).where(StudyFactor.study_id == study_id)
        found = [tuple(row) for row in work.execute(chosen.order_by(StudyFactor.position))]
    assert [kept for kept, _why in found] == [True, False, True]
    assert found[1][1] == "本轮不做"


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.req("K-08", "K-11", "K-16", "K-18")
def test_appraisal_goes_from_the_tree_to_the_rows_behind_a_grade(
    visit: Visiting, scene: Scene, locale: str
) -> None:
    walk = Walk(visit, scene, locale)
    tree_id = _weighted(walk, f"个人考核 {locale}")
    cycle_id = _begun(walk, tree_id)
    with inside(scene.group.id) as work:
        card_ids = list(work.scalars(select(Card.id).where(Card.cycle_id == cycle_id).order_by(Card.id)))
    assert len(card_ids) == 2
    _rated(walk, card_ids[0])
    _computed(walk, cycle_id)
    page = walk.open(f"/cycles/{cycle_id}", scene.manager)
    assert page.locator("[data-chart] canvas").count() == 1
    press(page, page.locator(f'main a[href$="/cards/{card_ids[0]}"]'))
    rated = page.locator('main a[href*="/items/"]').nth(1)
    with page.expect_response(lambda answer: answer.status == 200):
        rated.click()
    page.wait_for_selector("main table tbody tr")
    row = page.locator("main table tbody tr").first.inner_text()
    assert "85" in row
    assert "吴建平" in row
    assert "抽查合格" in row
    page = walk.open(f"/cycles/{cycle_id}", scene.manager, size="phone", scheme="dark")
    stepped(page, "/publish")
    with inside(scene.group.id) as work:
        mine = select(func.count()).where(Card.cycle_id == cycle_id, Card.published_at.is_not(None))
        assert work.execute(mine).scalar_one() == 2
        assert work.get_one(Card, (scene.group.id, card_ids[0])).grade != ""
        own = select(Card.id).where(Card.cycle_id == cycle_id, Card.member_id == scene.caller.member_id)
        mine = work.scalars(own).one()
    _objected(walk, mine)


def _objected(walk: Walk, card_id: int) -> None:
    """Whoever is appraised objects to a value, somebody who neither rated nor published upholds it, and the card says so."""
    page = walk.open(f"/cycles/cards/{card_id}", walk.scene.caller, size="phone")
    press(page, page.locator('main a[href*="/items/"]').first)
    page.fill("#kano-object [name=reason]", "漏计两单")
    press(page, page.locator("#kano-object button[type=submit]"))
    page = walk.open("/objections/", walk.scene.keeper)
    press(page, page.locator('main table a[href*="/objections/"]').first)
    page.select_option("#kano-ruling [name=outcome]", "correct")
    page.fill("#kano-ruling [name=value]", "2")
    page.fill("#kano-ruling [name=answer]", "已补录")
    press(page, page.locator("#kano-ruling button[type=submit]"))
    with inside(walk.scene.group.id) as work:
        found = work.scalars(select(Objection).where(Objection.card_id == card_id)).one()
        assert (found.state, found.answer) == (ObjectionState.UPHELD, "已补录")
    page = walk.open(f"/cycles/cards/{card_id}", walk.scene.caller)
    assert "已补录" in page.inner_text("main")
    stepped(page, "/acknowledge")


def _weighted(walk: Walk, title: str) -> int:
    """A tree of a starter whose weights an expert gave, approved by the head of the group."""
    page = walk.open("/trees/new", walk.scene.analyst)
    page.select_option("#kano-tree-start [name=template]", "individual")
    page.fill("#kano-tree-start [name=title]", title)
    press(page, page.locator("#kano-tree-start button[type=submit]"))
    with inside(walk.scene.group.id) as work:
        tree_id = work.scalars(select(Tree.id).order_by(Tree.id.desc()).limit(1)).one()
    press(page, page.locator('main a[href$="/weights/new"]'))
    page.fill("#kano-scheme [name=title]", "专家打分")
    page.select_option("#kano-scheme [name=method]", "expert")
    press(page, page.locator("#kano-scheme button[type=submit]"))
    page.fill("#kano-judge [name=expert]", "李主任")
    for place, field in enumerate(page.locator('#kano-judge [name$="-value"]').all()):
        field.fill(str(9 - place))
    press(page, page.locator("#kano-judge button[type=submit]"))
    stepped(page, "/compute")
    walk.work()
    with inside(walk.scene.group.id) as work:
        mine = select(WeightScheme.id).where(WeightScheme.tree_id == tree_id)
        scheme_id = work.scalars(mine).one()
    stepped(walk.open(f"/trees/weights/{scheme_id}", walk.scene.head), "/approve")
    stepped(walk.open(f"/trees/{tree_id}", walk.scene.head), "/approve")
    with inside(walk.scene.group.id) as work:
        assert work.get_one(Tree, (walk.scene.group.id, tree_id)).state is TreeState.APPROVED
    return tree_id


def _begun(walk: Walk, tree_id: int) -> int:
    page = walk.open("/cycles/new", walk.scene.keeper)
    page.select_option("#kano-cycle [name=tree_id]", str(tree_id))
    page.fill("#kano-cycle [name=month]", "2026-10-15")
    for one in page.locator("#kano-cycle label:has([name=member_ids])").all():
        one.click()
    press(page, page.locator("#kano-cycle button[type=submit]"))
    with inside(walk.scene.group.id) as work:
        return work.scalars(select(Cycle.id).where(Cycle.tree_id == tree_id)).one()


def _rated(walk: Walk, card_id: int) -> None:
    """A superior gives all marks of a card, one after the other."""
    page = walk.open(f"/cycles/cards/{card_id}", walk.scene.manager)
    press(page, page.locator('main a[href*="/ratings/"] >> nth=0'))
    for _mark in range(3):
        page.fill("#kano-rating [name=mark]", "85")
        page.fill("#kano-rating [name=comment]", "抽查合格")
        before = page.url
        page.click("#kano-rating button[type=submit]")
        page.wait_for_url(lambda address, before=before: address != before)  # type: ignore[misc]  # mypy knows no lambda with a default here
        page.wait_for_load_state("networkidle")
    assert page.url.endswith(f"/cards/{card_id}")


def _computed(walk: Walk, cycle_id: int) -> None:
    stepped(walk.open(f"/cycles/{cycle_id}", walk.scene.keeper), "/compute")
    walk.work()
    with inside(walk.scene.group.id) as work:
        assert work.get_one(Cycle, (walk.scene.group.id, cycle_id)).runs_done == 1
