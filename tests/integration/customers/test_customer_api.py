"""Customers, vehicles and consent over REST: the same rules as the pages, masked, and each look logged."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from saas.core.accounts.operations import create_api_client
from saas.platform.audit.models import AuditEntry
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.vehicles import vin

SCOPES = ("customers.customer:write", "vehicles.vehicle:write", "privacy.consent:write")
REVEAL = "customers.customer:reveal"


def caller(client: FlaskClient, of: Group, *scopes: str) -> Any:
    with inside(of.id):
        token = create_api_client(name="-".join(scopes)[-30:], scopes=scopes).token

    def send(method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return client.open(f"/api/v1/t/{of.code}/{path}", method=method, headers=headers, **more)

    return send


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def call(client: FlaskClient, there: Group) -> Any:
    return caller(client, there, *SCOPES)


@pytest.fixture
def person(call: Any, there: Group) -> dict[str, Any]:
    body = {
        "name": "王晓明",
        "store_id": store(there),
        "contacts": [{"kind": "phone", "value": "138 1234 5678"}],
    }
    made = call("POST", "customers/", json=body)
    assert made.status_code == 201, made.text
    return {**made.json, "etag": made.headers["ETag"]}


def test_customer_is_made_found_and_changed(call: Any, person: dict[str, Any]) -> None:
    found = call("GET", "customers/", query_string={"q": "5678"}).json
    assert [(one["name"], one["phone_tail"]) for one in found["items"]] == [("王晓明", "5678")]
    address = f"customers/{person['id']}"
    assert call("PATCH", address, json={"note": "周末"}).status_code == 428
    changed = call("PATCH", address, json={"note": "周末"}, headers={"If-Match": person["etag"]})
    assert (changed.status_code, changed.json["note"], changed.json["name"]) == (200, "周末", "王晓明")
    late = call("PATCH", address, json={"note": "平日"}, headers={"If-Match": person["etag"]})
    assert late.status_code == 412
    moved = call("POST", f"{address}/lifecycle", json={"lifecycle": "lost", "on": "2026-11-01"})
    assert moved.json["lifecycle"] == "lost"


def test_customer_sent_twice_is_made_once(call: Any, there: Group) -> None:
    body = {"name": "李芳", "contacts": [{"value": "13912345678"}]}
    first = call("POST", "customers/", json=body, headers={"Idempotency-Key": "once"})
    again = call("POST", "customers/", json=body, headers={"Idempotency-Key": "once"})
    assert (first.status_code, again.json) == (201, first.json)
    assert call("POST", "customers/", json=body).status_code == 409


def test_customer_of_a_source_id_that_is_taken_is_a_conflict(call: Any, there: Group) -> None:
    key = {"source_system": "DMS", "source_id": "K1", "store_id": store(there)}
    assert call("POST", "customers/", json={"name": "李芳", **key}).status_code == 201
    again = call("POST", "customers/", json={"name": "王强", **key})
    assert (again.status_code, again.json["code"]) == (409, "conflict")


def test_contacts_are_masked_until_a_logged_look(
    call: Any, person: dict[str, Any], client: FlaskClient, there: Group
) -> None:
    address = f"customers/{person['id']}/contacts"
    (point,) = call("GET", address).json
    assert point["masked"] == "*******5678"
    assert call("POST", f"{address}/{point['id']}/reveal", json={}).status_code == 403
    looking = caller(client, there, "customers.customer:read", REVEAL)
    assert looking("POST", f"{address}/{point['id']}/reveal", json={}).json == {"value": "+8613812345678"}
    with inside(there.id) as work:
        looks = select(func.count()).where(AuditEntry.action == "customers.contact_point.revealed")
        assert work.scalar(looks) == 1


def test_contacts_are_added_changed_and_removed(call: Any, person: dict[str, Any]) -> None:
    address = f"customers/{person['id']}/contacts"
    added = call("POST", address, json={"kind": "email", "value": "wang@example.com"})
    assert (added.status_code, added.json["masked"]) == (201, "****")
    one = f"{address}/{added.json['id']}"
    etag = {"If-Match": added.headers["ETag"]}
    assert call("PATCH", one, json={"label": "公司"}, headers=etag).json["label"] == "公司"
    assert call("DELETE", one, headers=etag).status_code == 412
    seen = {"If-Match": f'"{call("GET", address).json[-1]["row_version"]}"'}
    assert call("PATCH", one, json={"is_primary": True}, headers=seen).json["label"] == "公司"
    now = call("GET", address).json[-1]["row_version"]
    assert call("DELETE", one, headers={"If-Match": f'"{now}"'}).status_code == 204
    assert len(call("GET", address).json) == 1


def test_vehicle_with_owner_reading_and_visit(call: Any, person: dict[str, Any]) -> None:
    body = {"vin": vin(), "plate": "沪A12345", "customer_id": person["id"], "delivery_date": "2026-01-10"}
    made = call("POST", "vehicles/", json=body)
    assert made.status_code == 201, made.text
    assert call("POST", "vehicles/", json=body).status_code == 409
    address = f"vehicles/{made.json['id']}"
    assert [tie["customer_id"] for tie in call("GET", f"{address}/ties").json] == [person["id"]]
    read = call("POST", f"{address}/readings", json={"on": "2026-03-01", "km": 4000})
    assert (read.json["odometer_km"], read.json["next_maintenance_on"]) == (4000, "2026-03-14")
    visit = {"store_id": person["store_id"], "order_no": "RO1", "completed_at": "2026-03-05T10:00:00+08:00"}
    assert call("POST", f"{address}/service-records", json=visit).status_code == 201
    assert [one["order_no"] for one in call("GET", f"{address}/service-records").json["items"]] == ["RO1"]
    assert call("GET", address).json["last_service_on"] == "2026-03-05"
    etag = {"If-Match": call("GET", address).headers["ETag"]}
    assert call("PATCH", address, json={"colour": "白"}, headers=etag).json["colour"] == "白"
    assert [
        one["id"] for one in call("GET", "vehicles/", query_string={"plate": "沪A12345"}).json["items"]
    ] == [made.json["id"]]


def test_consent_changes_what_the_gate_says(call: Any, person: dict[str, Any]) -> None:
    address = f"privacy/customers/{person['id']}"

    def allowed() -> set[str]:
        found = call("GET", f"{address}/standing", query_string={"channel": "sms"}).json
        return {one["purpose"] for one in found if one["result"] != "deny"}

    assert allowed() == {"service", "survey"}
    assert (
        call("POST", f"{address}/consent", json={"purpose": "marketing", "decision": "grant"}).status_code
        == 201
    )
    assert (
        call("POST", f"{address}/consent", json={"purpose": "spam", "decision": "grant"}).status_code == 422
    )
    assert allowed() == {"service", "survey", "marketing"}
    assert call("POST", f"{address}/blocks", json={"source": "verbal"}).status_code == 201
    assert allowed() == set()
    assert len(call("GET", f"{address}/blocks").json) == len(call("GET", f"{address}/consent").json) == 1


def test_foreign_identifiers_are_not_found(client: FlaskClient, person: dict[str, Any]) -> None:
    other = caller(client, group(), *SCOPES)
    for path in (
        f"customers/{person['id']}",
        f"customers/{person['id']}/contacts",
        f"privacy/customers/{person['id']}/blocks",
    ):
        assert other("GET", path).status_code == 404
