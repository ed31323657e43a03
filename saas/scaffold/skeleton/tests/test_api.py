# file: api
"""The API: the same rules as the pages, for programs."""

from __future__ import annotations

from flask.testing import FlaskClient
from saas.testing.factories.members import api_token

from aftercare_plugname.permissions import READ, WRITE

from .conftest import House


def headers(house: House, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {api_token(house.group, *scopes)}"}


def base(house: House) -> str:
    return f"/api/v1/t/{house.group.code}/x/plugname/notes"


def test_note_is_written_listed_and_ticked_off(client: FlaskClient, house: House) -> None:
    can = headers(house, WRITE, READ)
    body = {"customer_id": house.customer_id, "text": "Check the battery"}

    made = client.post(base(house), json=body, headers=can)
    listed = client.get(base(house), headers=can).get_json()
    done = client.post(f"{base(house)}/{made.get_json()['id']}/finish", headers=can)

    assert made.status_code == 201
    assert [row["text"] for row in listed["items"]] == ["Check the battery"]
    assert done.get_json()["done_at"] is not None


def test_token_without_the_right_is_refused(client: FlaskClient, house: House) -> None:
    body = {"customer_id": house.customer_id, "text": "Not allowed"}
    assert client.post(base(house), json=body, headers=headers(house, READ)).status_code == 403
    assert client.get(base(house)).status_code == 401
