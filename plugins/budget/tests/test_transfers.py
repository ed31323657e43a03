"""Money moved between lines and months: asked for by one, decided by another, never more than is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.budget.models import BudgetLine, Pot, Transfer, TransferState
from plugins.budget.operations import begin_revision, set_aside
from plugins.budget.operations.transfers import (
    TransferDetails,
    cancel_transfer,
    decide_transfer,
    request_transfer,
)
from plugins.budget.permissions.sheets import PERMISSIONS
from plugins.budget.queries.pots import months_of
from plugins.budget.tests.conftest import House, furnished
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.platform.permissions import assign_role
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.budget import budget_in_force, spend


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group whose first store has 1,000 yuan a month for parts."""
    with locale_context("en"):
        made = furnished()
        budget_in_force(made.group, made.store_id, writer=made.manager, finance=made.finance)
        yield made


def pot() -> int:
    return session().scalars(select(Pot.id)).one()


def from_december(amount: int, month: int = 3) -> TransferDetails:
    return TransferDetails(
        from_pot_id=pot(),
        from_month=12,
        to_pot_id=pot(),
        to_month=month,
        amount_fen=amount * 100,
        reason="Spring",
    )


def planned(*months: int) -> list[int]:
    return [months_of([pot()])[pot()][month - 1].planned_fen // 100 for month in months]


@pytest.mark.req("B-07")
@pytest.mark.shows("budget.transfer:requester-approver")
def test_money_of_a_later_month_is_moved_once_somebody_else_approves(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = request_transfer(from_december(600)).id
        assert planned(3, 12) == [1000, 1000]
    with inside(house.group.id):
        assign_role(house.manager.member_id, "finance_reviewer")
    with inside(house.group.id, as_member(house.manager)), pytest.raises(Forbidden, match="does not decide"):
        decide_transfer(made, approve=True)
    with inside(house.group.id, as_member(house.finance)):
        decide_transfer(made, approve=True)
        assert planned(3, 12) == [1600, 400]
        with pytest.raises(Conflict, match="decided"):
            decide_transfer(made, approve=True)


def test_no_more_is_moved_than_is_left_when_it_is_decided(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        with pytest.raises(Conflict, match=r"¥1,000\.00"):
            request_transfer(from_december(1001))
        made = request_transfer(from_december(1000)).id
        set_aside({"order:1": spend(house.store_id, 500, day=date(2027, 12, 1))})
    with pytest.raises(Conflict, match=r"¥500\.00"), inside(house.group.id, as_member(house.finance)):
        decide_transfer(made, approve=True)
    with inside(house.group.id, as_member(house.finance)):
        with pytest.raises(Invalid):
            decide_transfer(made, approve=False)
        assert decide_transfer(made, approve=False, text="Wait").state is TransferState.REJECTED
        assert planned(3, 12) == [1000, 1000]


def test_revision_keeps_what_was_moved_meanwhile(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = request_transfer(from_december(600)).id
    with inside(house.group.id, as_member(house.finance)):
        decide_transfer(made, approve=True)
    with inside(house.group.id, as_member(house.manager)):
        budget_id = session().get_one(Pot, (house.group.id, pot())).budget_id
        assert budget_id is not None
        begin_revision(budget_id, text="Later in the year")
        lines = select(BudgetLine.month, BudgetLine.amount_fen).where(BudgetLine.base_fen > 0)
        found = {row.month: row.amount_fen // 100 for row in session().execute(lines)}
        assert (found[3], found[12]) == (1600, 400)


def test_what_cannot_be_moved_is_refused(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        with pytest.raises(Invalid):
            request_transfer(from_december(1, month=12))
        made = request_transfer(from_december(1)).id
    with inside(house.group.id, as_member(house.other_manager)):
        with pytest.raises(NotFound):
            request_transfer(from_december(1))
        with pytest.raises(NotFound):
            cancel_transfer(made)
    with inside(house.group.id, as_member(house.manager)):
        assert cancel_transfer(made).state is TransferState.CANCELLED
        assert session().scalars(select(Transfer.state)).all() == [TransferState.CANCELLED]


@pytest.mark.parametrize(
    ("role", "held"),
    [
        (
            "store_manager",
            {
                "budget.sheet:read",
                "budget.sheet:write",
                "budget.sheet:export",
                "budget.transfer:request",
                "budget.volume:write",
            },
        ),
        (
            "finance_reviewer",
            {
                "budget.sheet:read",
                "budget.sheet:export",
                "budget.sheet:review",
                "budget.sheet:approve",
                "budget.category:write",
                "budget.standard:write",
                "budget.transfer:approve",
                "budget.volume:write",
            },
        ),
        ("auditor", {"budget.sheet:read", "budget.sheet:export"}),
        ("followup_specialist", set()),
    ],
)
def test_roles_hold_their_rights_over_sheets(role: str, held: set[str]) -> None:
    assert {one.name for one in PERMISSIONS if role in one.default_roles} == held
