"""A past to look at: half a year of closed complaints, a burst that was dealt with, and one of last week that nobody took up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from plugins.complaints.models import Case, CaseEvent, Channel, EventKind
from plugins.complaints.operations.registering import NUMBER_LETTERS
from plugins.complaints.quality import demo as quality
from plugins.complaints.queries import categories
from plugins.complaints.states import CaseState, ResultKind
from plugins.complaints.warning.counting import WEEK, monday
from plugins.complaints.warning.models import Alert
from plugins.complaints.warning.operations import may_decide, step_alert
from plugins.complaints.warning.states import AlertStep
from saas.plugin_api import (
    Store,
    Vehicle,
    current_actor,
    current_tenant,
    now,
    open_stores,
    session,
    take_number,
    today,
    zone_of,
)

WEEKS = 26
DEALT_WITH = 5
"""How many weeks ago the burst was that was dealt with."""
BURST = 8

_USUAL = (
    ("waiting_time", "保养排队时间长，超过预约时间一个多小时。"),
    ("price", "工时费与报价不一致，结算前没有说明。"),
    ("service_attitude", "前台接待不主动，等待时无人招呼。"),
    ("repair_quality", "更换刹车片后仍有异响。"),
    ("parts", "配件迟迟不到货，车辆停了好几天。"),
)
_DEALT_WITH = ("parts", "空调滤芯装反，出风有异味。")
_NEW = ("repair_quality", "更换机油后底盘渗油，地面有油迹。")
_PEOPLE = ("王女士", "李先生", "张先生", "刘女士", "陈先生", "杨女士")
_STEPS = (
    (AlertStep.ACKNOWLEDGE, ""),
    (AlertStep.INVESTIGATE, "已调取同期工单，集中在同一批次滤芯。"),
    (AlertStep.CONFIRM, "原因：新到批次滤芯方向标识不清，安装时装反。"),
    (AlertStep.ACT, "已退回该批次，并对班组重新培训安装要点。"),
    (AlertStep.CLOSE, "连续三周无同类投诉。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    store: Store
    code: str
    text: str
    day: date
    vehicle_id: int | None


def seed(rng: Random, size: float) -> None:
    """Write the past and look at it twice; only where the group has stores and a day to look at."""
    stores = list(open_stores())[: max(1, round(3 * size))]
    if not stores or size < 0.5:
        return
    # The numerics are for workers and this command; pages start without them.
    from plugins.complaints.warning.night import look_at

    last = monday(today(zone_of(None))) - WEEK
    cars = _cars(stores[0])
    _write(rng, [*_usual(rng, stores, last), *_bursts(stores[0], last, cars)])
    look_at(last - (DEALT_WITH - 2) * WEEK, period="demo:past")
    _deal_with()
    look_at(last + WEEK, period="demo")


def _cars(store: Store) -> list[int]:
    """Vehicles of the model that the store has most of."""
    most = (
        select(Vehicle.series)
        .where(Vehicle.tenant_id == current_tenant(), Vehicle.series != "", Vehicle.store_id == store.id)
        .group_by(Vehicle.series)
        .order_by(func.count().desc(), Vehicle.series)
        .limit(1)
    )
    of = (Vehicle.tenant_id == current_tenant(), Vehicle.series == most.scalar_subquery())
    return list(session().scalars(select(Vehicle.id).where(*of).order_by(Vehicle.id).limit(BURST)))


def _usual(rng: Random, stores: Sequence[Store], last: date) -> list[_Told]:
    found = []
    for back in range(WEEKS):
        for store in stores:
            for code, text in rng.sample(_USUAL, 1 if back % 2 else 2):
                day = last - back * WEEK + timedelta(days=rng.randrange(5))
                found.append(_Told(store=store, code=code, text=text, day=day, vehicle_id=None))
    return found


def _bursts(store: Store, last: date, cars: Sequence[int]) -> list[_Told]:
    return [
        _Told(
            store=store,
            code=code,
            text=text,
            day=week + timedelta(days=number % 5),
            vehicle_id=cars[number] if number < len(cars) else None,
        )
        for (code, text), week in ((_DEALT_WITH, last - DEALT_WITH * WEEK + WEEK), (_NEW, last))
        for number in range(BURST)
    ]


def _write(rng: Random, told: Sequence[_Told]) -> None:
    codes = {one.code: one.id for one in categories()}
    rows = [_row(rng, one, codes.get(one.code)) for one in sorted(told, key=lambda one: one.day)]
    ids = session().scalars(insert(Case).returning(Case.id, sort_by_parameter_order=True), rows).all()
    actor = current_actor()
    lines = [
        {
            "tenant_id": current_tenant(),
            "case_id": case_id,
            "kind": kind,
            "state": state,
            "happened_at": row[moment],
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
        }
        for case_id, row in zip(ids, rows, strict=True)
        for kind, state, moment in (
            (EventKind.REGISTERED, CaseState.RECEIVED, "received_at"),
            (EventKind.ACKNOWLEDGED, CaseState.ACCEPTED, "acknowledged_at"),
            (EventKind.CLOSED, CaseState.CLOSED, "closed_at"),
        )
    ]
    session().execute(insert(CaseEvent), lines)


def _row(rng: Random, one: _Told, category_id: int | None) -> dict[str, Any]:
    received = datetime.combine(one.day, time(2), UTC) + timedelta(minutes=rng.randrange(8 * 60))
    closed = min(received + timedelta(hours=rng.randrange(4, 60)), now())
    number = take_number(
        NUMBER_LETTERS, period=f"{one.day:%Y%m}", store_id=one.store.id, store_code=one.store.code
    )
    return {
        "tenant_id": current_tenant(),
        "document_no": number,
        "state": CaseState.CLOSED,
        "channel": rng.choice((Channel.PHONE, Channel.WALK_IN, Channel.WECHAT)),
        "store_id": one.store.id,
        "vehicle_id": one.vehicle_id,
        "complainant_name": rng.choice(_PEOPLE),
        "category_id": category_id,
        "severity": rng.choice((1, 2, 2, 3)),
        "description": one.text,
        "demand": "希望尽快妥善处理。",
        "received_at": received,
        "acknowledge_by": received + timedelta(minutes=30),
        "acknowledged_at": received + timedelta(minutes=rng.randrange(5, 30)),
        "closed_at": closed,
        "result_kind": ResultKind.APOLOGISED,
        "result_text": "已处理并回访，客户认可。",
        "created_at": received,
        "updated_at": closed,
    }


def _deal_with() -> None:
    mine = (Alert.tenant_id == current_tenant(), Alert.is_running)
    for alert in session().scalars(select(Alert).where(*mine).order_by(Alert.id)):
        for step, text in _STEPS if may_decide(alert) else ():
            step_alert(alert.id, step, text=text)
            if step is AlertStep.ACT:
                quality.deal_with(alert)
