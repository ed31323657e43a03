"""Two months of stock: what lay there, what went out and came, what was missing, what is held, a count that waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plugins.parts.demo.catalogue import CATALOGUE, Kind, add_catalogue
from plugins.parts.models import Balance, DemandKind, MovementKind, Part, PartStore, ReservationPurpose
from plugins.parts.operations import (
    Asked,
    Found,
    LostReason,
    Movement,
    Wish,
    enter_counts,
    note_history,
    open_count,
    post,
    reserve,
    submit_count,
)
from plugins.parts.queries.counts import lines_of
from saas.plugin_api import Store, current_tenant, now, open_stores, session, today

LIVED = 61
"""Days with movements."""
BEFORE = 420
"""Days of demand before those, for the planning to learn from."""
SHELVES = "ABCDEF"


@dataclass(slots=True, kw_only=True)
class _Shelf:
    """A part in a store while its history is told: how many lie there, and how many are ordered at a time."""

    part: Part
    kind: Kind
    store: Store
    on_hand: int
    lot: int

    def asked_on(self, rng: Random, day: date) -> int:
        """How many are asked for on a day."""
        month = 1.8 if day.month in self.kind.season else 0.6 if self.kind.season else 1.0
        if rng.random() >= min(self.kind.a_day * month, 0.95):
            return 0
        return rng.choice((1, 1, 1, 2)) * self.kind.at_once


def seed(rng: Random, size: float) -> None:
    """Stock the group's stores and let them live, as whoever acts."""
    stores, parts = open_stores(), add_catalogue(max(6, round(len(CATALOGUE) * min(size, 1.0))))
    if not stores or not parts:
        return
    for place in stores:
        shelves = [_shelf(rng, part, kind, place) for part, kind in parts if rng.random() < kind.spread]
        if shelves:
            _learn(rng, shelves)
            _live(rng, shelves)
            _stand(rng, shelves)


def _shelf(rng: Random, part: Part, kind: Kind, place: Store) -> _Shelf:
    month = max(2, round(kind.a_day * 30 * kind.at_once))
    return _Shelf(part=part, kind=kind, store=place, on_hand=month + rng.randint(0, month), lot=month)


def _learn(rng: Random, shelves: Sequence[_Shelf]) -> None:
    """What was asked for in the year before."""
    store = shelves[0].store
    first = today(store.timezone) - timedelta(days=LIVED + BEFORE)
    asked = []
    for shelf in shelves:
        for ago in range(BEFORE):
            day = first + timedelta(days=ago)
            if wanted := shelf.asked_on(rng, day):
                key = f"demo:{shelf.part.id}:{store.id}:{day}"
                kind = DemandKind.ORDER if rng.random() < 0.7 else DemandKind.SALE
                asked.append(_asked(shelf, kind, wanted, day, key))
    note_history(asked)


def _asked(shelf: _Shelf, kind: DemandKind, wanted: int, day: date, key: str) -> Asked:
    reason = LostReason.SOLD_OUT.value if kind is DemandKind.LOST else ""
    return Asked(
        part_id=shelf.part.id,
        store_id=shelf.store.id,
        kind=kind,
        quantity=Decimal(wanted),
        day=day,
        key=key,
        reason=reason,
    )


def _live(rng: Random, shelves: Sequence[_Shelf]) -> None:
    """Day by day: the opening, what goes out, what is missing, what comes once a week."""
    store = shelves[0].store
    zone, last = ZoneInfo(store.timezone), today(store.timezone)
    opening = [_moved(shelf, MovementKind.OPENING, shelf.on_hand, "opening") for shelf in shelves]
    first = last - timedelta(days=LIVED)
    post(opening, moment=datetime.combine(first, time(8), zone))
    asked: list[Asked] = []
    for number in range(1, LIVED + 1):
        day = first + timedelta(days=number)
        moment = min(datetime.combine(day, time(17), zone), now())
        moves = [move for shelf in shelves for move in _day(rng, shelf, day, asked)]
        if moves:
            post(moves, moment=moment)
    note_history(asked)


def _day(rng: Random, shelf: _Shelf, day: date, asked: list[Asked]) -> list[Movement]:
    key, moves = f"{shelf.part.id}:{shelf.store.id}:{day}", []
    if day.weekday() == shelf.part.id % 6 and shelf.on_hand < shelf.lot and rng.random() < 0.75:
        moves.append(_moved(shelf, MovementKind.RECEIPT, shelf.lot, f"in:{day}"))
        shelf.on_hand += shelf.lot
    wanted = shelf.asked_on(rng, day)
    given = min(wanted, shelf.on_hand)
    if given:
        moves.append(_moved(shelf, MovementKind.ISSUE, -given, f"out:{day}"))
        shelf.on_hand -= given
        asked.append(_asked(shelf, DemandKind.ORDER, given, day, f"demo:{key}"))
    if wanted > given:
        asked.append(_asked(shelf, DemandKind.LOST, wanted - given, day, f"demo:lost:{key}"))
    return moves


def _moved(shelf: _Shelf, kind: MovementKind, quantity: int, what: str) -> Movement:
    expires = None
    if kind is not MovementKind.ISSUE and shelf.kind.keeps_days:
        expires = today(shelf.store.timezone) + timedelta(days=shelf.kind.keeps_days + len(what))
    return Movement(
        part_id=shelf.part.id,
        store_id=shelf.store.id,
        kind=kind,
        quantity=Decimal(quantity),
        unit_cost=None if quantity < 0 else shelf.part.unit_cost,
        lot_no=f"L{expires:%y%m%d}" if expires else "",
        expires_on=expires,
        key=f"demo:{shelf.part.id}:{shelf.store.id}:{what}",
    )


def _stand(rng: Random, shelves: Sequence[_Shelf]) -> None:
    """How things stand today: where it lies, what is held, and a count that somebody else has to decide on."""
    store = shelves[0].store
    mine = (PartStore.tenant_id == current_tenant(), PartStore.store_id == store.id)
    for kept in session().scalars(select(PartStore).where(*mine)):
        kept.bin = f"{rng.choice(SHELVES)}-{rng.randint(1, 12):02d}-{rng.randint(1, 4)}"
    session().flush()
    held = [shelf for shelf in shelves if shelf.on_hand > 3][:2]
    for number, shelf in enumerate(held, start=1):
        reference = f"RO-{store.code}-{today(store.timezone):%m%d}-{number:02d}"
        wish = Wish(
            part_id=shelf.part.id,
            store_id=store.id,
            quantity=Decimal(2),
            purpose=ReservationPurpose.ORDER,
            reference=reference,
        )
        reserve(wish, key=reference)
    _count(rng, store, [shelf.part.id for shelf in shelves[-6:]])


def _count(rng: Random, store: Store, part_ids: Sequence[int]) -> None:
    count = open_count(store.id, part_ids)
    lines = lines_of(count.id)
    mine = (Balance.tenant_id == current_tenant(), Balance.store_id == store.id)
    there = {one.part_id: one.on_hand for one in session().scalars(select(Balance).where(*mine))}
    wrong = rng.choice(lines).id
    for _again in range(2):
        found = [
            Found(line_id=line.id, quantity=there[line.part_id] + (2 if line.id == wrong else 0))
            for line in lines
        ]
        enter_counts(count.id, found)
    submit_count(count.id)
