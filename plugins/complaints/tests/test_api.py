"""The REST API: the way of a complaint, scopes, versions, repetition."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from plugins.complaints.models import Category
from plugins.complaints.permissions import ASSIGN, CLOSE, CREATE, READ, WRITE
from plugins.complaints.tests.conftest import House
from saas.testing.factories.application import inside
from saas.testing.factories.members import api_token

BODY = {
    "channel": "email",
    "description": "漏油",
    "demand": "维修",
    "model_text": "途观",
    "complainant_name": "吴先生",
    "complainant_phone": "13700009999",
}


def headers(house: House, *scopes: str, **more: str) -> dict[str, str]:
    token = api_token(house.group, *scopes)
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en", **more}


def base(house: House) -> str:
    return f"/api/v1/t/{house.group.code}/x/complaints"


def registered(client: FlaskClient, house: House, **more: object) -> dict[str, Any]:
    body = {**BODY, "store_id": house.store_id, **more}
    answer = client.post(f"{base(house)}/cases", json=body, headers=headers(house, CREATE))
    assert answer.status_code == 201, answer.json
    return dict(answer.json or {})


def test_complaint_goes_its_way_by_the_api(client: FlaskClient, house: House) -> None:
    made = registered(client, house)
    with inside(house.group.id) as work:
        category = work.scalars(select(Category.id)).first()
    can = headers(house, READ, WRITE, ASSIGN, CLOSE)
    steps: list[tuple[str, dict[str, object]]] = [
        ("assign", {"member_id": house.handler.member_id}),
        ("acknowledge", {"text": "已确认"}),
        ("classify", {"category_id": category, "severity": 3}),
        ("close", {"result": "repaired", "text": "已修"}),
        ("reopen", {"reason": "未修好"}),
    ]

    states = []
    for step, body in steps:
        answer = client.post(f"{base(house)}/cases/{made['id']}/{step}", json=body, headers=can)
        assert answer.status_code == 200, answer.json
        states.append(answer.json["state"])  # type: ignore[index]  # the body of an answer that succeeded is JSON

    assert states == ["received", "accepted", "assigned", "resolved", "reopened"]
    again = client.post(f"{base(house)}/cases/{made['id']}/reopen", json={"reason": "x"}, headers=can)
    assert again.status_code == 409


def test_complaint_sent_twice_is_registered_once(client: FlaskClient, house: House) -> None:
    can = headers(house, CREATE, **{"Idempotency-Key": "complaint-0001"})
    body = {**BODY, "store_id": house.store_id}

    answers = [client.post(f"{base(house)}/cases", json=body, headers=can) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json


def test_change_needs_the_version_that_was_seen(client: FlaskClient, house: House) -> None:
    made = registered(client, house)
    address = f"{base(house)}/cases/{made['id']}"
    can = headers(house, READ, WRITE)
    etag = client.get(address, headers=can).headers["ETag"]
    body = {**BODY, "severity": 4}
    body.pop("channel")

    bare = client.put(address, json=body, headers=can)
    first = client.put(address, json=body, headers={**can, "If-Match": etag})
    late = client.put(address, json=body, headers={**can, "If-Match": etag})

    assert (bare.status_code, first.status_code, late.status_code) == (428, 200, 412)
    assert first.json["severity"] == 4  # type: ignore[index]  # the body of an answer that succeeded is JSON


def test_list_goes_from_page_to_page_and_never_tells_a_number(client: FlaskClient, house: House) -> None:
    made = [registered(client, house)["id"] for _ in range(3)]
    can = headers(house, READ)

    seen: list[int] = []
    after = None
    while True:
        query = {"limit": 2, **({"after": after} if after else {})}
        answer = client.get(f"{base(house)}/cases", query_string=query, headers=can)
        assert "13700009999" not in answer.text
        assert answer.json
        seen += [item["id"] for item in answer.json["items"]]
        after = answer.json["next"]
        if after is None:
            break

    assert set(made) <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(("scope", "status"), [(READ, 403), (CREATE, 201)])
def test_token_does_only_what_it_was_made_for(
    client: FlaskClient, house: House, scope: str, status: int
) -> None:
    body = {**BODY, "store_id": house.store_id}
    answer = client.post(f"{base(house)}/cases", json=body, headers=headers(house, scope))
    assert answer.status_code == status


def test_wrong_body_names_the_field(client: FlaskClient, house: House) -> None:
    body = {**BODY, "store_id": house.store_id, "severity": 9}
    answer = client.post(f"{base(house)}/cases", json=body, headers=headers(house, CREATE))
    assert answer.status_code == 422
    assert "severity" in answer.text
    assert answer.content_type == "application/problem+json"
