"""What the planning reads of a store: its parts, and what was asked for in each period. Set-based."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import and_, func, select

from plugins.parts.arguments import Floats
from plugins.parts.models import Balance, DemandEvent, DemandKind, Part, PartPlan, PartStore
from plugins.parts.planning.periods import Axis, first_day
from plugins.parts.planning.working import Shelves
from plugins.parts.queries.suppliers import approved_offers
from saas.plugin_api import Store, current_tenant, session


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRead:
    """The parts of a store as rows, and what the planning makes of them, in the same order."""

    rows: Sequence[Any]
    shelves: Shelves


def read_store(store: Store, axis: Axis, day: date) -> StoreRead | None:
    """What there is to plan in a store; none where it knows no part. Three statements."""
    rows = _rows(store.id)
    if not rows:
        return None
    known = select(PartStore.part_id).where(
        PartStore.tenant_id == current_tenant(), PartStore.store_id == store.id
    )
    offers = approved_offers(known, day)
    demand = _demand(rows, _asked(store.id, axis), axis, ZoneInfo(store.timezone))
    keep = _methods_from(day)
    shelves = Shelves(
        demand=demand,
        own=[row.own_class for row in rows],
        cost=np.array([float(row.average_cost or row.unit_cost) for row in rows]),
        pack=np.array([float(row.pack) for row in rows]),
        rested=np.array([_rested(row, day, ZoneInfo(store.timezone)) for row in rows]),
        least=np.array([float(row.minimum or 0) for row in rows]),
        methods=[
            row.method if (row.chosen_on or "") >= keep and row.period == axis.unit else "" for row in rows
        ],
        offers=[offers.get(row.part_id, ()) for row in rows],
    )
    return StoreRead(rows=rows, shelves=shelves)


def _methods_from(day: date) -> str:
    """Since when a chosen method counts: a few days tell no other one, so each month chooses anew."""
    return first_day("month", day).isoformat()


def _rows(store_id: int) -> Sequence[Any]:
    plan = and_(
        PartPlan.tenant_id == PartStore.tenant_id,
        PartPlan.part_id == PartStore.part_id,
        PartPlan.store_id == PartStore.store_id,
    )
    balance = and_(
        Balance.tenant_id == PartStore.tenant_id,
        Balance.part_id == PartStore.part_id,
        Balance.store_id == PartStore.store_id,
    )
    statement = (
        select(
            PartStore.id,
            PartStore.part_id,
            PartStore.own_class,
            PartStore.minimum,
            PartStore.stocked,
            PartStore.pinned,
            PartStore.created_at,
            Part.pack,
            Part.unit_cost,
            Balance.average_cost,
            Balance.issued_at,
            PartPlan.method,
            PartPlan.period,
            PartPlan.forecast["chosen_on"].astext.label("chosen_on"),
        )
        .join(Part, and_(Part.tenant_id == PartStore.tenant_id, Part.id == PartStore.part_id))
        .join(Balance, balance)
        .outerjoin(PartPlan, plan)
        .where(PartStore.tenant_id == current_tenant(), PartStore.store_id == store_id)
        .order_by(PartStore.part_id)
    )
    return session().execute(statement).all()


def _asked(store_id: int, axis: Axis) -> Mapping[int, Mapping[date, float]]:
    """What was asked for of each part in each period, also what could not be had; other stores' wishes are theirs."""
    first = func.date_trunc(axis.unit, DemandEvent.day).label("first")
    statement = (
        select(DemandEvent.part_id, first, func.sum(DemandEvent.quantity))
        .where(
            DemandEvent.tenant_id == current_tenant(),
            DemandEvent.store_id == store_id,
            DemandEvent.day >= axis.firsts[0],
            DemandEvent.day < axis.end,
            DemandEvent.kind != DemandKind.TRANSFER_REQUEST,
        )
        .group_by(DemandEvent.part_id, first)
    )
    found: dict[int, dict[date, float]] = {}
    for part_id, moment, quantity in session().execute(statement):
        found.setdefault(part_id, {})[moment.date()] = float(quantity)
    return found


def _demand(
    rows: Sequence[Any], asked: Mapping[int, Mapping[date, float]], axis: Axis, zone: ZoneInfo
) -> Floats:
    """Parts × periods; nan before the store knew the part, which is not the same as nothing asked for."""
    place_of = {first: place for place, first in enumerate(axis.firsts)}
    demand = np.full((len(rows), len(axis.firsts)), np.nan)
    for place, row in enumerate(rows):
        mine = asked.get(row.part_id, {})
        known = axis.since(min([row.created_at.astimezone(zone).date(), *mine]))
        demand[place, known:] = 0.0
        for first, quantity in mine.items():
            demand[place, place_of[first]] = quantity
    return demand


def _rested(row: Any, day: date, zone: ZoneInfo) -> float:
    return float(max((day - row.issued_at.astimezone(zone).date()).days, 0)) if row.issued_at else np.nan
