"""Vehicles, consent and the timeline on pages."""

import pytest
from werkzeug.test import TestResponse

from saas.core.privacy.models import ConsentDecision
from saas.core.privacy.operations import record_consent
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.pages import csrf_token
from saas.testing.factories.vehicles import service_record, vehicle, vin
from tests.integration.customers.test_customer_pages import House, house

__all__ = ["house"]


@pytest.fixture
def car(house: House) -> int:
    with inside(house.group.id):
        made = vehicle(owner_id=house.customer_id, plate="沪B54321", store_id=house.store_id)
        service_record(made.id, house.store_id, order_no="RO-77", odometer_km=9000)
        return made.id


def post_to(house: House, address: str, token_page: str, **fields: str) -> TestResponse:
    return house.browser.post(address, data={"_csrf": csrf_token(house.browser, token_page), **fields})


def page(house: House, path: str) -> str:
    answer = house.browser.get(f"/t/{house.group.code}{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_vehicle_page_shows_owner_and_visits(house: House, car: int) -> None:
    text = page(house, f"/vehicles/{car}")
    for expected in ("沪B54321", "王晓明", "RO-77", "9,000"):
        assert expected in text


def test_panels_of_a_customer_are_loaded_one_by_one(house: House, car: int) -> None:
    text = page(house, f"/customers/{house.customer_id}")
    for name in ("core.vehicles", "core.services", "core.consent"):
        address = f"/customers/{house.customer_id}/panels/{name}"
        assert address in text
        assert page(house, address)
    assert "沪B54321" in page(house, f"/customers/{house.customer_id}/panels/core.vehicles")


def test_timeline_merges_what_all_rooms_tell(house: House, car: int) -> None:
    with inside(house.group.id):
        record_consent(house.customer_id, "marketing", ConsentDecision.GRANT)
    text = page(house, f"/customers/{house.customer_id}/timeline")
    assert "RO-77" in text
    assert "沪B54321" in text
    assert "营销" in text


def test_new_vehicle_of_a_customer_and_its_life(house: House) -> None:
    root = f"/t/{house.group.code}"
    token_page = f"{root}/customers/"
    fields = {"vin": vin(), "plate": "沪C00001", "energy": "petrol", "store_id": str(house.store_id)}
    made = post_to(house, f"{root}/vehicles/new?customer_id={house.customer_id}", token_page, **fields)
    assert made.status_code == 303
    address = made.headers["Location"]
    again = post_to(house, f"{root}/vehicles/new", token_page, **fields)
    assert again.status_code == 422
    assert post_to(house, f"{address}/odometer", token_page, on="2026-05-01", km="8000").status_code == 303
    assert post_to(house, f"{address}/odometer", token_page, on="2026-06-01", km="80").status_code == 422
    visit = {
        "store_id": str(house.store_id),
        "order_no": "RO-1",
        "kind": "repair",
        "completed_at": "2026-05-02T10:30",
        "amount_fen": "680.50",
    }
    assert post_to(house, f"{address}/services/new", token_page, **visit).status_code == 303
    with inside(house.group.id):
        other = customer("李芳", store_id=house.store_id).id
    assert (
        post_to(
            house, f"{address}/transfer", token_page, customer_id=str(other), role="owner", on="2026-05-03"
        ).status_code
        == 303
    )
    text = house.browser.get(address).text
    assert "¥680.50" in text
    assert "李芳" in text
    picked = house.browser.get(f"{root}/customers/pick", query_string={"q": "李"}).json
    assert [one["value"] for one in picked["items"]] == [str(other)]


def test_blocked_customer_says_so_on_top(house: House) -> None:
    root = f"/t/{house.group.code}"
    answer = post_to(
        house,
        f"{root}/customers/{house.customer_id}/block",
        f"{root}/customers/",
        source="verbal",
        channel="any",
    )
    assert answer.status_code == 403  # a store manager sees it and does not record it
    assert house.browser.get(f"{root}/customers/{house.customer_id}/panels/core.consent").status_code == 200
