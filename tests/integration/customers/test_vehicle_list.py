"""The list of vehicles: found by pieces, kept to what is within reach, paged, at a constant cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from saas.core.customers.models import Customer
from saas.core.vehicles.models import Energy, Vehicle
from saas.platform.clock import now
from saas.platform.database import load
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.vehicles import vehicle
from tests.integration.customers.test_customer_pages import House, house

__all__ = ["house"]

VIN = "LSVAA49J1R2999999"


@pytest.fixture
def parked(house: House) -> House:
    """Beside the owned 沪A12345 an electric one without owner that was delivered yesterday."""
    with inside(house.group.id):
        vehicle(
            plate="沪D88888",
            vin=VIN,
            store_id=house.store_id,
            energy=Energy.ELECTRIC,
            delivery_date=(now() - timedelta(days=1)).date(),
        )
    return house


def listed(house: House, **query: str) -> str:
    answer = house.browser.get(f"/t/{house.group.code}/vehicles/", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("term", ["沪A12345", "沪A1", "2345", "a123"])
def test_list_finds_an_owned_vehicle_by_any_piece(parked: House, term: str) -> None:
    text = listed(parked, q=term)
    assert "沪A12345" in text
    assert "王晓明" in text
    assert "沪D88888" not in text


@pytest.mark.parametrize("term", ["沪D88", VIN, VIN[:9].lower()])
def test_list_finds_a_vehicle_without_owner_by_its_beginning(parked: House, term: str) -> None:
    assert "沪D88888" in listed(parked, q=term)


@pytest.mark.parametrize("term", ["粤Z9", "%", "···"])
def test_list_finds_nothing_for_what_nobody_has(parked: House, term: str) -> None:
    text = listed(parked, q=term)
    assert "沪A12345" not in text
    assert "沪D88888" not in text


def test_list_is_narrowed_by_each_filter(parked: House) -> None:
    with inside(parked.group.id) as work:
        soon = (now() + timedelta(days=20)).date()
        work.execute(update(Vehicle).where(Vehicle.plate == "沪A12345").values(next_maintenance_on=soon))
    for query, shown, hidden in (
        ({"due": "1"}, "沪A12345", "沪D88888"),
        ({"ownerless": "1"}, "沪D88888", "沪A12345"),
        ({"energy": "electric"}, "沪D88888", "沪A12345"),
        ({"store_id": str(parked.store_id)}, "沪D88888", "沪A12345"),
    ):
        text = listed(parked, **query)
        assert shown in text, query
        assert hidden not in text, query
        assert "ui-chip" in text


def test_list_stands_by_plate_or_the_newest_delivery(parked: House) -> None:
    by_plate, by_delivery = listed(parked), listed(parked, sort="delivered")
    assert by_plate.index("沪A12345") < by_plate.index("沪D88888")
    assert by_delivery.index("沪D88888") < by_delivery.index("沪A12345")


@pytest.mark.parametrize("sort", ["plate", "delivered"])
def test_list_pages_through_all_once(house: House, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr("saas.core.vehicles.views.lists.PAGE", 2)
    with inside(house.group.id):
        for n in range(4):
            vehicle(
                plate=f"沪B0000{n}",
                store_id=house.store_id,
                delivery_date=None if n % 2 else (now() - timedelta(days=n)).date(),
            )
    plates = {"沪A12345", *(f"沪B0000{n}" for n in range(4))}
    seen: list[str] = []
    text = listed(house, sort=sort)
    while True:
        seen += [plate for plate in plates if plate in text]
        if 'rel="next"' not in text:
            break
        address = text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
        text = house.browser.get(address.replace("&amp;", "&")).text
    assert sorted(seen) == sorted(plates)


def test_list_is_kept_to_what_is_within_reach(parked: House, app: Flask) -> None:
    stranger = members.member(parked.group, role="store_manager", stores=[groups.store(parked.group)])
    browser = members.signed_in(app.test_client(), stranger)
    text = browser.get(f"/t/{parked.group.code}/vehicles/").text
    assert "沪A12345" not in text
    assert "沪D88888" not in text


def test_owner_of_another_store_is_not_named(parked: House, app: Flask) -> None:
    elsewhere = groups.store(parked.group)
    with inside(parked.group.id):
        car = vehicle(owner_id=parked.customer_id, store_id=elsewhere)
        car_id, plate, name = car.id, car.plate, load(Customer, parked.customer_id).name
    colleague = members.member(parked.group, role="service_advisor", stores=[elsewhere])
    browser = members.signed_in(app.test_client(), colleague)
    root = f"/t/{parked.group.code}/vehicles"
    for address in (f"{root}/", f"{root}/{car_id}"):
        theirs = browser.get(address).text
        assert plate in theirs
        assert name not in theirs
        assert f"/customers/{parked.customer_id}" not in theirs
        # The one of the owner's store sees them.
        mine = parked.browser.get(address).text
        assert f"/customers/{parked.customer_id}" in mine
        assert name in mine


def test_list_takes_a_constant_number_of_queries(
    parked: House, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def queries(**query: str) -> int:
        with count_queries() as sent:
            listed(parked, **query)
        return len(sent)

    before = queries(), queries(q="沪", due="1")
    with inside(parked.group.id):
        for _ in range(12):
            vehicle(owner_id=parked.customer_id, store_id=parked.store_id)
    assert (queries(), queries(q="沪", due="1")) == before
    assert max(before) <= 25
