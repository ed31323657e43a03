"""Proposals: taken up once, by whoever may move stock there; nothing is made of waiting."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from plugins.parts.models import AlertKind, AlertState, Proposal, ProposalKind, StockAlert
from plugins.parts.operations import take_proposal
from plugins.parts.tests.conftest import Depot
from plugins.parts.words.planning import why
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.parts import alert_of, part, proposal_of, stock_up

pytestmark = pytest.mark.usefixtures("english")


def shortage(depot: Depot, kind: ProposalKind = ProposalKind.PURCHASE) -> tuple[int, int]:
    """An alert and a proposal for it, in the clerk's store."""
    giver = depot.other_id if kind is ProposalKind.TRANSFER else None
    with inside(depot.group.id, as_member(depot.manager)):
        made = part().id
        stock_up(made, depot.store_id)
        alert = alert_of(made, depot.store_id)
        return alert.id, proposal_of(alert, kind, from_store_id=giver).id


def test_a_proposal_is_taken_once_and_its_alert_acted_on(depot: Depot) -> None:
    alert_id, proposal_id = shortage(depot, ProposalKind.TRANSFER)
    with inside(depot.group.id, as_member(depot.clerk)):
        taken = take_proposal(proposal_id, "parts.transfer:17")
        assert (taken.document, taken.taken_by_id) == ("parts.transfer:17", depot.clerk.member_id)
        assert session().get_one(StockAlert, (depot.group.id, alert_id)).state is AlertState.ACTING
        was = taken.row_version
        assert take_proposal(proposal_id, "parts.transfer:17").row_version == was
        with pytest.raises(Conflict, match="taken up already"):
            take_proposal(proposal_id, "parts.order:3")


def test_a_proposal_of_an_alert_that_is_over_is_not_taken(depot: Depot) -> None:
    alert_id, proposal_id = shortage(depot)
    with inside(depot.group.id, as_member(depot.manager)):
        session().get_one(StockAlert, (depot.group.id, alert_id)).state = AlertState.RESOLVED
        session().flush()
        with pytest.raises(Conflict, match="alert is over"):
            take_proposal(proposal_id, "parts.order:1")


def test_nothing_is_made_of_waiting(depot: Depot) -> None:
    _alert, proposal_id = shortage(depot, ProposalKind.WAIT)
    with inside(depot.group.id, as_member(depot.clerk)), pytest.raises(Invalid, match="Waiting needs"):
        take_proposal(proposal_id, "parts.order:1")


def test_whoever_may_not_move_stock_takes_nothing(depot: Depot) -> None:
    _alert, proposal_id = shortage(depot)
    with inside(depot.group.id, as_member(depot.advisor)), pytest.raises((Forbidden, NotFound)):
        take_proposal(proposal_id, "parts.order:1")


def test_what_somebody_else_changed_meanwhile_is_not_taken(depot: Depot) -> None:
    _alert, proposal_id = shortage(depot)
    with inside(depot.group.id, as_member(depot.clerk)):
        seen = session().get_one(Proposal, (depot.group.id, proposal_id))
        version, seen.quantity = seen.row_version, Decimal(9)
        session().flush()
        with pytest.raises(VersionConflict):
            take_proposal(proposal_id, "parts.order:1", version=version)


def test_one_alert_of_a_kind_lasts_for_a_part_in_a_store(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        made = part().id
        first = alert_of(made, depot.store_id, AlertKind.OUT)
        with pytest.raises(IntegrityError), session().begin_nested():
            alert_of(made, depot.store_id, AlertKind.OUT)
        first.lasts = False
        session().flush()
        assert alert_of(made, depot.store_id, AlertKind.OUT).id != first.id


def test_waiting_names_what_would_be_missing_only_where_something_would() -> None:
    reason = {"code": "wait", "lasts_days": "40", "days": "9", "lost": "0.0"}
    assert why(reason) == "What is free lasts 40 days, and an order takes 9."
    assert "some 0.3 would be missing" in why({**reason, "lost": "0.3"})
