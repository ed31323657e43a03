"""Proposing what mends each shortage of a group: some parts at a time, read, worked out one by one, written in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select

from plugins.parts.models import (
    SHORTAGES,
    AlertState,
    Balance,
    Part,
    PartPlan,
    PartStore,
    Proposal,
    StockAlert,
)
from plugins.parts.planning.ways import Donor, PartAtNight, Short, Way, ways
from plugins.parts.queries.suppliers import approved_offers
from plugins.parts.settings.planning import planning_rules
from saas.plugin_api import Store, current_actor, current_tenant, now, open_stores, session, today, zone_of

PARTS_AT_A_TIME = 50
"""Few enough that whoever steps with one of their alerts waits for seconds at most."""
CHUNK = 1000
SECONDS = 600.0
"""For the transfers of all parts; the more parts are short, the less each has to find the best plan."""
_LEAST_SECONDS, _MOST_SECONDS = 0.05, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What was proposed in one go. up_to: the last part's id; shortages: with proposals now."""

    up_to: int
    shortages: int


def propose_next(after: int) -> Proposed | None:
    """Propose anew for the next parts that are short, by their ids; none once no more are.

    after: the id of the last part that is through, 0 at first. What somebody acts on already stays as it was proposed;
    what nobody took up goes, also of parts that are short no more.
    """
    stores = {store.id: store for store in open_stores()}
    part_ids = _next_parts(after, list(stores))
    if not part_ids:
        _forget(Proposal.part_id > after)
        return None
    seconds = seconds_for_each(_short_parts(list(stores)))
    shorts, parts = _shorts(part_ids, stores)
    donors = _donors(part_ids, list(stores))
    found = [
        way
        for part_id, mine in groupby(shorts, key=lambda pair: pair[0])
        for way in _for_part(
            parts[part_id], [short for _part, short in mine], donors.get(part_id, ()), seconds
        )
    ]
    _forget(Proposal.part_id > after, Proposal.part_id <= part_ids[-1])
    _write(found, {short.alert_id: part_id for part_id, short in shorts})
    return Proposed(up_to=part_ids[-1], shortages=len(shorts))


def _short(store_ids: Sequence[int]) -> ColumnElement[bool]:
    """The shortages that nobody acts on yet."""
    return and_(
        StockAlert.tenant_id == current_tenant(),
        StockAlert.lasts,
        StockAlert.kind.in_(SHORTAGES),
        StockAlert.state.in_([AlertState.OPEN, AlertState.ACKNOWLEDGED]),
        StockAlert.store_id.in_(store_ids),
    )


def _next_parts(after: int, store_ids: Sequence[int]) -> Sequence[int]:
    statement = select(StockAlert.part_id).where(_short(store_ids), StockAlert.part_id > after).distinct()
    return session().scalars(statement.order_by(StockAlert.part_id).limit(PARTS_AT_A_TIME)).all()


def _short_parts(store_ids: Sequence[int]) -> int:
    return session().scalar(select(func.count(StockAlert.part_id.distinct())).where(_short(store_ids))) or 0


def seconds_for_each(parts: int) -> float:
    """How long the transfers of one part may take where so many are short."""
    return min(max(SECONDS / max(parts, 1), _LEAST_SECONDS), _MOST_SECONDS)


def _for_part(
    part: PartAtNight, shorts: Sequence[Short], donors: Sequence[Donor], seconds: float
) -> list[Way]:
    taking = {short.store_id for short in shorts}
    return ways(part, shorts, [one for one in donors if one.store_id not in taking], seconds)


def _shorts(
    part_ids: Sequence[int], stores: Mapping[int, Store]
) -> tuple[list[tuple[int, Short]], dict[int, PartAtNight]]:
    """The shortages of some parts, by part; the alerts locked in the order in which people lock them."""
    mine = (_short(list(stores)), StockAlert.part_id.in_(part_ids))
    session().execute(select(StockAlert.id).where(*mine).order_by(StockAlert.id).with_for_update()).all()
    rules = {store_id: planning_rules(store_id) for store_id in stores}
    shorts: list[tuple[int, Short]] = []
    parts: dict[int, PartAtNight] = {}
    found = session().execute(_short_rows().where(*mine).order_by(StockAlert.part_id, StockAlert.store_id))
    rows = found.all()
    offers = approved_offers({row.part_id for row in rows}, today(zone_of(None)))
    for row in rows:
        parts[row.part_id] = PartAtNight(
            part_id=row.part_id,
            cost=row.cost,
            margin=max(Decimal(row.list_price_fen or 0) - row.cost, Decimal(0)),
            pack=row.pack,
            orderable=row.active,
            offers=offers.get(row.part_id, ()),
        )
        short = Short(
            alert_id=row.id,
            store_id=row.store_id,
            wanted=row.quantity,
            free=row.free,
            a_day=Decimal(row.a_day or 0),
            today=today(stores[row.store_id].timezone),
            rules=rules[row.store_id],
        )
        shorts.append((row.part_id, short))
    return shorts, parts


def _short_rows() -> Any:
    plan = and_(
        PartPlan.tenant_id == StockAlert.tenant_id,
        PartPlan.part_id == StockAlert.part_id,
        PartPlan.store_id == StockAlert.store_id,
    )
    balance = and_(
        Balance.tenant_id == StockAlert.tenant_id,
        Balance.part_id == StockAlert.part_id,
        Balance.store_id == StockAlert.store_id,
    )
    return (
        select(
            StockAlert.id,
            StockAlert.part_id,
            StockAlert.store_id,
            StockAlert.quantity,
            (Balance.on_hand - Balance.quarantine - Balance.reserved).label("free"),
            func.coalesce(func.nullif(Balance.average_cost, 0), Part.unit_cost).label("cost"),
            Part.list_price_fen,
            Part.pack,
            Part.active,
            PartPlan.policy["a_day"].astext.label("a_day"),
        )
        .join(Part, and_(Part.tenant_id == StockAlert.tenant_id, Part.id == StockAlert.part_id))
        .join(Balance, balance)
        .outerjoin(PartPlan, plan)
    )


def _donors(part_ids: Sequence[int], store_ids: Sequence[int]) -> Mapping[int, Sequence[Donor]]:
    """Who could give some of each part: open stores that know what they keep, or do not mean to have it; one statement."""
    free = Balance.on_hand - Balance.quarantine - Balance.reserved
    kept = and_(
        PartStore.tenant_id == Balance.tenant_id,
        PartStore.part_id == Balance.part_id,
        PartStore.store_id == Balance.store_id,
    )
    statement = (
        select(Balance.part_id, Balance.store_id, free, PartStore.reorder_point, PartStore.stocked)
        .join(PartStore, kept)
        .where(
            Balance.tenant_id == current_tenant(),
            Balance.part_id.in_(part_ids),
            Balance.store_id.in_(store_ids),
            free > func.coalesce(PartStore.reorder_point, 0),
        )
        .order_by(Balance.part_id, Balance.store_id)
    )
    found: dict[int, list[Donor]] = {}
    for part_id, store_id, available, point, stocked in session().execute(statement):
        if point is None and stocked:
            continue
        donor = Donor(store_id=store_id, free=available, reorder_point=point or Decimal(0))
        found.setdefault(part_id, []).append(donor)
    return found


def _forget(*which: ColumnElement[bool]) -> None:
    mine = (Proposal.tenant_id == current_tenant(), Proposal.taken_at.is_(None))
    session().execute(delete(Proposal).where(*mine, *which).execution_options(synchronize_session=False))


def _write(found: Sequence[Way], part_of: Mapping[int, int]) -> None:
    moment, member_id = now(), current_actor().member_id
    kept = {"created_at": moment, "updated_at": moment, "created_by": member_id, "updated_by": member_id}
    rows = [
        {
            **kept,
            "tenant_id": current_tenant(),
            "alert_id": way.short.alert_id,
            "part_id": part_of[way.short.alert_id],
            "store_id": way.short.store_id,
            "kind": way.kind,
            "from_store_id": way.from_store_id,
            "supplier_id": way.supplier_id,
            "quantity": way.quantity,
            "cost": way.cost,
            "expected_on": way.expected_on,
            "recommended": way.recommended,
            "reason": way.reason,
            "document": "",
        }
        for way in found
    ]
    for first in range(0, len(rows), CHUNK):
        session().execute(insert(Proposal), rows[first : first + CHUNK])
