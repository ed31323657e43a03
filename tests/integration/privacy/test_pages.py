"""The pages and the API of merging, handing out and erasing."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from saas.core.accounts.models import Account
from saas.core.customers.events import CustomerErased, CustomersMerged, CustomersUnmerged
from saas.core.customers.models import Customer
from saas.core.privacy.models import CustomerMerge, DutyKind, DutyRun
from saas.core.privacy.request_models import SubjectRequest
from saas.core.privacy.requesting import approve_request
from saas.core.privacy.runner import export_subject, merge
from saas.platform.database import load
from saas.platform.events.models import OutboxEvent
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer, phone_number
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import api_token, as_member, member, signed_in
from saas.testing.factories.pages import csrf_token
from saas.testing.kit.watching import statements
from tests.integration.privacy.conftest import House

PHONE = "13812340000"


class Pages:
    """A signed-in person at the pages of the group, in English."""

    def __init__(self, client: FlaskClient, person: Person) -> None:
        with inside(person.tenant_id) as work:
            work.execute(update(Account).where(Account.id == person.account_id).values(locale="en"))
        self._client = signed_in(client, person)
        self._base = f"/t/{person.group}"
        self._token = csrf_token(self._client, f"{self._base}/")

    def get(self, path: str, status: int = 200) -> str:
        answer = self._client.get(self._base + path)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def bytes(self, path: str) -> bytes:
        return self._client.get(self._base + path).get_data()

    def leads_to(self, path: str) -> str:
        return self._client.get(self._base + path).headers.get("Location", "")

    def post(self, path: str, status: int = 303, **fields: object) -> str:
        sent = {"_csrf": self._token, **{name: str(value) for name, value in fields.items()}}
        answer = self._client.post(self._base + path, data=sent)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)


@pytest.fixture
def pages(app: Flask) -> Callable[[Person], Pages]:
    return lambda person: Pages(app.test_client(), person)


@pytest.fixture
def pair(house: House) -> tuple[int, int]:
    """Two customers of the store who share a number."""
    with inside(house.group.id, as_member(house.manager)):
        shared = phone_number()
        one = customer("王晓明", phones=[shared], store_id=house.store_id)
        other = customer("王小明", phones=[shared], store_id=house.store_id, note="怕热")
        return one.id, other.id


def events(house: House) -> list[str]:
    with inside(house.group.id) as work:
        return list(work.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


def test_two_entries_become_one_customer_and_two_again(
    house: House, pages: Callable[[Person], Pages], pair: tuple[int, int]
) -> None:
    one, other = pair
    manager = pages(house.manager)
    assert f"/customers/{one}/merge/{other}" in manager.get(f"/customers/{one}")
    wizard = manager.get(f"/customers/{one}/merge/{other}")
    assert "Which value is right?" in wizard
    assert "怕热" in wizard
    assert "(optional)" not in wizard

    stale = manager.post(f"/customers/{one}/merge/{other}", 409, _version=7, other_version=1)
    assert "Somebody else changed this" in stale
    manager.post(f"/customers/{one}/merge/{other}", name=other, note=other, _version=1, other_version=1)

    assert "王小明" in manager.get(f"/customers/{one}")
    assert manager.leads_to(f"/customers/{other}").endswith(f"/customers/{one}")
    manager.get(f"/customers/{other}/edit", 404)
    listed = manager.get("/customers/")
    assert (listed.count("王小明"), listed.count("王晓明")) == (1, 0)
    assert "Merged with another customer" in manager.get(f"/customers/{one}/timeline")

    with inside(house.group.id) as work:
        merge_id = work.scalars(select(CustomerMerge.id)).one()
    assert f"/merges/{merge_id}/undo" in manager.get(f"/customers/{one}/merges")
    manager.post(f"/merges/{merge_id}/undo")

    assert manager.leads_to(f"/customers/{other}") == ""
    assert "王晓明" in manager.get(f"/customers/{one}")
    assert f"/merges/{merge_id}/undo" not in manager.get(f"/customers/{one}/merges")
    assert events(house)[-2:] == [CustomersMerged.name, CustomersUnmerged.name]


def test_names_of_the_merged_take_one_statement_however_many(
    house: House, pages: Callable[[Person], Pages]
) -> None:
    manager = pages(house.manager)
    sent: list[int] = []
    with inside(house.group.id, as_member(house.officer)):
        stays = customer("王晓明", store_id=house.store_id).id
    for number in range(1, 4):
        with inside(house.group.id, as_member(house.officer)):
            twins = [customer(f"王{number}{which}", store_id=house.store_id).id for which in "甲乙"]
            merge(stays, twins, versions=dict.fromkeys(twins, 1) | {stays: load(Customer, stays).row_version})
        with statements() as seen:
            shown = manager.get(f"/customers/{stays}/merges")
        sent.append(len(seen))
    assert all(f"王{number}{which}" in shown for number in range(1, 4) for which in "甲乙")
    assert sent[0] == sent[-1]


def test_a_package_is_made_fetched_and_listed(house: House, pages: Callable[[Person], Pages]) -> None:
    with inside(house.group.id, as_member(house.officer)):
        of = customer("王晓明", phones=[PHONE], store_id=house.store_id).id
    officer = pages(house.officer)
    assert f"/customers/{of}/personal-data" in officer.get(f"/customers/{of}")
    officer.post(f"/customers/{of}/personal-data", 422, reason="")

    officer.post(f"/customers/{of}/personal-data", reason="asked in the shop")

    with inside(house.group.id) as work:
        run = work.scalars(select(DutyRun.id)).one()
    assert f"/privacy/packages/{run}" in officer.get(f"/customers/{of}/personal-data")
    with zipfile.ZipFile(io.BytesIO(officer.bytes(f"/privacy/packages/{run}"))) as package:
        assert PHONE in package.read("core/customer_contact_point.json").decode()
    all_runs = officer.get("/settings/personal-data")
    assert "Package for the customer" in all_runs
    assert f'/customers/{of}" data-row-link>Customer no. {of}</a>' in all_runs
    assert re.search(r"\d+ files?<", all_runs)


def test_a_package_is_for_those_who_may_see_the_customer(
    house: House, pages: Callable[[Person], Pages]
) -> None:
    elsewhere = store(house.group, code="SH02")
    with inside(house.group.id, as_member(house.officer)):
        here = customer("王晓明", phones=[PHONE], store_id=house.store_id).id
        other = customer("王小明", store_id=house.store_id).id
        run_id = export_subject(here, reason="asked in the shop").id
    neighbour = pages(member(house.group, role="privacy_officer", stores=[elsewhere]))
    own = pages(member(house.group, role="privacy_officer", stores=[house.store_id]))

    neighbour.get(f"/privacy/packages/{run_id}", 404)
    assert own.bytes(f"/privacy/packages/{run_id}").startswith(b"PK")

    with inside(house.group.id, as_member(house.officer)):
        merge(other, [here], versions={other: 1, here: 1})
    neighbour.get(f"/privacy/packages/{run_id}", 404)
    assert own.bytes(f"/privacy/packages/{run_id}").startswith(b"PK")


def test_erasing_shows_the_plan_wants_the_word_and_leaves_nothing_to_see(
    house: House, pages: Callable[[Person], Pages]
) -> None:
    with inside(house.group.id, as_member(house.officer)):
        of = customer("王晓明", phones=[PHONE], store_id=house.store_id).id
    officer = pages(house.officer)
    plan = officer.get(f"/customers/{of}/erase?mode=anonymise")
    assert "Ways to reach" in plan
    assert "王晓明" in officer.get(f"/customers/{of}")
    form = {"mode": "erase", "reason": "asked in the shop", "proof": "in_person"}
    assert "Type the word" in officer.post(f"/customers/{of}/erase", 422, confirmation="yes", **form)

    officer.post(f"/customers/{of}/erase", confirmation="erase", **form)
    assert "王晓明" in officer.get(f"/customers/{of}")
    with inside(house.group.id) as work:
        request_id = work.scalars(select(SubjectRequest.id)).one()
    pages(house.group.admin).post(f"/privacy/requests/{request_id}/approval")

    officer.get(f"/customers/{of}", 404)
    assert "王晓明" not in officer.get("/customers/")
    assert events(house)[-1] == CustomerErased.name
    with inside(house.group.id) as work:
        assert work.scalars(select(DutyRun.kind)).all() == [DutyKind.ERASE]
        assert work.scalars(select(Customer.name).where(Customer.id == of)).one() == ""


def test_who_sells_cannot_hand_out_or_erase(house: House, pages: Callable[[Person], Pages]) -> None:
    with inside(house.group.id, as_member(house.manager)):
        of = customer("王晓明", store_id=house.store_id).id
    manager = pages(house.manager)
    manager.get(f"/customers/{of}/personal-data", 403)
    manager.get(f"/customers/{of}/erase", 403)
    assert "personal-data" not in manager.get(f"/customers/{of}")


def test_api_merges_erases_and_tells_what_is_owed(app: Flask, house: House, pair: tuple[int, int]) -> None:
    one, other = pair
    token = api_token(
        house.group,
        "customers.customer:merge",
        "customers.customer:read",
        "privacy.subject:export",
        "privacy.subject:erase",
        "privacy.duty:read",
    )
    client, base = app.test_client(), f"/api/v1/t/{house.group.code}"
    headers = {"Authorization": f"Bearer {token}"}
    body = {"version": 1, "losers": [{"id": other, "version": 1}], "choices": {"name": other}}

    made = client.post(f"{base}/privacy/customers/{one}/merges", json=body, headers=headers)
    assert made.status_code == 201, made.json
    assert client.get(f"{base}/customers/{other}", headers=headers).json["id"] == one  # type: ignore[index]
    assert (
        client.post(f"{base}/privacy/customers/{one}/merges", json=body, headers=headers).status_code == 404
    )
    undone = client.post(f"{base}/privacy/merges/{made.json['id']}/undo", json={}, headers=headers)  # type: ignore[index]
    assert undone.status_code == 200
    assert undone.json["unmerged_at"]  # type: ignore[index]

    package = client.post(
        f"{base}/privacy/customers/{one}/packages", json={"reason": "asked in the shop"}, headers=headers
    )
    assert package.status_code == 201, package.json
    plan = client.get(f"{base}/privacy/customers/{one}/erasure?mode=erase", headers=headers).json
    assert plan["owners"][0]["deleted"]["customer_contact_point"] == 1  # type: ignore[index]
    erased = client.post(
        f"{base}/privacy/customers/{one}/erasure",
        json={"mode": "erase", "reason": "asked in the shop", "proof": "in_person"},
        headers=headers,
    )
    assert (erased.status_code, erased.json["state"]) == (201, "proposed")  # type: ignore[index]
    with inside(house.group.id, as_member(house.group.admin)):
        approve_request(erased.json["id"])  # type: ignore[index]
    assert client.get(f"{base}/customers/{one}", headers=headers).status_code == 404
    duties = client.get(f"{base}/privacy/duties", headers=headers).json
    assert [duty["kind"] for duty in duties] == ["erase", "export", "unmerge", "merge"]  # type: ignore[union-attr]
    assert {part["state"] for duty in duties for part in duty["parts"]} == {"done"}  # type: ignore[union-attr]
