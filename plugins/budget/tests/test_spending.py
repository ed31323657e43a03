"""Spending held against the budget: set aside, spent, let go, taken back; once by its key, and never beyond by a race."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.budget.models import Cell, CostCategory, EntryKind, LedgerEntry, OverAction
from plugins.budget.operations import OverBudget, set_aside
from plugins.budget.queries.pots import category_of
from plugins.budget.tests.conftest import House, furnished
from saas.core.contracts.services import service
from saas.core.contracts.spending import SpendAction, SpendControl
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from saas.testing.factories.plugins import switch
from tests.factories.budget import YEAR, budget_in_force, new_category, spend


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group whose first store has 1,000 yuan a month for parts."""
    with locale_context("en"):
        made = furnished()
        budget_in_force(made.group, made.store_id, writer=made.manager, finance=made.finance)
        yield made


def control() -> SpendControl:
    found = service(SpendControl)
    assert found is not None
    return found


def sums() -> dict[int, tuple[int, int, int]]:
    """Planned, committed and spent yuan by month, of all pots."""
    total = [func.sum(column) / 100 for column in (Cell.planned_fen, Cell.committed_fen, Cell.actual_fen)]
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in session().execute(
        select(Cell.month, *total).group_by(Cell.month)
    )}  # fmt: skip


def from_the_ledger() -> dict[tuple[int, int], tuple[int, int, int]]:
    """The same by pot and month, added up from the entries alone."""
    signs = {
        EntryKind.REVISE: (0, 1), EntryKind.TRANSFER: (0, 1), EntryKind.COMMIT: (1, 1),
        EntryKind.RELEASE: (1, -1), EntryKind.ACTUAL: (2, 1), EntryKind.REVERSE: (2, -1),
    }  # fmt: skip
    found: dict[tuple[int, int], list[int]] = {}
    for entry in session().scalars(select(LedgerEntry)):
        column, sign = signs[entry.kind]
        found.setdefault((entry.pot_id, entry.month), [0, 0, 0])[column] += sign * entry.amount_fen
    return {key: (one[0], one[1], one[2]) for key, one in found.items()}


def balances_follow_from_the_ledger() -> bool:
    booked = from_the_ledger()
    kept = {
        (cell.pot_id, cell.month): (cell.planned_fen, cell.committed_fen, cell.actual_fen)
        for cell in session().scalars(select(Cell))
    }
    return all(kept[key] == booked.get(key, (0, 0, 0)) for key in kept)


@pytest.mark.req("B-06", "B-08")
def test_order_is_set_aside_then_spent_and_the_rest_let_go(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = control().commit(spend(house.store_id, 700), "order:1")
        assert (made.open_fen, made.actual_fen) == (700_00, 0)
        assert made.verdict is not None
        assert made.verdict.room_fen == 3000_00
        first = control().actual("order:1", act="receipt:1", amount_fen=300_00)
        last = control().actual("order:1", act="receipt:2", amount_fen=250_00, last=True)
        assert (first.open_fen, last.open_fen, last.actual_fen) == (400_00, 0, 550_00)
        assert sums()[3] == (1000, 0, 550)
        back = control().reverse("order:1", act="return:1", amount_fen=50_00)
        assert (back.actual_fen, sums()[3]) == (500_00, (1000, 0, 500))
        assert balances_follow_from_the_ledger()


def test_the_same_key_does_it_once(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        for _ in range(2):
            control().commit(spend(house.store_id, 700), "order:1")
        for _ in range(2):
            control().release("order:1", act="cut", amount_fen=200_00)
        for _ in range(2):
            control().actual("order:1", act="receipt", amount_fen=100_00)
        for _ in range(2):
            control().reverse("order:1", act="return", amount_fen=40_00)
        assert sums()[3] == (1000, 400, 60)
        assert balances_follow_from_the_ledger()


def test_beyond_the_budget_nothing_is_set_aside(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        verdict = control().check(spend(house.store_id, 3001))
        assert (verdict.action, verdict.room_fen) == (SpendAction.APPROVE, 3000_00)
        assert verdict.year_end_fen == 3001_00 + 9 * 1000_00
        with pytest.raises(Conflict, match="over-budget request"):
            control().commit(spend(house.store_id, 3001), "order:1")
        several = {"a": spend(house.store_id, 2000), "b": spend(house.store_id, 1001)}
        with pytest.raises(Conflict):
            control().commit_together(several)
        assert sums()[3] == (1000, 0, 0)
        control().commit(spend(house.store_id, 2900), "order:2")
        assert control().check(spend(house.store_id, 100)).action is SpendAction.WARN


def test_approved_excess_lets_one_spend_beyond(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        wanted = {"order:1": spend(house.store_id, 3100)}
        with pytest.raises(OverBudget):
            set_aside(wanted, allowed_over_fen={"order:1": 99_00})
        assert set_aside(wanted, allowed_over_fen={"order:1": 100_00})[0].open_fen == 3100_00


@pytest.mark.parametrize(
    ("span", "tolerance", "over", "expected"),
    [
        ("month", 0, "stop", SpendAction.STOP),
        ("to_date", 0, "stop", SpendAction.ALLOW),
        ("month", 50, "stop", SpendAction.WARN),
        ("month", 10, "warn", SpendAction.WARN),
        ("year", 0, "approve", SpendAction.ALLOW),
    ],
)
@pytest.mark.shows("budget.span", "budget.warn_percent", "budget.over_action", "budget.tolerance_percent")
def test_rule_says_which_months_count_and_what_happens_beyond(
    house: House, span: str, tolerance: int, over: str, expected: SpendAction
) -> None:
    with inside(house.group.id, as_member(house.admin)):
        change_settings("budget", {"span": span, "tolerance_percent": tolerance, "over_action": over})
        assert control().check(spend(house.store_id, 1400)).action is expected


def test_category_without_a_budget_takes_that_of_the_one_above(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        tyres = new_category("轮胎", parent_id=category_of("parts"))
        code = f"own_{tyres}"
        session().get_one(CostCategory, (house.group.id, tyres)).code = code
        session().flush()
        verdict = control().check(spend(house.store_id, 10, category=code))
    assert verdict.room_fen == 3000_00


def test_store_without_a_budget_spends_freely_and_is_booked(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        assert control().check(spend(house.other_store_id, 9000)).room_fen is None
        control().commit(spend(house.other_store_id, 9000), "order:1")
        assert sums()[3] == (1000, 9000, 0)
    budget_in_force(house.group, house.other_store_id, writer=house.other_manager, finance=house.finance)
    with inside(house.group.id, as_member(house.manager)):
        assert control().check(spend(house.other_store_id, 1)).room_fen == -6000_00


def test_what_nobody_planned_is_beyond_the_budget_of_the_store(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        verdict = control().check(spend(house.store_id, 1, category="travel"))
        unknown = control().check(spend(house.store_id, 1, category="no-such-code"))
        with pytest.raises(Conflict):
            control().commit(spend(house.store_id, 1, category="travel"), "order:1")
    assert (verdict.action, unknown.action) == (SpendAction.APPROVE, SpendAction.APPROVE)


def test_spent_in_another_month_counts_there(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        control().commit(spend(house.store_id, 500), "order:1")
        control().actual("order:1", act="r", amount_fen=500_00, day=date(YEAR, 4, 2))
        assert (sums()[3], sums()[4]) == ((1000, 0, 0), (1000, 0, 500))
        control().reverse("order:1", act="b", amount_fen=500_00)
        assert sums()[4] == (1000, 0, 0)
        assert balances_follow_from_the_ledger()


def test_what_cannot_be_is_refused(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        with pytest.raises(Invalid):
            control().commit(spend(house.store_id, 0), "order:0")
        with pytest.raises(NotFound):
            control().release("never", act="x")
        control().commit(spend(house.store_id, 10), "order:1")
        with pytest.raises(Conflict):
            control().release("order:1", act="x", amount_fen=10_01)
        with pytest.raises(Conflict):
            control().reverse("order:1", act="y", amount_fen=1)
        with pytest.raises(Invalid):
            control().actual("order:1", act="z", amount_fen=-1)


def test_category_may_stop_where_the_group_only_asks(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        parts = session().get_one(CostCategory, (house.group.id, category_of("parts")))
        parts.over_action = OverAction.STOP
        session().flush()
        assert control().check(spend(house.store_id, 4000)).action is SpendAction.STOP


@pytest.mark.req("B-06")
def test_many_at_once_never_spend_more_than_there_is(app: Flask, house: House) -> None:
    def order(number: int) -> bool:
        try:
            with inside(house.group.id, as_member(house.manager)), locale_context("en"):
                control().commit(spend(house.store_id, 400), f"order:{number}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as people:
        done = list(people.map(order, range(12)))
    with inside(house.group.id):
        assert sum(done) == 7, "3,000 yuan are there until March"
        assert sums()[3] == (1000, 2800, 0)
        assert balances_follow_from_the_ledger()


def test_one_key_of_many_at_once_is_set_aside_once(app: Flask, house: House) -> None:
    def order(_number: int) -> int:
        with inside(house.group.id, as_member(house.manager)), locale_context("en"):
            return control().commit(spend(house.store_id, 400), "order:1").open_fen

    with ThreadPoolExecutor(4) as people:
        assert set(people.map(order, range(8))) == {400_00}
    with inside(house.group.id):
        assert sums()[3] == (1000, 400, 0)


def test_switched_off_nobody_asks_and_what_is_set_aside_stays(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        control().commit(spend(house.store_id, 400), "order:1")
    switch(house.group, "budget", on=False)
    with inside(house.group.id, as_member(house.manager)):
        assert service(SpendControl) is None
    switch(house.group, "budget", on=True)
    with inside(house.group.id, as_member(house.manager)):
        assert control().release("order:1", act="x").open_fen == 0
