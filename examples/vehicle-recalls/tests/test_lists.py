"""Lists of manufacturers: from a file to the vehicles that they name."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from marshmallow import ValidationError
from saas.plugin_api import VehicleAdded, enqueue, now, session
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.pages import csrf_token
from saas.testing.factories.vehicles import vehicle
from sqlalchemy import select

from aftercare_recalls.importers import KEY
from aftercare_recalls.jobs import MATCH
from aftercare_recalls.matching import match_vehicles
from aftercare_recalls.models import Campaign, Match
from aftercare_recalls.permissions import IMPORT
from aftercare_recalls.plugin import plugin_upgraded
from aftercare_recalls.schemas import RecallsRow
from aftercare_recalls.subscribers import vehicle_added

from .conftest import SAFETY, House, Login, listed, row


def found(house: House) -> list[int]:
    with house.db():
        return list(session().scalars(select(Match.vehicle_id).order_by(Match.vehicle_id)))


def test_same_list_again_changes_nothing_and_a_corrected_one_updates(house: House) -> None:
    rows = [row(2, house.vin), row(3, house.vin[:10] + "*"), row(4, house.vin)]
    first, again = listed(house, *rows), listed(house, *rows)
    corrected = listed(house, row(2, house.vin, title="Airbag inflator"))

    assert [len(first.created), len(first.unchanged)] == [2, 0]
    assert [len(again.created), len(again.updated), len(again.unchanged)] == [0, 0, 2]
    assert [len(corrected.created), len(corrected.updated)] == [0, 1]
    with house.db():
        assert session().scalars(select(Campaign.title)).all() == ["Airbag inflator"]


def test_empty_cells_of_another_list_take_nothing_away(house: House) -> None:
    listed(house, row(2, house.vin))
    listed(house, row(2, house.vin, title="", safety=False))
    with house.db():
        campaign = session().scalars(select(Campaign)).one()
        assert (campaign.title, campaign.safety) == ("Airbag", True)


def test_vehicles_are_found_by_vin_and_by_its_beginning_once(house: House) -> None:
    with house.db():
        like = vehicle(store_id=house.store_id, vin="WVWZZZ1KZAW000124").id
        other = vehicle(store_id=house.store_id, vin="WVWZZZ1KZAW000123").id
        far = vehicle(store_id=house.store_id, vin="WVWZZZ3CZWE000001").id
    listed(house, row(2, house.vin), row(3, house.vin[:12] + "*"), row(4, "WVWZZZ1KZ*"))
    with house.db():
        assert (match_vehicles(), match_vehicles()) == (3, 0)
    assert found(house) == sorted([house.vehicle_id, like, other])
    assert far not in found(house)


def test_beginnings_count_where_the_group_wants_it_and_are_looked_for_when_it_does(
    house: House, set_settings: Callable[..., None], run_jobs: Callable[[int], int]
) -> None:
    set_settings("recalls", {"by_beginning": False})
    listed(house, row(2, house.vin[:10] + "*"))
    run_jobs(house.group.id)
    with house.db():
        assert match_vehicles() == 0

    set_settings("recalls", {"by_beginning": True})
    assert run_jobs(house.group.id) == 1
    assert found(house) == [house.vehicle_id]
    set_settings("recalls", {"remind_days": 3})
    assert run_jobs(house.group.id) == 0


def test_vehicles_are_looked_for_anew_by_a_newer_version(
    house: House, run_jobs: Callable[[int], int]
) -> None:
    listed(house, row(2, house.vin))
    with house.db():
        plugin_upgraded()
    run_jobs(house.group.id)
    assert found(house) == [house.vehicle_id]


def test_job_finds_and_finds_once(house: House, run_jobs: Callable[[int], int]) -> None:
    listed(house, row(2, house.vin))
    for _ in range(2):
        with house.db():
            enqueue(MATCH, {})
        run_jobs(house.group.id)
    assert found(house) == [house.vehicle_id]


def test_night_finds_what_nobody_asked_for(
    house: House, run_schedules: Callable[[int, datetime], list[str]], run_jobs: Callable[[int], int]
) -> None:
    listed(house, row(2, house.vin))
    assert "recalls.nightly" in run_schedules(house.group.id, now() + timedelta(days=1))
    run_jobs(house.group.id)
    assert found(house) == [house.vehicle_id]


def test_new_vehicle_is_found_when_it_is_added(house: House, run_jobs: Callable[[int], int]) -> None:
    vin = "WVWZZZ1KZAW000456"
    listed(house, row(2, vin))
    with house.db():
        added = vehicle(store_id=house.store_id, vin=vin).id
    run_jobs(house.group.id)
    assert found(house) == [added]

    with house.db():
        vehicle_added(VehicleAdded(vehicle_id=added))
    assert found(house) == [added]


def test_list_of_one_group_says_nothing_of_anothers_vehicles(
    house: House, other_tenant: Group, enable: Callable[..., None]
) -> None:
    enable("recalls", of=other_tenant)
    with house.db(other_tenant):
        vehicle(vin=house.vin)
    listed(house, row(2, house.vin))
    with house.db(other_tenant):
        assert match_vehicles() == 0


@pytest.mark.parametrize(
    ("vin", "good"), [("LSVAA49J", True), ("LSVAA49J*", True), ("LSVAA49", False), ("LSVAA49O", False)]
)
def test_row_names_a_vin_or_enough_of_one(vin: str, good: bool) -> None:
    given = {"number": "A1", "vin": vin, "safety": "是"}
    if good:
        assert RecallsRow().load(given)["safety"] is True
    else:
        with pytest.raises(ValidationError):
            RecallsRow().load(given)


def test_lists_are_brought_in_by_who_may(
    house: House, login: Login, user_with: Callable[..., Person]
) -> None:
    address = f"/t/{house.group.code}/imports/new"
    bringing, importing = user_with(IMPORT, "imports.run:write"), user_with("imports.run:write")
    assert KEY in login(bringing).get(address).text
    assert KEY not in login(importing).get(address).text


def test_file_is_brought_in_through_the_pages(
    house: House, login: Login, run_jobs: Callable[[int], int]
) -> None:
    admin, base = login(house.group.admin), f"/t/{house.group.code}"
    token = csrf_token(admin, f"{base}/")
    lines = f"召回编号,召回内容,车架号,安全\n{SAFETY},安全气囊,{house.vin},是\n{SAFETY},安全气囊,短,是\n"
    file = (io.BytesIO(lines.encode()), "list.csv")
    address = admin.post(f"{base}/imports/new", data={"_csrf": token, "importer": KEY, "file": file}).location
    run_jobs(house.group.id)
    chosen = {"columns-0-field": "number", "columns-1-field": "title", "columns-2-field": "vin"}
    places = {f"columns-{at}-at": at for at in range(4)}
    page = admin.get(f"{address}/columns").text
    version = page.split('name="_version" value="')[1].split('"')[0]
    fields = {"_csrf": token, "_version": version, **chosen, "columns-3-field": "safety", **places}
    assert admin.post(f"{address}/columns", data=fields).status_code == 303
    run_jobs(house.group.id)
    assert admin.post(f"{address}/run", data={"_csrf": token}).status_code == 303
    run_jobs(house.group.id)
    report = admin.get(f"{address}/report").text

    assert "Lists of recalls" in report
    assert found(house) == [house.vehicle_id]
