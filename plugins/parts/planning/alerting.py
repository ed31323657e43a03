"""Raising alerts for what is wrong in a store, and ending those whose cause is gone. Set-based; run again it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause, and_, func, select, text

from plugins.parts.models import Balance, Lot, Part, PartPlan, PartStore, StockAlert
from plugins.parts.numbers import value_fen
from plugins.parts.planning.causes import Cause, Standing, causes
from plugins.parts.queries.orders import on_order
from plugins.parts.settings.planning import PlanningRules
from saas.plugin_api import Store, current_tenant, now, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """How many alerts a look at a store raised and ended."""

    raised: int
    resolved: int


def alert_store(store: Store, rules: PlanningRules, day: date) -> Alerted:
    """Hold all parts of a store against the rules; five statements, whatever their number."""
    _lock(store.id)
    rows, expiring = _rows(store.id), _expiring(store.id, day + timedelta(days=rules.expiring_days))
    zone = ZoneInfo(store.timezone)
    found = [
        _told(row, cause) for row in rows for cause in causes(_standing(row, expiring, zone), rules, day)
    ]
    told = {"tenant": current_tenant(), "store": store.id, "moment": now(), "rows": json.dumps(found)}
    resolved = len(session().execute(_END, told).all())
    session().execute(_REFRESH, told)
    raised = len(session().execute(_RAISE, told).all())
    return Alerted(raised=raised, resolved=resolved)


def _lock(store_id: int) -> None:
    """Wait for whoever steps with an alert of the store now; always in this order, so that nobody waits in a circle."""
    mine = (StockAlert.tenant_id == current_tenant(), StockAlert.store_id == store_id, StockAlert.lasts)
    session().execute(select(StockAlert.id).where(*mine).order_by(StockAlert.id).with_for_update()).all()


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
    ordered = on_order()
    statement = (
        select(
            PartStore.part_id,
            PartStore.reorder_point,
            PartStore.maximum,
            PartStore.stocked,
            PartStore.created_at,
            Balance.on_hand,
            (Balance.on_hand - Balance.quarantine - Balance.reserved).label("free"),
            (Balance.in_transit_in + func.coalesce(ordered.c.quantity, 0)).label("coming"),
            Balance.issued_at,
            Balance.received_at,
            func.coalesce(func.nullif(Balance.average_cost, 0), Part.unit_cost).label("cost"),
            PartPlan.policy["a_day"].astext.label("a_day"),
            PartPlan.lot["yearly"].astext.label("yearly"),
        )
        .join(Part, and_(Part.tenant_id == PartStore.tenant_id, Part.id == PartStore.part_id))
        .join(Balance, balance)
        .outerjoin(PartPlan, plan)
        .outerjoin(ordered, and_(ordered.c.part_id == PartStore.part_id, ordered.c.store_id == store_id))
        .where(PartStore.tenant_id == current_tenant(), PartStore.store_id == store_id)
        .order_by(PartStore.part_id)
    )
    return session().execute(statement).all()


def _expiring(store_id: int, until: date) -> Mapping[int, tuple[Decimal, date]]:
    """What lies in lots that may not go out after a day, and the first such day, by part."""
    mine = (
        Lot.tenant_id == current_tenant(),
        Lot.store_id == store_id,
        Lot.on_hand > 0,
        Lot.expires_on <= until,
    )
    statement = select(Lot.part_id, func.sum(Lot.on_hand), func.min(Lot.expires_on)).where(*mine)
    rows = session().execute(statement.group_by(Lot.part_id))
    return {part: (quantity, first) for part, quantity, first in rows if first is not None}


def _standing(row: Any, expiring: Mapping[int, tuple[Decimal, date]], zone: ZoneInfo) -> Standing:
    soon, first = expiring.get(row.part_id, (Decimal(0), None))
    # What came and never went out rests since it came.
    since = row.issued_at or row.received_at or row.created_at
    return Standing(
        on_hand=row.on_hand,
        free=row.free,
        coming=row.coming,
        reorder_point=row.reorder_point,
        maximum=row.maximum,
        stocked=row.stocked,
        a_day=Decimal(row.a_day or 0),
        yearly=Decimal(row.yearly or 0),
        rested_since=since.astimezone(zone).date(),
        expiring=soon,
        expires_on=first,
    )


def _told(row: Any, cause: Cause) -> dict[str, Any]:
    return {
        "part_id": row.part_id,
        "kind": cause.kind.value,
        "quantity": str(cause.quantity),
        "value_fen": value_fen(cause.quantity, row.cost),
        "facts": cause.facts,
    }


_FOUND = """jsonb_to_recordset(CAST(:rows AS jsonb))
      AS found(part_id bigint, kind text, quantity numeric, value_fen bigint, facts jsonb)"""


def _statement(sql: str) -> TextClause:
    return text(sql.replace("<found>", _FOUND))


_END = _statement(
    """
    UPDATE parts_alert AS alert SET
      lasts = false, row_version = alert.row_version + 1, updated_at = :moment,
      state = CASE WHEN alert.state = 'dismissed' THEN alert.state ELSE 'resolved' END,
      closed_at = COALESCE(alert.closed_at, :moment)
    WHERE alert.tenant_id = :tenant AND alert.store_id = :store AND alert.lasts AND NOT EXISTS (
      SELECT 1 FROM <found> WHERE found.part_id = alert.part_id AND found.kind = alert.kind)
    RETURNING alert.id
    """
)
_REFRESH = _statement(
    """
    UPDATE parts_alert AS alert SET
      seen_at = :moment, quantity = found.quantity, value_fen = found.value_fen, facts = found.facts
    FROM <found>
    WHERE alert.tenant_id = :tenant AND alert.store_id = :store AND alert.lasts
      AND found.part_id = alert.part_id AND found.kind = alert.kind
    """
)
_RAISE = _statement(
    """
    INSERT INTO parts_alert (tenant_id, part_id, store_id, kind, state, lasts, quantity, value_fen, facts,
      raised_at, seen_at, created_at, updated_at)
    SELECT :tenant, found.part_id, :store, found.kind, 'open', true, found.quantity, found.value_fen, found.facts,
      :moment, :moment, :moment, :moment
    FROM <found> ORDER BY found.part_id, found.kind
    ON CONFLICT (tenant_id, part_id, store_id, kind) WHERE lasts DO NOTHING
    RETURNING id
    """
)
