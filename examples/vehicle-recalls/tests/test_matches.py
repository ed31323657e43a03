"""Recalled vehicles: who was told, what is done, who sees it, and what is owed to the people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from flask.testing import FlaskClient
from saas.plugin_api import (
    Conflict,
    EraseMode,
    ErasureReport,
    NotFound,
    SlotContext,
    Subject,
    load,
    now,
    session,
)
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import api_token, member
from saas.testing.factories.pages import csrf_token
from saas.testing.factories.vehicles import vehicle
from sqlalchemy import func, select, update

from aftercare_recalls import demo, duties, panels
from aftercare_recalls.matching import match_vehicles
from aftercare_recalls.models import Campaign, Match, MatchState, Notice
from aftercare_recalls.operations import note_done, note_told
from aftercare_recalls.permissions import EXPORT, READ, WRITE
from aftercare_recalls.queries import group_day, notices_of, untold_count

from .conftest import SAFETY, House, Login, listed, recalled, row


def base(house: House) -> str:
    return f"/t/{house.group.code}/x/recalls"


def test_owner_is_told_and_the_work_done_once(house: House) -> None:
    match_id = recalled(house)
    with house.db(house.manager):
        told = note_told(match_id, "Comes on Monday")
        assert (told.customer_id, told.told_on) == (house.customer_id, group_day())
        assert [notice.note for notice in notices_of(match_id)] == ["Comes on Monday"]
        first = note_done(match_id).row_version
        assert note_done(match_id).row_version == first
        with pytest.raises(Conflict):
            note_told(match_id, "")


def test_vehicle_without_an_owner_cannot_be_told(house: House) -> None:
    with house.db():
        lonely = vehicle(store_id=house.store_id)
        vin, lonely_id = lonely.vin or "", lonely.id
    listed(house, row(2, vin))
    with house.db(house.manager):
        match_vehicles([lonely_id])
        with pytest.raises(Conflict):
            note_told(session().scalars(select(Match.id)).one(), "")


def test_vehicle_of_another_store_is_out_of_reach(house: House) -> None:
    match_id = recalled(house)
    stranger = member(house.group, role="followup_manager", stores=[store(house.group)])
    with house.db(stranger), pytest.raises(NotFound):
        note_done(match_id)


def test_card_and_chips_show_open_recalls_until_they_are_done(house: House) -> None:
    car = SlotContext(slot="core.vehicle", object_id=house.vehicle_id)
    person = SlotContext(slot="core.customer", object_id=house.customer_id)
    match_id = recalled(house)
    with house.db(house.manager):
        assert [row.number for row in panels.vehicle_panel(car).context["rows"]] == [SAFETY]
        chips = [*panels.vehicle_facts(car), *panels.customer_facts(person)]
        assert [(str(chip.text), chip.tone) for chip in chips] == [("1 open recall", "bad")] * 2
        note_done(match_id)
        assert panels.vehicle_panel(car).empty
        assert [*panels.vehicle_facts(car), *panels.customer_facts(person)] == []


@pytest.mark.parametrize(("safety", "priority"), [(True, 1), (False, 50)])
def test_followup_of_a_customer_in_danger_comes_first(house: House, safety: bool, priority: int) -> None:
    recalled(house, safety=safety)
    with house.db():
        found = panels.urgent_first({7: 50, 8: 40}, {7: house.customer_id, 8: 999_999})
    assert found == {7: priority, 8: 40}


def test_search_finds_recalls_by_number_and_title(house: House) -> None:
    recalled(house)
    with house.db(house.manager):
        assert [hit.title for hit in panels.find_campaigns("s2026", 5)] == ["Airbag"]
        assert [hit.title for hit in panels.find_campaigns("irba", 5)] == ["Airbag"]
        assert panels.find_campaigns("%", 5) == []


def test_owners_nobody_told_in_time_are_counted(house: House, set_settings: Callable[..., None]) -> None:
    match_id = recalled(house)
    with house.db(house.manager):
        assert untold_count() is None
        session().execute(update(Match).values(found_on=group_day() - timedelta(days=10)))
        assert untold_count() is None
    set_settings("recalls", {"remind_days": 7})
    with house.db(house.manager):
        assert untold_count() == 1
        note_told(match_id, "")
        assert untold_count() is None


def test_pages_lead_from_the_list_to_the_end(house: House, login: Login) -> None:
    match_id = recalled(house)
    client = login(house.manager)
    token = csrf_token(client, f"/t/{house.group.code}/")
    assert f"{base(house)}/{match_id}" in client.get(f"{base(house)}/?q={SAFETY.lower()}").text
    assert "Airbag" not in client.get(f"{base(house)}/?q=other").text

    long = client.post(f"{base(house)}/{match_id}/told", data={"_csrf": token, "note": "x" * 501})
    told = client.post(f"{base(house)}/{match_id}/told", data={"_csrf": token, "note": "Monday"})
    done = client.post(f"{base(house)}/{match_id}/done", data={"_csrf": token})
    assert (long.status_code, told.status_code, done.status_code) == (422, 303, 303)
    assert "Monday" in client.get(f"{base(house)}/{match_id}").text
    assert "Airbag" in client.get(f"{base(house)}/?state=done").text


def test_pages_are_not_there_without_the_right_or_the_plugin(
    house: House, login: Login, user_with: Callable[..., Person], disable: Callable[[str], None]
) -> None:
    assert login(user_with()).get(f"{base(house)}/").status_code == 403
    disable("recalls")
    assert login(house.manager).get(f"{base(house)}/").status_code == 404


def test_list_is_taken_out_with_a_reason(house: House, login: Login) -> None:
    recalled(house)
    client = login(house.manager)
    token = csrf_token(client, f"/t/{house.group.code}/")
    address = f"/t/{house.group.code}/exports/recalls.match"
    taken = client.post(address, data={"_csrf": token, "reason": "Report to the maker", "form": "csv"})
    assert SAFETY in taken.data.decode("utf-8-sig")
    assert house.vin not in taken.text


def test_api_lists_tells_and_ends(house: House, client: FlaskClient) -> None:
    match_id = recalled(house)
    headers = {"Authorization": f"Bearer {api_token(house.group, READ, WRITE, EXPORT)}"}
    at = f"/api/v1/t/{house.group.code}/x/recalls/matches"
    (one,) = client.get(at, headers=headers).get_json()["items"]
    told = client.post(f"{at}/{match_id}/told", json={"note": "x"}, headers=headers).get_json()
    done = client.post(f"{at}/{match_id}/done", headers=headers).get_json()

    assert (one["id"], one["number"], one["safety"], one["state"]) == (match_id, SAFETY, True, "open")
    assert told["told_on"] == str(one["found_on"])
    assert done["state"] == "done"
    assert client.get(at).status_code == 401


@pytest.mark.parametrize("mode", EraseMode)
def test_customer_is_given_and_forgotten_and_the_recall_stays(house: House, mode: EraseMode) -> None:
    match_id = recalled(house)
    subject = Subject(customer_id=house.customer_id)
    with house.db(house.manager):
        note_told(match_id, "Comes on Monday")
        (file,) = duties.export(subject)
        assert json.loads(file.content)[0]["note"] == "Comes on Monday"
    reports = []
    for _ in range(2):
        with house.db():
            reports.append(duties.erase(subject, mode))
    with house.db():
        left = [(notice.customer_id, notice.note) for notice in notices_of(match_id)]
        assert left == ([(None, "")] if mode is EraseMode.ANONYMISE else [])
        assert load(Match, match_id).state is MatchState.OPEN
        assert duties.export(subject) == []
    assert (reports[0] == ErasureReport(), reports[1]) == (False, ErasureReport())


def test_merge_moves_who_was_told_and_brings_it_back(house: House) -> None:
    match_id = recalled(house)
    with house.db(house.manager):
        note_told(match_id, "")
    with house.db():
        winner = customer(store_id=house.store_id).id
    with house.db():
        report = duties.merge(winner, (house.customer_id,))
        session().expire_all()
        assert notices_of(match_id)[0].customer_id == winner
        assert duties.unmerge(report) == 1
        session().expire_all()
        assert notices_of(match_id)[0].customer_id == house.customer_id


@pytest.mark.parametrize("done", [True, False])
def test_who_was_told_long_ago_goes_and_what_was_done_stays_done(house: House, done: bool) -> None:
    match_id = recalled(house)
    with house.db(house.manager):
        note_told(match_id, "Comes on Monday")
        if done:
            note_done(match_id)
    left = []
    for days in (duties.KEEP_DAYS - 1, duties.KEEP_DAYS + 2):
        with house.db():
            duties.forget(now() + timedelta(days=days))
            left.append(len(notices_of(match_id)))
            assert match_vehicles() == 0
            assert load(Match, match_id).state is (MatchState.DONE if done else MatchState.OPEN)
    assert left == [1, 0]


def test_demo_gives_the_group_recalls_to_look_at(house: House) -> None:
    with house.db():
        demo.seed(Random(1), 0.1)
        counted = [
            session().scalar(select(func.count()).select_from(one)) for one in (Campaign, Match, Notice)
        ]
    assert counted == [2, 2, 1]
