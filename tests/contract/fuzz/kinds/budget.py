"""Budgets at each of their steps, and what they are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select, update

from plugins.budget.models import BudgetLine, BudgetVersion, Driver, DriverVolume, PastCost, Pot
from plugins.budget.operations import (
    Assumptions,
    LimitDetails,
    Place,
    RateDetails,
    SeriesDetails,
    TransferDetails,
    activate_budget,
    approve_budget,
    comment,
    create_budget,
    request_transfer,
    set_limit,
    set_rate,
    start_review,
    submit_budget,
    write_series,
    write_volumes,
)
from plugins.budget.operations.past_costs import MonthCost, keep_past_costs
from saas.platform.database import session
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.factories.budget import YEAR, new_category


def _category(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return new_category(f"{scene.word} {number()}")


def _begun(scene: Scene) -> int:
    category, place = _category(scene), scene["store"]
    with scene.world.acting(scene.person):
        made = create_budget(
            title=scene.word,
            year=YEAR,
            store_id=place,
            target_fen=None,
            assumptions=Assumptions(strategy=scene.word),
        )
        line = Place(category_id=category, store_id=place)
        write_series(made.id, SeriesDetails(place=line, months=[Decimal(100)] * 12))
        return made.id


def _category_of_budget(scene: Scene) -> int:
    made = scene["budget_sheet"]
    with scene.world.acting(scene.person):
        of_budget = select(BudgetLine.category_id).join(
            BudgetVersion, BudgetVersion.id == BudgetLine.version_id
        )
        return session().scalars(of_budget.where(BudgetVersion.budget_id == made).limit(1)).one()


def _submitted(scene: Scene) -> int:
    made = _begun(scene)
    with scene.world.acting(scene.person):
        version = submit_budget(made)
        # As if somebody had submitted it who is no longer there: one person holds all roles here.
        session().execute(
            update(BudgetVersion).where(BudgetVersion.id == version.id).values(submitted_by_id=None)
        )
    return made


def _reviewed(scene: Scene) -> int:
    made = _submitted(scene)
    with scene.world.acting(scene.person):
        start_review(made)
    return made


def _in_force(scene: Scene) -> int:
    made = _reviewed(scene)
    with scene.world.acting(scene.person):
        approve_budget(made)
        activate_budget(made)
    return made


def _version(scene: Scene) -> int:
    made = _begun(scene)
    with scene.world.acting(scene.person):
        return session().scalars(select(BudgetVersion.id).where(BudgetVersion.budget_id == made)).one()


def _comment(scene: Scene) -> int:
    version = _version(scene)
    with scene.world.acting(scene.person):
        return comment(version, scene.word).id


def _pot(scene: Scene) -> int:
    made = _in_force(scene)
    with scene.world.acting(scene.person):
        return session().scalars(select(Pot.id).where(Pot.budget_id == made)).one()


def _category_of_pot(scene: Scene) -> int:
    pot = scene["budget_pot"]
    with scene.world.acting(scene.person):
        return session().scalars(select(Pot.category_id).where(Pot.id == pot)).one()


def _transfer(scene: Scene) -> int:
    pot = _pot(scene)
    with scene.world.acting(scene.person):
        made = request_transfer(
            TransferDetails(
                from_pot_id=pot, from_month=12, to_pot_id=pot, to_month=1, amount_fen=1, reason=scene.word
            )
        )
        made.requested_by_id = None
        return made.id


def _rate(scene: Scene) -> int:
    category, place = _category(scene), scene["store"]
    with scene.world.acting(scene.person):
        details = RateDetails(
            category_id=category,
            store_id=place,
            driver=Driver.VISITS,
            rate_fen=Decimal(1),
            valid_from=date(YEAR, 1, 1),
            note=scene.word,
        )
        return set_rate(details).id


def _limit(scene: Scene) -> int:
    category = _category(scene)
    with scene.world.acting(scene.person):
        details = LimitDetails(
            category_id=category, amount_fen=1, valid_from=date(YEAR, 1, 1), note=scene.word
        )
        return set_limit(details).id


def _past_cost(scene: Scene) -> int:
    category, place = _category(scene), scene["store"]
    with scene.world.acting(scene.person):
        cost = MonthCost(
            store_id=place,
            department_id=None,
            category_id=category,
            month=date(2020, 1, 1),
            amount_fen=1,
            note=scene.word,
        )
        keep_past_costs([cost], None)
        return session().scalars(select(PastCost.id).where(PastCost.category_id == category)).one()


def _volume(scene: Scene) -> int:
    place = scene["store"]
    with scene.world.acting(scene.person):
        write_volumes(place, Driver.VISITS, YEAR, [Decimal(100)] * 12)
        return session().scalars(select(DriverVolume.id).where(DriverVolume.store_id == place).limit(1)).one()


KINDS = {
    "cost_category": Kind(_category, "budget_cost_category"),
    "budget_sheet": Kind(_begun, "budget_sheet"),
    "category_of_budget": Kind(_category_of_budget, "budget_cost_category"),
    "submitted_budget": Kind(_submitted, "budget_sheet"),
    "reviewed_budget": Kind(_reviewed, "budget_sheet"),
    "budget_version": Kind(_version, "budget_version"),
    "budget_comment": Kind(_comment, "budget_comment"),
    "budget_pot": Kind(_pot),
    "category_of_pot": Kind(_category_of_pot, "budget_cost_category"),
    "budget_transfer": Kind(_transfer, "budget_transfer"),
    "standard_rate": Kind(_rate, "budget_standard_rate"),
    "expense_limit": Kind(_limit, "budget_expense_limit"),
    "past_cost": Kind(_past_cost, "budget_past_cost"),
    "volume": Kind(_volume, "budget_volume"),
}
