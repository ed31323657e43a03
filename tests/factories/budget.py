"""Budgets for tests, in groups that have them switched on."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from plugins.budget.models import Cell, CostCategory, CostKind, Driver, Pot
from plugins.budget.operations import (
    Assumptions,
    CategoryDetails,
    LimitDetails,
    Place,
    RateDetails,
    SeriesDetails,
    TransferDetails,
    activate_budget,
    add_category,
    approve_budget,
    create_budget,
    request_transfer,
    set_aside,
    set_limit,
    set_rate,
    start_review,
    submit_budget,
    write_series,
)
from plugins.budget.queries.pots import category_of
from saas.core.contracts.spending import Spend
from saas.platform.database import session
from saas.platform.tenancy import current_tenant
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import as_member
from saas.testing.factories.plugins import group_with

BUDGET = "budget"
YEAR = 2027
_numbers = itertools.count(1)


def group_with_budget() -> Group:
    """A new group that has budgets switched on."""
    return group_with(BUDGET)


def new_category(name: str, *, parent_id: int | None = None, kind: CostKind = CostKind.DIRECT) -> int:
    """A cost category in the current group, added by whoever acts now."""
    return add_category(CategoryDetails(name_zh=name, name_en="", kind=kind, parent_id=parent_id)).id


def new_budget(store_id: int | None, *, year: int = YEAR, title: str = "售后预算") -> int:
    """A budget that is being written, with a line of 1,000 yuan a month for parts."""
    made = create_budget(
        title=title, year=year, store_id=store_id, target_fen=12_000_00, assumptions=Assumptions()
    )
    write_series(made.id, parts_line(store_id))
    return made.id


def parts_line(store_id: int | None, yuan: int = 1000) -> SeriesDetails:
    """So much a month for parts."""
    category = category_of("parts")
    assert category is not None
    return SeriesDetails(place=Place(category_id=category, store_id=store_id), months=[Decimal(yuan)] * 12)


def budget_in_force(
    of: Group, store_id: int | None, *, writer: Person, finance: Person, year: int = YEAR
) -> int:
    """A budget with 1,000 yuan a month for parts that was submitted, reviewed, approved and put into force."""
    with inside(of.id, as_member(writer)):
        made = new_budget(store_id, year=year)
        submit_budget(made)
    with inside(of.id, as_member(finance)):
        start_review(made)
        approve_budget(made)
        activate_budget(made)
    return made


def spend(store_id: int, yuan: int, **about: Any) -> Spend:
    """So much for parts in March."""
    told = {
        "category": "parts",
        "day": date(YEAR, 3, 10),
        "document": "parts.order:1",
        "title": "PO-1",
        **about,
    }
    return Spend(store_id=store_id, amount_fen=yuan * 100, **told)


def many_of_budgets(store_id: int) -> dict[str, int]:
    """A budget in force with a line of its own, a transfer and a rate, made by whoever acts now; ids by kind."""
    word = f"费用{next(_numbers)}"
    category = new_category(word)
    made = create_budget(title=word, year=YEAR, store_id=store_id, target_fen=None, assumptions=Assumptions())
    place = Place(category_id=category, store_id=store_id)
    write_series(made.id, SeriesDetails(place=place, months=[Decimal(100)] * 12))
    version = submit_budget(made.id)
    version.submitted_by_id = None
    for act in (start_review, approve_budget, activate_budget):
        act(made.id)
    pot = session().scalars(select(Pot.id).where(Pot.budget_id == made.id)).one()
    details = TransferDetails(
        from_pot_id=pot, from_month=12, to_pot_id=pot, to_month=1, amount_fen=1, reason=word
    )
    set_rate(
        RateDetails(
            category_id=category, driver=Driver.VISITS, rate_fen=Decimal(1), valid_from=date(YEAR, 1, 1)
        )
    )
    set_limit(LimitDetails(category_id=category, amount_fen=400_00, valid_from=date(YEAR, 1, 1)))
    transfer = request_transfer(details)
    return {
        "cost_category_id": category,
        "budget_sheet_id": made.id,
        "budget_version_id": version.id,
        "budget_pot_id": pot,
        "budget_transfer_id": transfer.id,
    }


def booked(pot_id: int, store_id: int) -> None:
    """Something set aside on a line."""
    category = session().get_one(
        CostCategory, (current_tenant(), session().get_one(Pot, (current_tenant(), pot_id)).category_id)
    )
    set_aside({f"order:{next(_numbers)}": spend(store_id, 1, category=category.code)})


def set_aside_and_spent() -> tuple[int, int]:
    """What the current group's lines have set aside, and what was spent of them, in yuan."""
    sums = select(func.sum(Cell.committed_fen), func.sum(Cell.actual_fen))
    committed, actual = session().execute(sums).one()
    return int(committed or 0) // 100, int(actual or 0) // 100
