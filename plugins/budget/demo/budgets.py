"""The stores' budgets: last year's and this year's in force, next year's as it is being decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from sqlalchemy import select

from plugins.budget.demo.volumes import usual_visits
from plugins.budget.models import Driver
from plugins.budget.operations import (
    Assumptions,
    Place,
    SeriesDetails,
    activate_budget,
    approve_budget,
    comment,
    create_budget,
    start_review,
    submit_budget,
    write_series,
)
from plugins.budget.operations.rates import RateDetails, set_rate
from plugins.budget.queries.pots import category_of
from saas.plugin_api import Member, Store, current_actor, current_tenant, session

Planned = dict[str, list[Decimal]]
"""By the code of a category, twelve months in yuan."""

YUAN = {
    "parts": 180_000,
    "materials": 24_000,
    "compensation": 8_000,
    "training": 9_000,
    "travel": 6_000,
    "equipment": 12_000,
}
"""What a store plans for a month."""
_BY_VISITS = ("parts", "materials")
"""What is planned by the visits and the rate for one."""
_SEASON = (0.9, 0.7, 1.0, 1.0, 1.05, 1.1, 1.15, 1.1, 1.0, 1.0, 0.95, 1.05)
_ASSUMED = Assumptions(
    strategy="以老客户回访带动保养进厂。",
    standards="保养车辆当日交付，返修率不高于 2%。",
    history_base="上一年度实际支出。",
    market_percent=Decimal(3),
    demand_percent=Decimal(5),
)


def planned_for(rng: Random) -> Planned:
    """What a store plans, of the categories that the group has."""
    share = rng.uniform(0.8, 1.2)
    return {
        code: [Decimal(round(yuan * share * month, -2)) for month in _SEASON]
        for code, yuan in YUAN.items()
        if category_of(code) is not None
    }


def year_in_force(store: Store, year: int, planned: Planned) -> None:
    """A budget that was written, reviewed, approved and put into force."""
    budget_id = _written(store, year, planned)
    for step in (start_review, approve_budget, activate_budget):
        step(budget_id)


def year_under_discussion(store: Store, year: int, planned: Planned) -> None:
    """A budget that finance looks at and asks about."""
    version = start_review(_written(store, year, planned))
    comment(version.id, "请说明七月配件预算的依据。", category_id=category_of(next(iter(planned))))


def _written(store: Store, year: int, planned: Planned) -> int:
    total = sum(sum(months) for months in planned.values())
    budget = create_budget(
        title=f"{store.name} {year} 年售后预算",
        year=year,
        store_id=store.id,
        target_fen=int(total) * 98,
        assumptions=_ASSUMED,
    )
    visits = [round(usual_visits(store) * Decimal(month)) for month in _SEASON]
    for code, months in planned.items():
        if category_id := category_of(code):
            place = Place(category_id=category_id, store_id=store.id)
            details = SeriesDetails(place=place, months=months)
            if code in _BY_VISITS and all(visits):
                _set_rate(place, year, Decimal(sum(months)) / sum(visits))
                details = SeriesDetails(place=place, months=list(map(Decimal, visits)), driver=Driver.VISITS)
            write_series(budget.id, details)
    version = submit_budget(budget.id)
    version.submitted_by_id = _somebody_else()
    session().flush()
    return budget.id


def _set_rate(place: Place, year: int, yuan: Decimal) -> None:
    set_rate(
        RateDetails(
            category_id=place.category_id,
            store_id=place.store_id,
            driver=Driver.VISITS,
            rate_fen=round(yuan) * Decimal(100),
            valid_from=date(year, 1, 1),
        )
    )


def _somebody_else() -> int | None:
    """A member other than whoever acts: nobody decides on a budget of their own."""
    mine = (Member.tenant_id == current_tenant(), Member.id != (current_actor().member_id or 0))
    return session().scalar(select(Member.id).where(*mine).order_by(Member.id).limit(1))
