"""What the stores spent: orders of two years and of this one, in the months that they had visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import fmean

from sqlalchemy import insert

from plugins.budget.demo.budgets import Planned
from plugins.budget.models import Driver, EntryKind, SetAside
from plugins.budget.months import Span, place_of
from plugins.budget.operations import Place
from plugins.budget.operations.past_costs import MonthCost, keep_past_costs
from plugins.budget.operations.pots import Posting, post, pot_for
from plugins.budget.queries.pots import category_of
from plugins.budget.queries.volumes import volumes_by_month
from saas.plugin_api import Store, current_tenant, session

_FIXED = {"parts": 0.25, "materials": 0.3, "compensation": 0.5, "equipment": 0.9}
"""The share of a category's cost that comes whether there are visits or not; all of it, where nothing is said."""
_AHEAD = 5
"""Days of this month whose orders are still open."""
_YEARS_BEFORE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What was ordered, and whether it is paid."""

    pot_id: int
    day: date
    amount_fen: int
    document: str
    title: str
    paid: bool


def spend_years(rng: Random, store: Store, planned: Planned, day: date, *, orders: int) -> None:
    """Book what a store spent until a day. orders: so many in a month of a category, of this year; one in earlier ones."""
    busy, thrift = _busyness(store, day), rng.uniform(0.8, 0.94)
    booked = []
    for year in range(day.year - _YEARS_BEFORE, day.year + 1):
        for code, months in planned.items():
            place = Place(category_id=category_of(code) or 0, store_id=store.id)
            pot_id, fixed = pot_for(place, year), _FIXED.get(code, 1.0)
            # Some lines are kept to, others are not.
            usual = 0.97 ** (day.year - year) * thrift * rng.uniform(0.88, 1.12)
            for month in range(1, (day.month if year == day.year else 12) + 1):
                moved = fixed + (1 - fixed) * busy.get(place_of(date(year, month, 1)), 1.0)
                level = usual * moved * rng.uniform(0.95, 1.05)
                parts = orders if year == day.year else 1
                for part in range(1, parts + 1):
                    when = min(date(year, month, rng.randint(1, 28)), day)
                    booked.append(
                        _Order(
                            pot_id=pot_id,
                            day=when,
                            amount_fen=max(1, round(float(months[month - 1]) * 100 * level / parts)),
                            document=f"demo:{store.id}:{code}:{year}:{month}:{part}",
                            title=f"{store.code}-{year % 100}{month:02d}{part:02d}",
                            paid=when <= day - timedelta(days=_AHEAD),
                        )
                    )
    _book(booked)


def bring_in_past(rng: Random, store: Store, planned: Planned, day: date) -> None:
    """What the books say of the year before all that, as an import would bring it."""
    year = day.year - _YEARS_BEFORE - 1
    level = 0.97 ** (_YEARS_BEFORE + 1) * rng.uniform(0.85, 0.95)
    found = {code: category_of(code) for code in planned}
    keep_past_costs(
        [
            MonthCost(
                store_id=store.id,
                department_id=None,
                category_id=category_id,
                month=date(year, month, 1),
                amount_fen=round(float(planned[code][month - 1]) * 100 * level * rng.uniform(0.93, 1.07)),
            )
            for code, category_id in found.items()
            if category_id is not None
            for month in range(1, 13)
        ],
        None,
    )


def _busyness(store: Store, day: date) -> dict[int, float]:
    """How busy each month was beside the mean one, by its number; those that are not over count as usual."""
    here = place_of(day)
    span = Span.of_year(day.year - _YEARS_BEFORE, 1, here - (day.year - _YEARS_BEFORE) * 12)
    found = {place: float(one) for place, one in volumes_by_month(Driver.VISITS, span, store.id).items()}
    mean = fmean(found.values()) if found else 0.0
    return {place: min(max(one / mean, 0.5), 1.6) for place, one in found.items()} if mean else {}


def _book(orders: Sequence[_Order]) -> None:
    """Set aside what was ordered and spend what is paid: the same entries as one by one, in a few statements."""
    rows = [
        {
            "tenant_id": current_tenant(),
            "key": one.document,
            "pot_id": one.pot_id,
            "month": one.day.month,
            "document": one.document,
            "title": one.title,
            "committed_fen": one.amount_fen,
            "open_fen": 0 if one.paid else one.amount_fen,
            "actual_fen": one.amount_fen if one.paid else 0,
        }
        for one in orders
    ]
    inserted = insert(SetAside).returning(SetAside.id, sort_by_parameter_order=True)
    ids = session().scalars(inserted, rows).all()
    post(
        [
            Posting(
                pot_id=one.pot_id,
                month=one.day.month,
                kind=kind,
                amount_fen=one.amount_fen,
                act=act,
                document=one.document,
                title=one.title,
                set_aside_id=held,
                spent_on=one.day,
            )
            for one, held in zip(orders, ids, strict=True)
            for kind, act in _acts(one)
        ]
    )


def _acts(one: _Order) -> list[tuple[EntryKind, str]]:
    commit = (EntryKind.COMMIT, f"commit:{one.document}")
    if not one.paid:
        return [commit]
    paid = f"{one.document}:paid"
    return [commit, (EntryKind.RELEASE, f"{paid}:release"), (EntryKind.ACTUAL, paid)]
