"""Budgets, costs and volumes to analyse, in November 2027."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select

from plugins.budget.models import Cell, Driver, Pot
from plugins.budget.operations import (
    Assumptions,
    Place,
    RateDetails,
    SeriesDetails,
    activate_budget,
    approve_budget,
    create_budget,
    set_rate,
    start_review,
    submit_budget,
    write_series,
)
from plugins.budget.operations.pots import own_pot
from plugins.budget.queries.pots import category_of
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import as_member
from tests.factories.budget import YEAR

NOVEMBER = datetime(2027, 11, 10, 4, 0, tzinfo=UTC)
LAST = 2027 * 12 + 9
"""October 2027: the last month that is over in November."""


def balance(place: Place, year: int, months: dict[int, tuple[int, int]]) -> None:
    """Planned and spent yuan of some months of a line, as its balances have them."""
    pot = own_pot(place, year, None)
    for cell in session().scalars(select(Cell).where(Cell.pot_id == pot)):
        if cell.month in months:
            planned, actual = months[cell.month]
            cell.planned_fen, cell.actual_fen = planned * 100, actual * 100
    session().flush()


def place_of(code: str, store_id: int | None) -> Place:
    category = category_of(code)
    assert category is not None
    return Place(category_id=category, store_id=store_id)


def driven_budget(
    of: Group, store_id: int, writer: Person, finance: Person, rates: dict[Driver, tuple[str, int, int]]
) -> None:
    """A budget in force whose lines grow with drivers: category, yuan for a unit, and units a month."""
    with inside(of.id, as_member(finance)):
        for driver, (code, rate, _units) in rates.items():
            place = place_of(code, store_id)
            set_rate(
                RateDetails(
                    category_id=place.category_id,
                    driver=driver,
                    rate_fen=Decimal(rate * 100),
                    valid_from=date(2020, 1, 1),
                )
            )
    with inside(of.id, as_member(writer)):
        made = create_budget(
            title="x", year=YEAR, store_id=store_id, target_fen=None, assumptions=Assumptions()
        )
        for driver, (code, _rate, units) in rates.items():
            months = [Decimal(units)] * 12
            write_series(made.id, SeriesDetails(place=place_of(code, store_id), months=months, driver=driver))
        budget_id = made.id
        submit_budget(budget_id)
    with inside(of.id, as_member(finance)):
        for step in (start_review, approve_budget, activate_budget):
            step(budget_id)


def spend_in(store_id: int, code: str, yuan: dict[int, int]) -> None:
    """So much spent in months of the year, beside what is planned."""
    place = place_of(code, store_id)
    pot = (
        session()
        .scalars(
            select(Pot.id).where(
                Pot.category_id == place.category_id, Pot.store_id == store_id, Pot.year == YEAR
            )
        )
        .one()
    )
    for cell in session().scalars(select(Cell).where(Cell.pot_id == pot)):
        cell.actual_fen = yuan.get(cell.month, 0) * 100
    session().flush()
