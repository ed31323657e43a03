"""The pages and addresses of analysis: whom they show what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from plugins.budget.models import Driver
from plugins.budget.operations import write_volumes
from plugins.budget.tests.analysing import NOVEMBER, balance, driven_budget, place_of, spend_in
from plugins.budget.tests.conftest import Browser, House, furnished
from saas.core.organisation.models import Store
from saas.platform.clock import moved
from saas.platform.i18n import locale_context
from saas.platform.permissions import allowed
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.members import api_token, as_member


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group of its own for each test, in November 2027."""
    with locale_context("en"), moved(NOVEMBER):
        yield furnished()


PAGES = {
    "structure": "/analysis",
    "trend": "/analysis/trend",
    "variances": "/analysis/variances",
    "volume": "/analysis/volume",
}


@pytest.mark.req("B-07", "B-16", "B-17", "B-18")
def test_pages_of_a_new_group_lead_to_its_first_result(house: House, app: Flask) -> None:
    reader = Browser(app.test_client(), house.finance)
    texts = {name: reader.get(PAGES[name]).get_data(as_text=True) for name in PAGES}
    assert "Put a budget into force" in texts["structure"]
    assert "The trend begins with the first month that is over" in texts["trend"]
    assert "With a budget in force and the first month over" in texts["variances"]
    assert "have the visits counted" in texts["volume"]
    stranger = Browser(app.test_client(), house.group.admin)
    assert stranger.get("/analysis").status_code == 200


@pytest.mark.req("B-07", "B-16", "B-17", "B-18")
def test_pages_show_the_figures_to_whom_they_belong(house: House, app: Flask) -> None:
    driven_budget(
        house.group, house.store_id, house.manager, house.finance, {Driver.VISITS: ("parts", 10, 100)}
    )
    with inside(house.group.id, as_member(house.manager)):
        for year in (2026, 2027):
            months = [Decimal(100 + number) for number in range(12)]
            write_volumes(
                house.store_id, Driver.VISITS, year, months if year == 2026 else [*months[:10], None, None]
            )
        balance(place_of("parts", house.store_id), 2026, {month: (0, 1000 + month) for month in range(1, 13)})
        spend_in(house.store_id, "parts", dict.fromkeys(range(1, 11), 1234))
    mine, other = Browser(app.test_client(), house.manager), Browser(app.test_client(), house.other_manager)
    for name, shown in (
        ("structure", "¥12,340.00"),
        ("trend", "¥1,234.00"),
        ("variances", "¥12,340.00"),
        ("volume", "Fixed cost of a month"),
    ):
        page = mine.get(f"{PAGES[name]}?driver=visits&store_id={house.store_id}&against=year&by=store")
        assert page.status_code == 200
        assert shown in page.get_data(as_text=True), name
        assert shown not in other.get(f"{PAGES[name]}?store_id={house.store_id}").get_data(as_text=True)
    nonsense = mine.get("/analysis?year=99999999999999&by=x&until=77&store_id=-1")
    assert "¥12,340.00" in nonsense.get_data(as_text=True)


@pytest.mark.req("B-07")
def test_thresholds_of_the_group_count(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.admin)):
        change_settings("budget", {"signal_yuan": 0, "signal_percent": 0})
    with inside(house.group.id, as_member(house.finance)):
        steady = {month: (1000, 1000 + month % 2) for month in range(1, 10)}
        balance(place_of("parts", house.store_id), 2027, steady | {10: (1000, 1020)})
    reader = Browser(app.test_client(), house.finance)
    assert "Look at it" in reader.get("/analysis/variances").get_data(as_text=True)
    with inside(house.group.id, as_member(house.admin)):
        change_settings("budget", {"signal_yuan": 1000, "signal_percent": 10})
    assert "Look at it" not in reader.get("/analysis/variances").get_data(as_text=True)


@pytest.mark.req("B-07", "B-16", "B-17", "B-18")
def test_programs_get_the_same_figures(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.finance)):
        place = place_of("parts", house.store_id)
        balance(place, 2027, dict.fromkeys(range(1, 11), (1000, 1100)))
        balance(place, 2026, dict.fromkeys(range(1, 13), (1000, 1000)))
    token = api_token(house.group, "budget.sheet:read", "budget.volume:write")
    base, headers = f"/api/v1/t/{house.group.code}/x/budget", {"Authorization": f"Bearer {token}"}
    client = app.test_client()

    def get(path: str) -> Any:
        answer = client.get(base + path, headers=headers)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    assert get("/analysis/structure?year=2027")["actual_fen"] == 11_000_00
    told = get("/analysis/trend")
    assert told["forecast"]["year_end"] == 13_200_00
    assert len(told["months"]) == 12
    assert get("/analysis/variances?until=10")["spending_fen"] == -1000_00
    assert get("/analysis/behaviour")["reason"] == "too_few"
    months = {f"m{number}": 10 * number for number in range(1, 11)}
    body = {"store_id": house.store_id, "driver": "visits", "year": 2027, **months}
    written = client.post(f"{base}/volumes", json=body, headers=headers)
    assert written.status_code == 200, written.get_json()
    told = get(f"/volumes/forecast?store_id={house.store_id}&year=2027")
    assert told["known"] == 10
    assert told["months"][:2] == ["10.000", "20.000"]
    assert client.get(f"{base}/analysis/trend?year=3000", headers=headers).status_code == 422


@pytest.mark.req("B-16")
def test_only_whoever_may_is_led_to_the_export(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.finance)):
        assert allowed("budget.sheet:export")
        balance(place_of("parts", house.store_id), 2027, {1: (100, 300)})
    with inside(house.group.id, as_member(house.head)):
        assert not allowed("budget.sheet:export", store_id=house.store_id)
    for person, led in ((house.finance, True), (house.head, False)):
        page = Browser(app.test_client(), person).get("/analysis").get_data(as_text=True)
        assert ("/exports/budget.structure" in page) is led


@pytest.mark.req("B-06", "B-17")
def test_months_are_over_where_the_money_is_spent(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.finance)) as work:
        # Two hours behind the group.
        work.get_one(Store, (house.group.id, house.store_id)).timezone = "Asia/Urumqi"
        for store_id in (house.store_id, house.other_store_id):
            balance(place_of("parts", store_id), 2026, dict.fromkeys(range(1, 13), (100, 100)))
    token = api_token(house.group, "budget.sheet:read")
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    last: dict[int | None, tuple[int, int]] = {}
    with moved(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)):
        for one in (None, house.store_id, house.other_store_id):
            asked = {"store_id": one} if one else {}
            path = f"/api/v1/t/{house.group.code}/x/budget/analysis/trend"
            told = client.get(path, headers=headers, query_string=asked).get_json()
            last[one] = (told["year"], told["last"])
        reader = Browser(app.test_client(), house.finance)
        chosen = '<option value="2026" selected'
        shown = {
            store_id: chosen in reader.get(f"/board?store_id={store_id}").get_data(as_text=True)
            for store_id in (house.store_id, house.other_store_id, -1)
        }
    assert last == {None: (2027, 0), house.store_id: (2026, 11), house.other_store_id: (2027, 0)}
    assert shown == {house.store_id: True, house.other_store_id: False, -1: False}
