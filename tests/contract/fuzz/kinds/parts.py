"""Parts, and what lies of them in a store."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import PartStore
from plugins.parts.operations import Found, Issued, enter_counts, issue
from plugins.parts.queries.counts import lines_of
from saas.testing.factories.members import member
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.factories.parts import count_of, counted, part, reservation, stock_up


def _part(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        word = scene.word
        made = part(name=word, number=f"{word}{number()}", brand=word, aliases=(f"{word}-{number()}",))
        return made.id


def _stocked(scene: Scene) -> int:
    made, store = _part(scene), scene["store"]
    with scene.world.acting(scene.person):
        stock_up(made, store, 100)
    return made


def _reserved(scene: Scene) -> int:
    made, store = scene["stocked_part"], scene["store"]
    with scene.world.acting(scene.person):
        return reservation(made, store, reference=scene.word).id


def _part_store(scene: Scene) -> int:
    made, store = scene["stocked_part"], scene["store"]
    with scene.world.acting(scene.person) as work:
        mine = (PartStore.part_id == made, PartStore.store_id == store)
        return work.scalars(select(PartStore.id).where(*mine)).one()


def _given_out(scene: Scene) -> int:
    made, store = _stocked(scene), scene["store"]
    with scene.world.acting(scene.person):
        return issue(made, store, Issued(quantity=Decimal(1), reference=scene.word), key=str(number())).id


def _lot(scene: Scene) -> int:
    made, store = _part(scene), scene["store"]
    with scene.world.acting(scene.person):
        line = stock_up(made, store, 100, lot_no=scene.word)
        assert line.lot_id is not None
        return line.lot_id


def _count(scene: Scene) -> int:
    made, store = _stocked(scene), scene["store"]
    with scene.world.acting(scene.person):
        return count_of(store, made).id


def _count_line(scene: Scene) -> int:
    count = scene["parts_count"]
    with scene.world.acting(scene.person):
        return lines_of(count)[0].id


def _entered_count(scene: Scene) -> int:
    made = _count(scene)
    with scene.world.acting(scene.person):
        enter_counts(made, [Found(line_id=lines_of(made)[0].id, quantity=Decimal(100))])
    return made


def _waiting_count(scene: Scene) -> int:
    made, store = _stocked(scene), scene["store"]
    somebody = member(scene.world.group, role="parts_manager")
    with scene.world.acting(somebody):
        return counted(store, made, 3).id


KINDS = {
    "part": Kind(_part, "parts_part"),
    "stocked_part": Kind(_stocked, "parts_part"),
    "reservation": Kind(_reserved, "parts_reservation"),
    "part_store": Kind(_part_store, "parts_part_store"),
    "given_out": Kind(_given_out),
    "parts_count": Kind(_count, "parts_count"),
    "count_line": Kind(_count_line, "parts_count_line"),
    "entered_count": Kind(_entered_count, "parts_count"),
    "waiting_count": Kind(_waiting_count, "parts_count"),
    "lot": Kind(_lot, "parts_lot"),
}
