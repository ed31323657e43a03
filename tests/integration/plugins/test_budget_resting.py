"""Budgets rest in one of two groups, in the middle of a claim and of a purchase order: nothing is lost or reached meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState
from plugins.budget.models import LedgerEntry, SetAside
from plugins.budget.models.claims import ExpenseClaim
from plugins.budget.operations.claim_paying import pay_batch, prepare_batch
from plugins.budget.operations.claim_reviewing import pass_department, pass_finance
from plugins.parts.models import PurchaseOrder
from plugins.parts.operations import approve_order, cancel_order, submit_order
from saas.platform.clock import moved, today
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import api_token, as_member, member, signed_in
from tests.factories.budget import BUDGET, YEAR, budget_in_force, set_aside_and_spent
from tests.factories.claims import handed_in
from tests.factories.complaints import switch
from tests.factories.parts import group_with_parts, part, purchase

JUNE = datetime(YEAR, 6, 15, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A group with 1,000 yuan a month for parts: 300 of them claimed by an advisor, 400 on order."""

    group: Group
    people: dict[str, Person]
    claim_id: int
    order_id: int

    def money(self) -> tuple[int, int]:
        """What is set aside and what is spent, in yuan."""
        with inside(self.group.id):
            return set_aside_and_spent()

    def rows(self) -> list[int]:
        """How many entries, amounts set aside and claims there are."""
        with inside(self.group.id) as work:
            return [
                work.scalars(select(func.count()).select_from(one)).one()
                for one in (LedgerEntry, SetAside, ExpenseClaim)
            ]

    def claim(self) -> ExpenseClaim:
        """The claim as it stands."""
        with inside(self.group.id) as work:
            found = work.get_one(ExpenseClaim, (self.group.id, self.claim_id))
            work.expunge(found)
            return found

    def do(self, who: str, act: Callable[[], object]) -> None:
        """Something that one of the people does."""
        with inside(self.group.id, as_member(self.people[who])):
            act()

    def answers(self, app: Flask) -> set[int]:
        """What pages and addresses of budgets answer to finance and to a program."""
        browser = signed_in(app.test_client(), self.people["finance"])
        pages = [f"/t/{self.group.code}/x/budget/{name}" for name in ("board", f"claims/{self.claim_id}")]
        token = api_token(self.group, "budget.sheet:read")
        asked = {"path": f"/api/v1/t/{self.group.code}/x/budget/board"}
        program = app.test_client().get(**asked, headers={"Authorization": f"Bearer {token}"})  # type: ignore[arg-type]  # Werkzeug types no keywords of its builder
        return {program.status_code, *(browser.get(page).status_code for page in pages)}


@pytest.fixture
def shops(app: Flask) -> Iterator[tuple[Shop, Shop]]:
    with locale_context("en"), moved(JUNE):
        yield _shop(), _shop()


def _shop() -> Shop:
    made = group_with_parts()
    at = store(made)
    switch(made, on=True, name=BUDGET)
    of_store = {"claimant": "service_advisor", "head": "department_head", "manager": "store_manager"}
    of_group = {"finance": "finance_reviewer", "payer": "payer", "buyer": "parts_manager"}
    people = {name: member(made, role=role, stores=[at]) for name, role in of_store.items()}
    people |= {name: member(made, role=role) for name, role in of_group.items()}
    budget_in_force(made, at, writer=people["manager"], finance=people["finance"])
    with inside(made.id, as_member(people["claimant"])):
        claim_id = handed_in(at, amount_fen=300_00).id
    with inside(made.id, as_member(people["buyer"])):
        order_id = purchase(at, part().id, quantity=4, unit_price=100_00).id
        submit_order(order_id)
    with inside(made.id, as_member(people["manager"])):
        approve_order(order_id)
    return Shop(group=made, people=people, claim_id=claim_id, order_id=order_id)


@pytest.mark.req("B-06", "B-10", "B-13", "P-06")
def test_claim_and_order_outlive_a_rest_of_budgets(
    shops: tuple[Shop, Shop],
    app: Flask,
    run_jobs: Callable[[int], int],
    run_schedules: Callable[[int, datetime], list[str]],
) -> None:
    mine, neighbour = shops
    assert (mine.money(), neighbour.money()) == ((700, 0), (700, 0))
    before, of_neighbour = mine.rows(), neighbour.rows()

    switch(mine.group, on=False, name=BUDGET)
    assert (mine.answers(app), neighbour.answers(app)) == ({404}, {200})
    for shop in shops:
        run_jobs(shop.group.id)
    assert mine.claim().looked_over_at is None
    assert neighbour.claim().looked_over_at is not None
    mine.do("buyer", lambda: cancel_order(mine.order_id))
    assert "parts.tell_budget" in run_schedules(mine.group.id, JUNE + timedelta(hours=1))
    run_jobs(mine.group.id)
    assert (mine.rows(), mine.money()) == (before, (700, 0))
    assert _still_owed(mine)

    switch(mine.group, on=True, name=BUDGET)
    assert "parts.tell_budget" in run_schedules(mine.group.id, JUNE + timedelta(hours=2))
    run_jobs(mine.group.id)
    assert mine.money() == (300, 0)
    assert not _still_owed(mine)
    assert (mine.claim().state, mine.claim().looked_over_at is None) == (ClaimState.DEPT_REVIEW, False)

    mine.do("head", lambda: pass_department(mine.claim_id))
    mine.do("finance", lambda: pass_finance(mine.claim_id, points=list(Point)))
    mine.do("payer", lambda: _paid(mine.claim_id))
    assert (mine.money(), mine.claim().state) == ((0, 300), ClaimState.PAID)
    assert (neighbour.money(), neighbour.rows()) == ((700, 0), of_neighbour)
    assert neighbour.answers(app) == {200}


def _still_owed(shop: Shop) -> bool:
    with inside(shop.group.id) as work:
        return work.get_one(PurchaseOrder, (shop.group.id, shop.order_id)).committed


def _paid(claim_id: int) -> None:
    batch = prepare_batch([claim_id])
    session().flush()
    pay_batch(batch.id, paid_on=today("Asia/Shanghai"), reference="ICBC 1")
