"""A year to look at: each store's budget in force with what was spent of it, and next year's as it is being decided."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from plugins.budget.operations import (
    Assumptions,
    Place,
    SeriesDetails,
    activate_budget,
    approve_budget,
    comment,
    create_budget,
    set_aside,
    spent,
    start_review,
    submit_budget,
    write_series,
)
from plugins.budget.queries.pots import category_of
from saas.plugin_api import Member, Spend, Store, current_actor, current_tenant, open_stores, session, today

_YUAN = {"parts": 180_000, "materials": 24_000, "compensation": 8_000, "training": 9_000, "equipment": 12_000}
"""What a store plans for a month."""
_SEASON = (0.9, 0.7, 1.0, 1.0, 1.05, 1.1, 1.15, 1.1, 1.0, 1.0, 0.95, 1.05)
_ASSUMED = Assumptions(
    strategy="以老客户回访带动保养进厂。",
    standards="保养车辆当日交付，返修率不高于 2%。",
    history_base="上一年度实际支出。",
    market_percent=Decimal(3),
    demand_percent=Decimal(5),
)
_AHEAD = 5
"""Days of this month whose orders are still open."""


def seed(rng: Random, size: float) -> None:
    """Budget the group's stores, as whoever acts; somebody else is said to have written them."""
    for number, store in enumerate(open_stores()):
        planned = _planned(rng)
        if not planned:
            return
        day = today(store.timezone)
        _put_into_force(_written(store, day.year, planned))
        _spend(rng, store, planned, day, share=min(size, 1.0))
        if number == 0:
            _discuss(_written(store, day.year + 1, planned), category_of(next(iter(planned))))


def _planned(rng: Random) -> dict[str, list[Decimal]]:
    """By the codes of categories that the group has, twelve months in yuan."""
    share = rng.uniform(0.8, 1.2)
    return {
        code: [Decimal(round(yuan * share * month, -2)) for month in _SEASON]
        for code, yuan in _YUAN.items()
        if category_of(code) is not None
    }


def _written(store: Store, year: int, planned: dict[str, list[Decimal]]) -> int:
    total = sum(sum(months) for months in planned.values())
    budget = create_budget(
        title=f"{store.name} {year} 年售后预算",
        year=year,
        store_id=store.id,
        target_fen=int(total) * 98,
        assumptions=_ASSUMED,
    )
    for code, months in planned.items():
        if category_id := category_of(code):
            place = Place(category_id=category_id, store_id=store.id)
            write_series(budget.id, SeriesDetails(place=place, months=months))
    version = submit_budget(budget.id)
    version.submitted_by_id = _somebody_else()
    session().flush()
    return budget.id


def _somebody_else() -> int | None:
    """A member other than whoever acts: nobody decides on a budget of their own."""
    mine = (Member.tenant_id == current_tenant(), Member.id != (current_actor().member_id or 0))
    return session().scalar(select(Member.id).where(*mine).order_by(Member.id).limit(1))


def _put_into_force(budget_id: int) -> None:
    for step in (start_review, approve_budget, activate_budget):
        step(budget_id)


def _spend(rng: Random, store: Store, planned: dict[str, list[Decimal]], day: date, *, share: float) -> None:
    """Orders of the year so far: paid, but for those of the last days, which are still open."""
    wanted: dict[str, Spend] = {}
    for code, months in planned.items():
        for month in range(1, day.month + 1):
            for part in range(1 if share < 1 else 3):
                when = min(date(day.year, month, rng.randint(1, 28)), day)
                document = f"demo:{store.id}:{code}:{month}:{part}"
                fen = int(months[month - 1] * 100) // 3
                wanted[document] = Spend(
                    store_id=store.id,
                    day=when,
                    amount_fen=max(1, round(fen * rng.uniform(0.78, 0.98))),
                    document=document,
                    title=f"{store.code}-{month:02d}{part + 1:02d}",
                    category=code,
                )
    set_aside(wanted)
    for key, one in wanted.items():
        if one.day <= day - timedelta(days=_AHEAD):
            spent(key, act=f"{key}:paid", amount_fen=one.amount_fen, last=True)


def _discuss(budget_id: int, category_id: int | None) -> None:
    """Finance looks at it and asks."""
    version = start_review(budget_id)
    comment(version.id, "请说明七月配件预算的依据。", category_id=category_id)
