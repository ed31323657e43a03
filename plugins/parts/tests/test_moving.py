"""Movements: the ledger, the balances and lots agree, nothing is moved twice, nothing goes below zero."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.parts.models import Balance, LedgerEntry, Lot, LotState, MovementKind, PartStore
from plugins.parts.operations import Movement, post
from plugins.parts.tests.conftest import Depot
from saas.platform.database import session
from saas.platform.errors import Conflict
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.parts import part, stock_up

pytestmark = pytest.mark.usefixtures("english")


def moved(
    part_id: int, store_id: int, quantity: object, kind: MovementKind, key: str, **more: Any
) -> Movement:
    return Movement(
        part_id=part_id, store_id=store_id, quantity=Decimal(str(quantity)), kind=kind, key=key, **more
    )


def balance_of(part_id: int, store_id: int) -> Balance:
    return (
        session()
        .scalars(select(Balance).where(Balance.part_id == part_id, Balance.store_id == store_id))
        .one()
    )


def ledger_sum(part_id: int, store_id: int) -> Decimal:
    mine = (LedgerEntry.part_id == part_id, LedgerEntry.store_id == store_id)
    return session().scalar(select(func.coalesce(func.sum(LedgerEntry.quantity), 0)).where(*mine)) or Decimal(
        0
    )


def test_receipts_make_the_moving_average_and_issues_leave_it(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one, at = part().id, depot.store_id
        stock_up(one, at, 10, 1000)
        stock_up(one, at, 5, "1600.5")
        (line,) = post([moved(one, at, -4, MovementKind.ISSUE, "avg:issue")])
        balance = balance_of(one, at)

        assert (balance.on_hand, balance.average_cost) == (Decimal(11), Decimal("1200.166667"))
        assert (line.balance_after, line.unit_cost) == (Decimal(11), Decimal("1200.166667"))
        assert balance.issued_at is not None
        assert session().scalars(select(PartStore).where(PartStore.part_id == one)).one().store_id == at


def test_same_key_moves_once(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one, at = part().id, depot.store_id
        again = [
            moved(one, at, 3, MovementKind.RECEIPT, "once:1"),
            moved(one, at, 2, MovementKind.RECEIPT, "once:2"),
        ]
        first = post(again[:1])
        second = post(again)

        assert second[0].id == first[0].id
        assert balance_of(one, at).on_hand == Decimal(5) == ledger_sum(one, at)


def test_more_than_is_free_is_refused_and_nothing_is_written(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one, at = part(number="FREE-1", name="火花塞").id, depot.store_id
        stock_up(one, at, 3)
        wanted = [
            moved(one, at, -2, MovementKind.ISSUE, "free:1"),
            moved(one, at, "-1.001", MovementKind.ISSUE, "free:2"),
        ]
        told = r"FREE-1 火花塞: 1\.001 were to be taken, and 1 may be"
        with pytest.raises(Conflict, match=told), session().begin_nested():
            post(wanted)
        assert balance_of(one, at).on_hand == Decimal(3) == ledger_sum(one, at)


def test_lots_that_expire_first_go_out_first_and_quarantine_stays(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one, at = part().id, depot.store_id
        stock_up(one, at, 5, lot_no="LATE", expires_on=date(2030, 1, 1))
        stock_up(one, at, 4, lot_no="SOON", expires_on=date(2029, 1, 1))
        stock_up(one, at, 2)
        bad = session().scalars(select(Lot).where(Lot.part_id == one, Lot.lot_no == "SOON")).one()
        lines = post([moved(one, at, -6, MovementKind.ISSUE, "fefo")])
        told = {lot.id: lot.lot_no for lot in session().scalars(select(Lot).where(Lot.part_id == one))}

        assert [(told.get(line.lot_id or 0), line.quantity) for line in lines] == [
            ("SOON", Decimal(-4)),
            ("LATE", Decimal(-2)),
        ]
        assert bad.on_hand == 0


def test_quarantined_lot_is_not_issued_but_may_be_scrapped(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one, at = part().id, depot.store_id
        stock_up(one, at, 5, lot_no="BAD")
        lot = session().scalars(select(Lot).where(Lot.part_id == one)).one()
        lot.state, balance_of(one, at).quarantine = LotState.QUARANTINE, Decimal(5)
        session().flush()
        for refused in (
            moved(one, at, -1, MovementKind.ISSUE, "bad:1"),
            moved(one, at, -1, MovementKind.ISSUE, "bad:2", lot_id=lot.id),
        ):
            with pytest.raises(Conflict), session().begin_nested():
                post([refused])
        post([moved(one, at, -5, MovementKind.SCRAP, "bad:3", lot_id=lot.id)])

        balance = balance_of(one, at)
        assert balance.on_hand == balance.quarantine == lot.on_hand == 0


def test_ledger_balances_and_lots_agree_after_many_movements(depot: Depot) -> None:
    """Against a book kept by hand: whatever is drawn, sums agree and nothing is below zero."""
    rng = Random(5)
    with inside(depot.group.id, as_member(depot.manager)):
        at = depot.store_id
        parts = [part().id for _ in range(3)]
        book = dict.fromkeys(parts, Decimal(0))
        for number in range(200):
            one = rng.choice(parts)
            quantity = Decimal(rng.randint(-9, 9)) / rng.choice((1, 2, 4))
            lot = rng.choice(("", "L1", "L2")) if quantity > 0 else ""
            wanted = moved(
                one,
                at,
                quantity,
                MovementKind.RECEIPT if quantity > 0 else MovementKind.ISSUE,
                f"many:{number}",
                lot_no=lot,
            )
            if book[one] + quantity < 0:
                with pytest.raises(Conflict), session().begin_nested():
                    post([wanted])
                continue
            post([wanted])
            book[one] += quantity
        for one, expected in book.items():
            lots = session().scalars(select(Lot).where(Lot.part_id == one)).all()
            by_lot = dict(
                session().execute(
                    select(LedgerEntry.lot_id, func.sum(LedgerEntry.quantity))
                    .where(LedgerEntry.part_id == one)
                    .group_by(LedgerEntry.lot_id)
                ).all()
            )  # fmt: skip
            assert balance_of(one, at).on_hand == expected == ledger_sum(one, at)
            assert all(lot.on_hand == by_lot.get(lot.id, 0) >= 0 for lot in lots)


def at_once(app: Flask, works: Sequence[Callable[[], object]]) -> list[object]:
    """What each of several works answers or raises that run at the same time."""
    gate = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(number: int) -> None:
        with app.app_context():
            gate.wait(30)
            try:
                found[number] = works[number]()
            except Conflict as refused:
                found[number] = refused

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_two_who_take_the_last_ones_at_the_same_time_do_not_both_get_them(app: Flask, depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part().id
        stock_up(one, depot.store_id, 5)

    def take(number: int) -> Callable[[], object]:
        def taking() -> object:
            with inside(depot.group.id, as_member(depot.clerk)):
                return len(post([moved(one, depot.store_id, -2, MovementKind.ISSUE, f"race:{number}")]))

        return taking

    answers = at_once(app, [take(number) for number in range(6)])

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 4 + ["int"] * 2
    with inside(depot.group.id):
        assert balance_of(one, depot.store_id).on_hand == Decimal(1) == ledger_sum(one, depot.store_id)


def test_parts_that_no_store_knew_are_received_at_the_same_time_once_each(app: Flask, depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        several = [part().id for _ in range(4)]

    def receive(order: list[int], key: str) -> Callable[[], object]:
        def receiving() -> object:
            with inside(depot.group.id, as_member(depot.clerk)):
                lines = [moved(one, depot.store_id, 1, MovementKind.RECEIPT, f"{key}:{one}") for one in order]
                return len(post(lines))

        return receiving

    answers = at_once(app, [receive(several, "a"), receive(several[::-1], "b"), receive(several, "a")])

    assert answers == [4, 4, 4]
    with inside(depot.group.id):
        assert [balance_of(one, depot.store_id).on_hand for one in several] == [2] * 4
