"""Switched off in the middle of a night's planning: nothing is lost, nothing is reachable, the other group goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from plugins.parts.jobs import PLAN
from plugins.parts.models import AlertState, PlanningNight, Proposal, ProposalKind, StockAlert, StockTransfer
from plugins.parts.planning.night import begin, next_store, plan_store
from plugins.parts.tests.conftest import Browser
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.platform.jobs import enqueue
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import switch
from tests.factories.parts import PARTS, alert_of, asked_for, group_with_parts, part, proposal_of, stock_up

ASKED = (20, 22, 19, 21) * 3
NIGHT = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Halfway:
    """A group whose night is through with one of two stores, and that has a proposal of the night before."""

    group: Group
    manager: Person
    alert_id: int
    proposal_id: int

    def night(self) -> PlanningNight:
        mine = (PlanningNight.tenant_id == self.group.id, PlanningNight.period == NIGHT)
        return session().scalars(select(PlanningNight).where(*mine)).one()


def halfway() -> Halfway:
    """Planning is asked for again after it was cut off behind its first store; an order of the night before is open."""
    with locale_context("en"):
        made = group_with_parts()
        first, second = store(made), store(made)
        manager = member(made, role="parts_manager")
    with inside(made.id, as_member(manager)):
        short, lent = part().id, part().id
        for place in (first, second):
            stock_up(short, place, 1)
            asked_for(short, place, ASKED)
        night_id = begin(NIGHT)
        next_one = next_store(night_id)
        assert next_one is not None
        plan_store(night_id, next_one)
        # Stands since the night before; this one looks at it no more: its store is through.
        alert = alert_of(lent, next_one.id)
        giver = second if next_one.id == first else first
        stock_up(lent, giver, 50)
        proposal = proposal_of(alert, ProposalKind.TRANSFER, from_store_id=giver)
        enqueue(PLAN, {"asked": NIGHT})
        return Halfway(group=made, manager=manager, alert_id=alert.id, proposal_id=proposal.id)


def test_night_goes_on_where_it_stood_when_it_is_on_again(
    browser: Callable[[Person], Browser], run_jobs: Callable[[int], int]
) -> None:
    ours, theirs = halfway(), halfway()
    at, neighbour = browser(ours.manager), browser(theirs.manager)
    ways = ("/", "/alerts/", f"/alerts/{ours.alert_id}", "/proposals/")
    assert [at.get(path).status_code for path in ways] == [200] * 4
    switch(ours.group, on=False, name=PARTS)
    for one in (ours, theirs):
        run_jobs(one.group.id)

    assert [at.get(path).status_code for path in ways] == [404] * 4
    assert at.post(f"/proposals/{ours.proposal_id}/transfer").status_code == 404
    assert at.post(f"/alerts/{ours.alert_id}/acknowledge", _version=1).status_code == 404
    with inside(ours.group.id) as work:
        night = ours.night()
        assert (night.finished_at, len(night.done), night.planned) == (None, 1, 1)
        proposal = work.get_one(Proposal, (ours.group.id, ours.proposal_id))
        assert (proposal.taken_at, proposal.quantity) == (None, Decimal(8))
    assert neighbour.get(f"/alerts/{theirs.alert_id}").status_code == 200
    with inside(theirs.group.id):
        assert (theirs.night().finished_at is None, len(theirs.night().done)) == (False, 2)

    switch(ours.group, on=True, name=PARTS)
    # The clerk is quicker than the job: what they take up, the rest of the night leaves alone.
    assert at.post(f"/proposals/{ours.proposal_id}/transfer").status_code == 303
    run_jobs(ours.group.id)
    with inside(ours.group.id) as work:
        night = ours.night()
        assert (night.finished_at is None, len(night.done), night.planned) == (False, 2, 3)
        lent = work.get_one(StockAlert, (ours.group.id, ours.alert_id))
        assert (lent.state, lent.lasts) == (AlertState.ACTING, True)
        (transfer,) = work.scalars(select(StockTransfer))
        assert work.get_one(Proposal, (ours.group.id, ours.proposal_id)).document == transfer.document
        raised = work.scalars(select(StockAlert.store_id).where(StockAlert.id != lent.id)).all()
        assert len(set(raised)) == len(raised) == 2
