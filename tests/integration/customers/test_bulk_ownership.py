"""Who owns a vehicle that several files tell of: the dates decide, in whatever order the files come."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from sqlalchemy import select

from saas.core.customers.models import Customer, Lifecycle
from saas.core.vehicles import bulk
from saas.core.vehicles.bulk import ServiceRow, VehicleRow
from saas.core.vehicles.models import CustomerVehicle
from saas.core.vehicles.operations import end_tie, transfer_ownership
from saas.platform.database import session
from saas.testing.factories.customers import customer
from saas.testing.factories.vehicles import vehicle, vin
from tests.integration.customers.conftest import Dealer

BOUGHT, LATER, TODAY = date(2022, 3, 1), date(2024, 5, 6), date(2026, 3, 4)
Tie = tuple[int, date | None, date | None, bool]


def ties() -> set[Tie]:
    """Every owner of the one vehicle: who, from when, until when, still."""
    session().expire_all()
    found = session().scalars(select(CustomerVehicle))
    return {(tie.customer_id, tie.valid_from, tie.valid_to, tie.is_current) for tie in found}


def life(one: Customer) -> Lifecycle:
    session().refresh(one)
    return one.lifecycle


@pytest.fixture
def wang(dealer: Dealer) -> Customer:
    return customer("王晓明")


@pytest.fixture
def li(dealer: Dealer) -> Customer:
    return customer("李芳")


def test_owner_of_an_older_row_is_a_former_one(wang: Customer, li: Customer) -> None:
    number = vin()
    bulk.upsert([VehicleRow(vin=number, owner_id=wang.id, delivery_date=LATER)])
    older = VehicleRow(vin=number, owner_id=li.id, owned_from=BOUGHT, owned_on=date(2023, 1, 1))
    made = bulk.upsert([older])
    assert ties() == {(wang.id, LATER, None, True), (li.id, BOUGHT, date(2023, 1, 1), False)}
    assert (life(wang), life(li), made.counts.updated) == (Lifecycle.OWNER, Lifecycle.FORMER, 1)
    assert bulk.upsert([older]).counts.unchanged == 1


def test_owner_of_a_newer_row_takes_over_and_the_one_before_becomes_former(
    wang: Customer, li: Customer
) -> None:
    number, other = vin(), vehicle(owner_id=None)
    bulk.upsert([VehicleRow(vin=number, owner_id=wang.id, delivery_date=BOUGHT)])
    bulk.upsert([VehicleRow(vin=number, owner_id=li.id, owned_from=BOUGHT, owned_on=LATER)])
    assert ties() == {(wang.id, BOUGHT, LATER, False), (li.id, LATER, None, True)}
    assert (life(wang), life(li)) == (Lifecycle.FORMER, Lifecycle.OWNER)
    assert wang.lifecycle_on == LATER

    transfer_ownership(other.id, wang.id, on=LATER)
    bulk.upsert([VehicleRow(vin=number, owner_id=wang.id, owned_on=TODAY)])
    bulk.upsert([VehicleRow(vin=other.vin or "", owner_id=li.id, owned_on=TODAY)])
    assert (life(wang), life(li)) == (Lifecycle.OWNER, Lifecycle.OWNER)


def test_owner_with_a_later_visit_stays(dealer: Dealer, wang: Customer, li: Customer) -> None:
    number = vin()
    (made,) = bulk.upsert([VehicleRow(vin=number, owner_id=wang.id, delivery_date=BOUGHT)]).ids
    visit = ServiceRow(
        store_id=dealer.store_id,
        vehicle_id=made,
        customer_id=wang.id,
        order_no="RO1",
        visited_on=LATER,
        completed_at=datetime(2024, 5, 6, 10, tzinfo=UTC),
    )
    bulk.upsert_service_records([visit])
    bulk.upsert([VehicleRow(vin=number, owner_id=li.id, owned_on=date(2024, 5, 5))])
    assert ties() == {(wang.id, BOUGHT, None, True), (li.id, None, date(2024, 5, 5), False)}


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("apart", [False, True])
def test_owner_is_the_same_in_whatever_order_rows_come(
    dealer: Dealer, wang: Customer, li: Customer, order: tuple[int, ...], apart: bool
) -> None:
    number, zhao = vin(), customer("赵云")
    told = [(wang, BOUGHT), (li, LATER), (zhao, TODAY)]
    rows = [VehicleRow(vin=number, owner_id=one.id, owned_from=day, owned_on=day) for one, day in told]
    batches = [[rows[n]] for n in order] if apart else [[rows[n] for n in order]]
    for _ in range(2):
        for batch in batches:
            bulk.upsert(batch)
        assert {(tie[0], tie[3]) for tie in ties()} == {(wang.id, False), (li.id, False), (zhao.id, True)}
        assert (life(wang), life(li), life(zhao)) == (Lifecycle.FORMER, Lifecycle.FORMER, Lifecycle.OWNER)


def test_owner_without_a_day_does_not_oust_one_with_a_day(wang: Customer, li: Customer) -> None:
    number = vin()
    bulk.upsert([VehicleRow(vin=number, owner_id=wang.id, delivery_date=BOUGHT)])
    bulk.upsert([VehicleRow(vin=number, owner_id=li.id)])
    assert ties() == {(wang.id, BOUGHT, None, True), (li.id, None, None, False)}
    assert life(li) is Lifecycle.PROSPECT


def test_owner_who_comes_back_is_owner_again(wang: Customer, li: Customer) -> None:
    number = vin()
    for one, day in ((wang, BOUGHT), (li, LATER), (wang, TODAY)):
        bulk.upsert([VehicleRow(vin=number, owner_id=one.id, owned_on=day, owned_from=day)])
    assert ties() == {
        (wang.id, BOUGHT, LATER, False),
        (li.id, LATER, TODAY, False),
        (wang.id, TODAY, None, True),
    }


def test_owner_whose_time_was_ended_by_hand_does_not_come_back_by_an_older_row(wang: Customer) -> None:
    number = vin()
    row = VehicleRow(vin=number, owner_id=wang.id, delivery_date=BOUGHT)
    bulk.upsert([row])
    end_tie(session().scalars(select(CustomerVehicle.id)).one(), on=LATER)
    assert life(wang) is Lifecycle.FORMER
    assert bulk.upsert([row]).counts.unchanged == 1
    assert ties() == {(wang.id, BOUGHT, LATER, False)}


def test_owner_by_hand_and_by_file_are_written_alike(wang: Customer, li: Customer) -> None:
    made = vehicle(owner_id=wang.id, delivery_date=BOUGHT)
    transfer_ownership(made.id, li.id, on=LATER)
    by_hand, lives = ties(), (life(wang), life(li))
    session().query(CustomerVehicle).delete()
    for one in (wang, li):
        one.lifecycle = Lifecycle.PROSPECT
    session().flush()
    for one, day in ((wang, BOUGHT), (li, LATER)):
        bulk.upsert([VehicleRow(vin=made.vin or "", owner_id=one.id, owned_from=day)])
    assert (ties(), (life(wang), life(li))) == (by_hand, lives)
