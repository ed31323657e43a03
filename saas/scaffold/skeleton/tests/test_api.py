# file: api
"""The API: the same rules as the pages, for programs."""

from __future__ import annotations

from flask.testing import FlaskClient
from saas.testing.factories.groups import Group
from saas.testing.factories.members import api_token

from aftercare_plugname.permissions import READ, WRITE


def headers(tenant: Group, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {api_token(tenant, *scopes)}"}


def base(tenant: Group) -> str:
    return f"/api/v1/t/{tenant.code}/x/plugname/notes"


def test_note_is_written_listed_and_ticked_off(client: FlaskClient, tenant: Group, customer_id: int) -> None:
    can = headers(tenant, WRITE, READ)
    body = {"customer_id": customer_id, "text": "Check the battery"}

    made = client.post(base(tenant), json=body, headers=can)
    listed = client.get(base(tenant), headers=can).get_json()
    done = client.post(f"{base(tenant)}/{made.get_json()['id']}/finish", headers=can)

    assert made.status_code == 201
    assert [row["text"] for row in listed["items"]] == ["Check the battery"]
    assert done.get_json()["done_at"] is not None


def test_token_without_the_right_is_refused(client: FlaskClient, tenant: Group, customer_id: int) -> None:
    body = {"customer_id": customer_id, "text": "Not allowed"}
    assert client.post(base(tenant), json=body, headers=headers(tenant, READ)).status_code == 403
    assert client.get(base(tenant)).status_code == 401
