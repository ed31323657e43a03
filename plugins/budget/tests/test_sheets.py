"""A budget's way: written from volumes and standards, reviewed by somebody else, in force, revised, closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.budget.models import Budget, BudgetLine, BudgetVersion, Cell, Driver, VersionState
from plugins.budget.operations import (
    Assumptions,
    Place,
    RateDetails,
    SeriesDetails,
    activate_budget,
    approve_budget,
    begin_revision,
    change_budget,
    close_budget,
    create_budget,
    drop_version,
    remove_series,
    return_budget,
    set_aside,
    set_rate,
    start_review,
    submit_budget,
    withdraw_budget,
    write_series,
)
from plugins.budget.queries.pots import category_of
from plugins.budget.states import TRANSITIONS, Step, state_after, steps_of
from plugins.budget.tests.conftest import House, furnished
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.platform.permissions import assign_role
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member, member
from tests.factories.budget import YEAR, budget_in_force, new_budget, parts_line, spend


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group of its own for each test: budgets of a year meet in its lines."""
    with locale_context("en"):
        yield furnished()


def states(budget_id: int) -> list[VersionState]:
    mine = select(BudgetVersion.state).where(BudgetVersion.budget_id == budget_id)
    return list(session().scalars(mine.order_by(BudgetVersion.number)))


def planned() -> int:
    return int(session().scalar(select(func.sum(Cell.planned_fen))) or 0)


@pytest.mark.req("B-01", "B-04", "B-05")
def test_budget_goes_through_finance_into_force(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = create_budget(
            title="2027", year=YEAR, store_id=house.store_id, target_fen=10_000_00,
            assumptions=Assumptions(strategy="Keep owners", market_percent=Decimal("3.5")),
        )  # fmt: skip
        with pytest.raises(Conflict, match="at least one line"):
            submit_budget(made.id)
        write_series(made.id, parts_line(house.store_id))
        submit_budget(made.id)
        with pytest.raises(Conflict):
            write_series(made.id, parts_line(house.store_id))
        withdraw_budget(made.id)
        submit_budget(made.id)
        budget_id = made.id
    with inside(house.group.id, as_member(house.finance)):
        start_review(budget_id)
        with pytest.raises(Invalid):
            return_budget(budget_id, text=" ")
        return_budget(budget_id, text="Too much for parts")
    with inside(house.group.id, as_member(house.manager)):
        write_series(budget_id, parts_line(house.store_id, 800))
        submit_budget(budget_id)
    with inside(house.group.id, as_member(house.finance)):
        start_review(budget_id)
        approve_budget(budget_id)
        assert planned() == 0
        activate_budget(budget_id)
        assert (states(budget_id), planned()) == ([VersionState.ACTIVE], 9_600_00)


@pytest.mark.req("B-05")
def test_revision_is_a_version_of_its_own_and_books_what_it_changes(house: House) -> None:
    budget_id = budget_in_force(house.group, house.store_id, writer=house.manager, finance=house.finance)
    with inside(house.group.id, as_member(house.manager)):
        with pytest.raises(Invalid):
            begin_revision(budget_id, text="")
        begin_revision(budget_id, text="Fewer visits than expected")
        with pytest.raises(Conflict, match="on its way"):
            begin_revision(budget_id, text="Again")
        write_series(budget_id, parts_line(house.store_id, 900))
        assert planned() == 12_000_00, "what is in force stays in force meanwhile"
        submit_budget(budget_id)
    with inside(house.group.id, as_member(house.second_finance)):
        start_review(budget_id)
        approve_budget(budget_id)
        activate_budget(budget_id)
        assert states(budget_id) == [VersionState.SUPERSEDED, VersionState.ACTIVE]
        assert planned() == 10_800_00
    with inside(house.group.id, as_member(house.manager)):
        begin_revision(budget_id, text="Once more")
        drop_version(budget_id)
        assert states(budget_id)[-1] is VersionState.DROPPED


def test_revision_takes_away_only_what_is_there(house: House) -> None:
    budget_id = budget_in_force(house.group, house.store_id, writer=house.manager, finance=house.finance)
    with inside(house.group.id, as_member(house.manager)):
        set_aside({"order:1": spend(house.store_id, 2500)})
        begin_revision(budget_id, text="Less")
        remove_series(budget_id, parts_line(house.store_id).place)
        with pytest.raises(Conflict, match="at least one line"):
            submit_budget(budget_id)
        write_series(budget_id, parts_line(house.store_id, 100))
        submit_budget(budget_id)
    with inside(house.group.id, as_member(house.finance)):
        start_review(budget_id)
        approve_budget(budget_id)
    with pytest.raises(Conflict, match="less in the year"), inside(house.group.id, as_member(house.finance)):
        activate_budget(budget_id)
    with inside(house.group.id):
        assert states(budget_id) == [VersionState.ACTIVE, VersionState.APPROVED]
        assert planned() == 12_000_00


@pytest.mark.req("B-05")
@pytest.mark.shows("budget.sheet:submitter-approver")
def test_whoever_submits_a_budget_neither_reviews_nor_approves_it(house: House) -> None:
    both = member(house.group, role="finance_reviewer")
    with inside(house.group.id):
        assign_role(both.member_id, "store_manager")
    with inside(house.group.id, as_member(both)):
        made = new_budget(house.store_id)
        submit_budget(made)
        with pytest.raises(Forbidden, match="neither reviews nor approves"):
            start_review(made)
    with inside(house.group.id, as_member(house.finance)):
        start_review(made)
    for act in (approve_budget, activate_budget):
        with inside(house.group.id, as_member(both)), pytest.raises(Forbidden):
            act(made)
        with inside(house.group.id, as_member(house.finance)):
            act(made)


def test_budget_of_another_store_is_not_there(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
        for elsewhere in (house.other_store_id, None):
            with pytest.raises(NotFound):
                new_budget(elsewhere)
    with inside(house.group.id, as_member(house.other_manager)), pytest.raises(NotFound):
        submit_budget(made)
    with inside(house.group.id, as_member(house.head)):
        submit_budget(made)
        with pytest.raises(Forbidden):
            approve_budget(made)


@pytest.mark.req("B-02", "B-03", "B-04")
def test_line_is_volume_times_the_standard_rate_of_its_month(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        materials = category_of("materials")
        assert materials is not None
        for store, since, fen in (
            (None, date(YEAR - 1, 5, 1), "1250.5"),
            (house.store_id, date(YEAR, 7, 1), "1300"),
        ):
            set_rate(
                RateDetails(
                    category_id=materials, driver=Driver.VISITS, rate_fen=Decimal(fen), valid_from=since,
                    store_id=store,
                )
            )  # fmt: skip
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
        place = Place(category_id=materials, store_id=house.store_id)
        volumes = [Decimal(301)] * 12
        write_series(made, SeriesDetails(place=place, months=volumes, driver=Driver.VISITS))
        mine = select(BudgetLine.month, BudgetLine.amount_fen).where(BudgetLine.category_id == materials)
        found = {row.month: row.amount_fen for row in session().execute(mine)}
        assert (found[6], found[7]) == (376_401, 391_300)
        with pytest.raises(Invalid) as refused:
            write_series(made, SeriesDetails(place=place, months=volumes, driver=Driver.STAFF))
        assert list(refused.value.fields) == ["driver"]


@pytest.mark.parametrize(
    ("months", "store", "field"),
    [([Decimal(1)] * 11, "own", "m1"), ([Decimal(-1)] * 12, "own", "m1"), ([Decimal(1)] * 12, "none", "store_id")],
)  # fmt: skip
def test_line_that_cannot_be_is_refused(house: House, months: list[Decimal], store: str, field: str) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
        place = Place(
            category_id=category_of("travel") or 0, store_id=house.store_id if store == "own" else None
        )
        with pytest.raises(Invalid) as refused:
            write_series(made, SeriesDetails(place=place, months=months))
        assert list(refused.value.fields) == [field]


def test_two_budgets_do_not_share_a_line(house: House) -> None:
    budget_in_force(house.group, house.store_id, writer=house.manager, finance=house.finance)
    with inside(house.group.id, as_member(house.manager)):
        second = new_budget(house.store_id, title="Another")
        submit_budget(second)
    with inside(house.group.id, as_member(house.finance)):
        start_review(second)
        approve_budget(second)
        with pytest.raises(Conflict, match="Another budget"):
            activate_budget(second)


def test_two_people_who_change_a_budget_see_each_other(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
        seen = load(Budget, made).row_version
        change_budget(made, title="Mine", target_fen=1, assumptions=Assumptions(), version=seen)
        with pytest.raises(Conflict):
            change_budget(made, title="Yours", target_fen=1, assumptions=Assumptions(), version=seen)


def test_closed_year_takes_no_revision(house: House) -> None:
    budget_id = budget_in_force(house.group, house.store_id, writer=house.manager, finance=house.finance)
    with inside(house.group.id, as_member(house.admin)):
        close_budget(budget_id)
        assert states(budget_id) == [VersionState.CLOSED]
    with inside(house.group.id, as_member(house.manager)), pytest.raises(Conflict, match="closed"):
        begin_revision(budget_id, text="x")


def test_every_state_has_its_steps_and_no_other() -> None:
    for (state, step), after in TRANSITIONS.items():
        assert state_after(state, step) is after
        assert step in steps_of(state)
    assert state_after(VersionState.ACTIVE, Step.EDIT) is None
    assert steps_of(VersionState.CLOSED) == frozenset()
