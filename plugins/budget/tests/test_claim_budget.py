"""Claims and the budget: set aside, let go, spent; held when it is exceeded, and let on exactly once by an approval."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState, OverbudgetState
from plugins.budget.jobs.expiring import expire
from plugins.budget.models import Cell, CostCategory, OverAction
from plugins.budget.models.claims import OverbudgetRequest
from plugins.budget.operations.claim_money import BeyondBudget
from plugins.budget.operations.claim_overbudget import (
    agree_overbudget,
    approve_overbudget,
    refuse_overbudget,
    use_overbudget,
)
from plugins.budget.operations.claim_paying import pay_batch, prepare_batch
from plugins.budget.operations.claim_reviewing import pass_department, pass_finance, return_claim
from plugins.budget.operations.claim_submitting import submit_claim
from plugins.budget.operations.claiming import cancel_claim
from plugins.budget.queries.claims import waiting_count
from plugins.budget.queries.pots import category_of
from plugins.budget.tests.claiming import Desk, acting, desk, did, stored
from plugins.budget.tests.conftest import Browser
from saas.platform.clock import now, today
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, NotFound
from saas.platform.i18n import locale_context
from saas.platform.permissions import assign_role
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member, member
from saas.testing.factories.plugins import switch
from tests.factories.budget import budget_in_force
from tests.factories.claims import claim, claim_line
from tests.factories.claims import handed_in as in_store


@pytest.fixture
def at(app: Flask) -> Iterator[Desk]:
    """A group whose first store has 1,000 yuan for parts this month."""
    with locale_context("en"):
        made = desk()
        with inside(made.group.id, as_member(made.group.admin)):
            change_settings("budget", {"span": "month", "warn_percent": 100})
        writer = member(made.group, role="store_manager", stores=[made.store_id])
        year = today("Asia/Shanghai").year
        budget_in_force(made.group, made.store_id, writer=writer, finance=made.finance, year=year)
        yield made


def written(at: Desk, *yuan: int) -> int:
    """A claim of the claimant for parts, spent today."""
    with acting(at.claimant):
        made = claim(at.store_id).id
        for one in yuan:
            claim_line(
                made,
                category_id=category_of("parts"),
                amount_fen=one * 100,
                tax_fen=0,
                spent_on=today("Asia/Shanghai"),
            )
        return made


def handed_in(at: Desk, *yuan: int) -> int:
    made = written(at, *yuan)
    did(at.claimant, lambda: submit_claim(made))
    return made


def held(at: Desk, *yuan: int) -> int:
    made = written(at, *yuan)
    did(at.claimant, lambda: submit_claim(made, overbudget_reason="客户试驾车急修"))
    return made


def standing(at: Desk) -> tuple[int, int]:
    """What is set aside and what is spent, in yuan."""
    with inside(at.group.id):
        sums = session().execute(select(func.sum(Cell.committed_fen), func.sum(Cell.actual_fen))).one()
        return int(sums[0]) // 100, int(sums[1]) // 100


def request(at: Desk, claim_id: int) -> OverbudgetRequest:
    with inside(at.group.id):
        newest = select(OverbudgetRequest).where(OverbudgetRequest.claim_id == claim_id)
        found = session().scalars(newest.order_by(OverbudgetRequest.round.desc())).first()
        assert found is not None
        session().expunge(found)
        return found


@pytest.mark.req("B-06", "B-10")
def test_money_of_a_claim_is_set_aside_and_spent_when_it_is_paid(at: Desk) -> None:
    claim_id = handed_in(at, 300, 400)
    assert standing(at) == (700, 0)
    did(at.head, lambda: pass_department(claim_id))
    did(at.finance, lambda: pass_finance(claim_id, points=list(Point)))
    assert standing(at) == (700, 0)
    batch_id = did(at.payer, lambda: prepare_batch([claim_id]).id)
    did(at.payer, lambda: pay_batch(batch_id, paid_on=today("Asia/Shanghai"), reference="x"))
    assert standing(at) == (0, 700)


@pytest.mark.req("B-10", "B-12")
def test_money_is_let_go_when_a_claim_comes_back(at: Desk) -> None:
    first = handed_in(at, 900)
    did(at.head, lambda: return_claim(first, reason="x"))
    assert standing(at) == (0, 0)
    did(at.claimant, lambda: submit_claim(first))
    assert standing(at) == (900, 0)
    did(at.claimant, lambda: cancel_claim(first))
    assert standing(at) == (0, 0)


@pytest.mark.req("B-08")
def test_claim_beyond_the_budget_is_not_handed_in_without_a_reason(at: Desk) -> None:
    claim_id = written(at, 600, 500)
    with acting(at.claimant), pytest.raises(BeyondBudget) as refused:
        submit_claim(claim_id)
    assert refused.value.need.excess_fen == 100_00
    after = stored(at, claim_id)
    assert (after.state, standing(at)) == (ClaimState.DRAFT, (0, 0))


@pytest.mark.req("B-08")
def test_held_claim_goes_on_by_an_approval_and_only_once(at: Desk) -> None:
    claim_id = held(at, 1200)
    assert (stored(at, claim_id).state, standing(at)) == (ClaimState.SUBMITTED, (0, 0))
    asked = request(at, claim_id)
    assert (asked.excess_fen, asked.amount_fen) == (200_00, 1200_00)
    assert asked.year_planned_fen == 12_000_00
    assert asked.year_end_fen >= 1200_00
    assert did(at.head, waiting_count) == 1
    assert did(at.finance, waiting_count) is None
    did(at.head, lambda: agree_overbudget(claim_id))
    assert did(at.finance, waiting_count) == 1
    did(at.finance, lambda: approve_overbudget(claim_id, text="同意"))
    assert (stored(at, claim_id).state, standing(at)) == (ClaimState.DEPT_REVIEW, (1200, 0))
    assert request(at, claim_id).state is OverbudgetState.USED
    with acting(at.second_finance), pytest.raises(Conflict):
        approve_overbudget(claim_id)
    with acting(at.second_finance), pytest.raises(Conflict):
        refuse_overbudget(claim_id, reason="x")
    with acting(at.claimant), pytest.raises(Conflict):
        use_overbudget(claim_id)

    # Returned and handed in anew it needs another approval: the first one is used up.
    did(at.head, lambda: return_claim(claim_id, reason="x"))
    with acting(at.claimant), pytest.raises(BeyondBudget):
        submit_claim(claim_id)


@pytest.mark.req("B-08")
def test_two_who_approve_at_once_let_it_go_on_once(app: Flask, at: Desk) -> None:
    claim_id = held(at, 1200)
    did(at.head, lambda: agree_overbudget(claim_id))

    def approve(one: int) -> str:
        with app.app_context(), locale_context("en"), acting((at.finance, at.second_finance)[one]):
            try:
                approve_overbudget(claim_id)
            except Conflict:
                return "refused"
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, (0, 1))) == ["approved", "refused"]
    assert standing(at) == (1200, 0)


@pytest.mark.req("B-08")
@pytest.mark.shows("budget.overbudget:two-people")
def test_claimant_and_whoever_agreed_do_not_approve(at: Desk) -> None:
    both = member(at.group, role="department_head", stores=[at.store_id])
    with inside(at.group.id):
        assign_role(both.member_id, "finance_reviewer", store_id=None)
    claim_id = written(at, 1500)
    did(at.claimant, lambda: submit_claim(claim_id, overbudget_reason="x"))
    with acting(at.claimant), pytest.raises(Forbidden):
        agree_overbudget(claim_id)
    did(both, lambda: agree_overbudget(claim_id))
    with acting(both), pytest.raises(Forbidden):
        approve_overbudget(claim_id)
    with acting(both), pytest.raises(Forbidden):
        refuse_overbudget(claim_id, reason="x")


@pytest.mark.req("B-08")
def test_approval_is_good_for_what_was_asked_for_and_no_more(at: Desk) -> None:
    """What others set aside meanwhile is theirs: the approval waits for room."""
    claim_id = held(at, 1200)
    other = handed_in(at, 500)
    did(at.head, lambda: agree_overbudget(claim_id))
    did(at.finance, lambda: approve_overbudget(claim_id))
    assert stored(at, claim_id).state is ClaimState.SUBMITTED
    assert request(at, claim_id).state is OverbudgetState.FINANCE_APPROVED
    assert standing(at) == (500, 0)
    with acting(at.claimant), pytest.raises(Conflict):
        use_overbudget(claim_id)
    did(at.claimant, lambda: cancel_claim(other))
    did(at.claimant, lambda: use_overbudget(claim_id))
    assert (stored(at, claim_id).state, standing(at)) == (ClaimState.DEPT_REVIEW, (1200, 0))


@pytest.mark.req("B-08")
def test_refused_request_gives_the_claim_back(at: Desk) -> None:
    claim_id = held(at, 1200)
    did(at.head, lambda: refuse_overbudget(claim_id, reason="下月再办"))
    assert stored(at, claim_id).state is ClaimState.RETURNED
    assert request(at, claim_id).state is OverbudgetState.REJECTED
    did(at.claimant, lambda: submit_claim(claim_id, overbudget_reason="还是急"))
    assert request(at, claim_id).state is OverbudgetState.REQUESTED
    did(at.claimant, lambda: cancel_claim(claim_id))
    assert request(at, claim_id).state is OverbudgetState.WITHDRAWN


@pytest.mark.req("B-08")
def test_request_expires_and_its_claim_comes_back(at: Desk) -> None:
    claim_id = held(at, 1200)
    did(at.head, lambda: agree_overbudget(claim_id))
    with inside(at.group.id):
        session().execute(update(OverbudgetRequest).values(expires_at=now() - timedelta(seconds=1)))
    with acting(at.finance), pytest.raises(Conflict):
        approve_overbudget(claim_id)
    for closed in (1, 0):
        with inside(at.group.id):
            assert expire()["closed"] == closed
    assert stored(at, claim_id).state is ClaimState.RETURNED
    assert request(at, claim_id).state is OverbudgetState.EXPIRED


@pytest.mark.req("B-08")
def test_category_that_may_not_be_exceeded_stops_a_claim(at: Desk) -> None:
    with inside(at.group.id):
        mine = CostCategory.id == category_of("parts")
        session().execute(update(CostCategory).where(mine).values(over_action=OverAction.STOP))
    claim_id = written(at, 1200)
    with acting(at.claimant), pytest.raises(Conflict, match="may not be exceeded"):
        submit_claim(claim_id, overbudget_reason="x")
    assert (stored(at, claim_id).state, standing(at)) == (ClaimState.DRAFT, (0, 0))


@pytest.mark.req("B-14")
def test_little_that_is_left_is_told_to_the_reviewers(at: Desk) -> None:
    claim_id = handed_in(at, 1000)
    found = next(one for one in stored(at, claim_id).checks if one["check"] == "budget")
    assert (found["level"], found["lines"]) == ("amber", [1])


@pytest.mark.req("B-08")
def test_claims_handed_in_at_once_never_exceed_the_budget_together(app: Flask, at: Desk) -> None:
    claims = [written(at, 400) for _n in range(4)]

    def hand_in(claim_id: int) -> str:
        with app.app_context(), locale_context("en"), acting(at.claimant):
            try:
                submit_claim(claim_id)
            except BeyondBudget:
                return "beyond"
            return "in"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(hand_in, claims)) == ["beyond", "beyond", "in", "in"]
    assert standing(at) == (800, 0)


@pytest.mark.req("C-01")
def test_switching_off_in_the_middle_loses_nothing_and_hides_all(app: Flask, at: Desk) -> None:
    """What was set aside stays set aside; another group goes on meanwhile; switched on again the claim goes on."""
    other = desk()
    claim_id, elsewhere = held(at, 1200), did(other.claimant, lambda: in_store(other.store_id).id)
    switch(at.group, "budget", on=False)
    mine, theirs = Browser(app.test_client(), at.head), Browser(app.test_client(), other.head)
    assert mine.get(f"/claims/{claim_id}").status_code == 404
    assert mine.post(f"/claims/{claim_id}/agree").status_code == 404
    with acting(at.head), pytest.raises(NotFound):
        agree_overbudget(claim_id)
    assert theirs.post(f"/claims/{elsewhere}/pass-department").status_code == 303
    switch(at.group, "budget", on=True)
    assert stored(at, claim_id).state is ClaimState.SUBMITTED
    assert mine.post(f"/claims/{claim_id}/agree").status_code == 303
    did(at.finance, lambda: approve_overbudget(claim_id))
    assert standing(at) == (1200, 0)
