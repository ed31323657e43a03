"""What people do with goods: receiving, issuing from reservations, returns, write-offs, what was asked for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from plugins.parts.jobs.reservations import expire
from plugins.parts.models import (
    Balance,
    DemandEvent,
    DemandKind,
    LedgerEntry,
    Lot,
    LotState,
    MovementKind,
    Reservation,
    ReservationPurpose,
    ReservationState,
    StockClass,
)
from plugins.parts.operations import (
    Issued,
    LostReason,
    Policy,
    Received,
    Wish,
    WriteOff,
    change_part,
    correct,
    issue,
    keep_part,
    receive,
    record_unmet,
    release,
    reserve,
    scrap,
    set_lot_state,
    take_back,
)
from plugins.parts.operations.catalogue import PartDetails
from plugins.parts.tests.conftest import Depot
from saas.platform.audit import AuditEntry
from saas.platform.clock import moved, now
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.events.models import OutboxEvent
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.parts import part, reservation, stock_up

pytestmark = pytest.mark.usefixtures("english")
ONE = Decimal(1)


def stocked(depot: Depot, quantity: object = 10) -> int:
    with inside(depot.group.id, as_member(depot.manager)):
        made = part().id
        stock_up(made, depot.store_id, quantity)
        return made


def balance_of(part_id: int, store_id: int) -> Balance:
    return (
        session()
        .scalars(select(Balance).where(Balance.part_id == part_id, Balance.store_id == store_id))
        .one()
    )


@pytest.mark.req("P-11")
def test_reserved_parts_are_given_out_only_for_what_holds_them(depot: Depot) -> None:
    one, at = stocked(depot, 5), depot.store_id
    with inside(depot.group.id, as_member(depot.clerk)):
        held = reservation(one, at, 4, purpose=ReservationPurpose.ORDER, reference="RO-17")
        with pytest.raises(Conflict, match="2 were to be taken, and 1 may be"), session().begin_nested():
            issue(one, at, Issued(quantity=Decimal(2)), key="others")
        line = issue(
            one, at, Issued(quantity=Decimal(3), kind=DemandKind.ORDER, reservation_id=held.id), key="half"
        )
        assert (line.document, balance_of(one, at).free, held.open_quantity) == ("RO-17", ONE, ONE)
        issue(one, at, Issued(quantity=ONE, kind=DemandKind.ORDER, reservation_id=held.id), key="rest")
        issue(one, at, Issued(quantity=ONE), key="sale")

        balance = balance_of(one, at)
        assert held.state is ReservationState.CONSUMED
        assert balance.on_hand == balance.reserved == balance.free == 0
        asked = session().scalars(
            select(DemandEvent).where(DemandEvent.part_id == one).order_by(DemandEvent.id)
        )
        assert [(event.kind, event.quantity) for event in asked] == [
            (DemandKind.ORDER, Decimal(3)),
            (DemandKind.ORDER, ONE),
            (DemandKind.SALE, ONE),
        ]


@pytest.mark.req("P-11")
def test_issue_and_reservation_told_twice_happen_once(depot: Depot) -> None:
    one, at = stocked(depot, 5), depot.store_id
    wish = Wish(part_id=one, store_id=at, quantity=Decimal(2), reference="SO-1")
    with inside(depot.group.id, as_member(depot.clerk)):
        first, again = reserve(wish, key="same"), reserve(wish, key="same")
        taken = Issued(quantity=Decimal(2), reservation_id=first.id)
        lines = [issue(one, at, taken, key="same-issue").id for _ in range(2)]

        assert first.id == again.id
        assert lines[0] == lines[1]
        assert (balance_of(one, at).on_hand, balance_of(one, at).reserved) == (Decimal(3), Decimal(0))
        assert len(session().scalars(select(DemandEvent.id).where(DemandEvent.part_id == one)).all()) == 1


def test_more_than_is_free_is_not_reserved(depot: Depot) -> None:
    one = stocked(depot, 2)
    with inside(depot.group.id, as_member(depot.clerk)):
        reservation(one, depot.store_id, 2)
        with pytest.raises(Conflict, match="1 were to be reserved, and 0 are free"), session().begin_nested():
            reservation(one, depot.store_id)
        for wrong, field in (
            ({"quantity": 0}, "quantity"),
            ({"expires_at": now() - timedelta(minutes=1)}, "expires_at"),
            ({"purpose": ReservationPurpose.TRANSFER}, "purpose"),
        ):
            with pytest.raises(Invalid) as refused, session().begin_nested():
                reservation(one, depot.store_id, **wrong)
            assert field in refused.value.fields


@pytest.mark.req("P-11")
def test_reservations_run_out_by_the_job_and_twice_is_once(depot: Depot) -> None:
    one = stocked(depot, 9)
    with inside(depot.group.id, as_member(depot.clerk)):
        short = reservation(one, depot.store_id, 2, expires_at=now() + timedelta(hours=1)).id
        usual = reservation(one, depot.store_id, 3)
        usual_id, lasts = usual.id, usual.expires_at
        assert lasts is not None
        assert timedelta(days=6) < lasts - now() <= timedelta(days=7)
    with moved(now() + timedelta(hours=2)), inside(depot.group.id):
        assert (expire()["expired"], expire()["expired"]) == (1, 0)
    with inside(depot.group.id):
        states = {
            row.id: row.state
            for row in session().scalars(select(Reservation).where(Reservation.part_id == one))
        }
        assert states == {short: ReservationState.EXPIRED, usual_id: ReservationState.ACTIVE}
        assert balance_of(one, depot.store_id).reserved == Decimal(3)


def test_released_reservation_frees_once(depot: Depot) -> None:
    one = stocked(depot, 3)
    with inside(depot.group.id, as_member(depot.clerk)):
        held = reservation(one, depot.store_id, 3)
        release(held.id)
        with pytest.raises(Conflict, match="over"), session().begin_nested():
            release(held.id)
        with pytest.raises(Conflict), session().begin_nested():
            issue(one, depot.store_id, Issued(quantity=ONE, reservation_id=held.id), key="gone")
        assert balance_of(one, depot.store_id).free == Decimal(3)


def test_what_came_back_costs_what_lies_there_and_is_no_negative_demand(depot: Depot) -> None:
    one, at = stocked(depot, 2), depot.store_id
    with inside(depot.group.id, as_member(depot.clerk)):
        issue(one, at, Issued(quantity=Decimal(2)), key="out-and-back")
        line = take_back(one, at, ONE, reference="SO-9", key="back")
        assert (line.kind, line.unit_cost, line.document) == (MovementKind.RETURN, Decimal(1000), "SO-9")
        asked = session().scalars(select(DemandEvent.quantity).where(DemandEvent.part_id == one)).all()
        assert asked == [Decimal(2)]


@pytest.mark.req("P-11")
def test_lost_sale_is_demand_and_others_hear_of_it(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part().id
    with inside(depot.group.id, as_member(depot.clerk)):
        told = [
            record_unmet(
                one, depot.store_id, Decimal(2), reason=LostReason.NOT_STOCKED, reference="RO-3", key="lost"
            )
            for _ in range(2)
        ]
        record_unmet(one, depot.store_id, ONE, kind=DemandKind.EMERGENCY, key="urgent")
        events = session().scalars(select(OutboxEvent).where(OutboxEvent.name == "parts.short")).all()
        mine = [event.payload for event in events if event.payload["part_id"] == one]
        asked = (
            session()
            .scalars(select(DemandEvent).where(DemandEvent.part_id == one).order_by(DemandEvent.id))
            .all()
        )

        assert told == [True, False]
        assert [payload["quantity"] for payload in mine] == ["2", "1"]
        assert [(event.kind, event.reason) for event in asked] == [
            (DemandKind.LOST, "not_stocked"),
            (DemandKind.EMERGENCY, ""),
        ]
        assert balance_of(one, depot.store_id).on_hand == 0


def test_write_offs_and_corrections_need_their_own_right(depot: Depot) -> None:
    one, at = stocked(depot, 6), depot.store_id
    with inside(depot.group.id, as_member(depot.clerk)):
        with pytest.raises(Forbidden):
            scrap(one, at, ONE, reason=WriteOff.DAMAGED, key="clerk")
        with pytest.raises(Forbidden):
            correct(one, at, ONE, reason=WriteOff.FOUND, key="clerk")
    with inside(depot.group.id, as_member(depot.head)):
        scrap(one, at, Decimal(2), reason=WriteOff.DAMAGED, key="head")
        correct(one, at, Decimal(-1), reason=WriteOff.LOST, key="head")
        correct(one, at, Decimal("0.5"), reason=WriteOff.FOUND, key="head-2")
        assert balance_of(one, at).on_hand == Decimal("3.5")
        acts = (
            session()
            .scalars(
                select(AuditEntry.action)
                .where(AuditEntry.object_type == "parts_part", AuditEntry.object_id == one)
                .order_by(AuditEntry.id)
            )
            .all()
        )
        assert acts[-3:] == ["parts.stock.scrapped", "parts.stock.corrected", "parts.stock.corrected"]


def test_stores_out_of_reach_are_not_there(depot: Depot) -> None:
    one = stocked(depot)
    with inside(depot.group.id, as_member(depot.clerk)):
        for act in (
            lambda: receive(one, depot.other_id, Received(quantity=ONE), key="far"),
            lambda: issue(one, depot.other_id, Issued(quantity=ONE), key="far"),
            lambda: record_unmet(one, depot.other_id, ONE, key="far"),
            lambda: reservation(one, depot.other_id),
            lambda: keep_part(one, depot.other_id, Policy()),
        ):
            with pytest.raises(NotFound), session().begin_nested():
                act()
    with inside(depot.group.id, as_member(depot.advisor)), pytest.raises(Forbidden):
        issue(one, depot.store_id, Issued(quantity=ONE), key="advisor")


def test_part_that_is_no_longer_ordered_is_not_received_but_given_out(depot: Depot) -> None:
    one = stocked(depot, 2)
    with inside(depot.group.id, as_member(depot.manager)):
        made = part(number=f"GONE{one}")
        stock_up(made.id, depot.store_id, 2)
        change_part(
            made.id,
            PartDetails(number=made.number, name=made.name, active=False, successor_id=one),
            version=made.row_version,
        )
        with pytest.raises(Invalid, match="replaces"), session().begin_nested():
            receive(made.id, depot.store_id, Received(quantity=ONE), key="gone-part")
        issue(made.id, depot.store_id, Issued(quantity=Decimal(2)), key="gone-part")
        assert balance_of(made.id, depot.store_id).on_hand == 0


@pytest.mark.req("P-01")
def test_class_set_by_hand_counts_and_needs_a_reason(depot: Depot) -> None:
    one, at = stocked(depot), depot.store_id
    with inside(depot.group.id, as_member(depot.clerk)):
        with pytest.raises(Invalid) as refused, session().begin_nested():
            keep_part(one, at, Policy(own_class=StockClass.SEASONAL))
        kept = keep_part(
            one,
            at,
            Policy(
                own_class=StockClass.SEASONAL,
                class_reason="只在夏天用",
                bin=" a-03 ",
                reorder_point=Decimal(4),
            ),
        )
        kept.computed_class = StockClass.COMMON
        session().flush()

        assert "class_reason" in refused.value.fields
        assert (kept.stock_class, kept.bin, kept.reorder_point) == (StockClass.SEASONAL, "A-03", Decimal(4))
        keep_part(one, at, Policy(), version=kept.row_version)
        assert kept.stock_class is StockClass.COMMON


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minimum": 5, "maximum": 3}, "maximum"),
        ({"safety_stock": 5, "reorder_point": 3}, "reorder_point"),
        ({"pinned": True}, "pinned"),
    ],
)
def test_ordering_numbers_that_contradict_one_another_are_refused(
    depot: Depot, wrong: dict[str, int], field: str
) -> None:
    one = stocked(depot)
    numbers = {name: value if value is True else Decimal(value) for name, value in wrong.items()}
    with inside(depot.group.id, as_member(depot.clerk)), pytest.raises(Invalid) as refused:
        keep_part(one, depot.store_id, Policy(**numbers))  # type: ignore[arg-type]  # the table's values are of two kinds
    assert field in refused.value.fields


def test_quarantined_lot_leaves_what_is_free_and_comes_back(depot: Depot) -> None:
    one = stocked(depot, 4)
    with inside(depot.group.id, as_member(depot.manager)):
        line = stock_up(one, depot.store_id, 6, lot_no="Q1")
        assert line.lot_id is not None
        set_lot_state(line.lot_id, LotState.RECALLED)
        set_lot_state(line.lot_id, LotState.QUARANTINE)
        kept = balance_of(one, depot.store_id)
        assert (kept.quarantine, kept.free) == (Decimal(6), Decimal(4))
        set_lot_state(line.lot_id, LotState.OK)
        assert (kept.quarantine, kept.free) == (Decimal(0), Decimal(10))
        heard = (
            session().scalars(select(OutboxEvent).where(OutboxEvent.name == "parts.lot_quarantined")).all()
        )
        assert [event.payload["state"] for event in heard if event.payload["lot_id"] == line.lot_id] == [
            "recalled",
            "quarantine",
        ]
        assert session().get_one(Lot, (depot.group.id, line.lot_id)).state is LotState.OK


def test_ledger_is_never_changed(depot: Depot) -> None:
    one = stocked(depot)
    with inside(depot.group.id, as_member(depot.manager)):
        line = session().scalars(select(LedgerEntry).where(LedgerEntry.part_id == one)).first()
        assert line is not None
        line.quantity = Decimal(99)
        with pytest.raises(Exception, match=r"permission denied|append|never"), session().begin_nested():
            session().flush()
        session().rollback()
