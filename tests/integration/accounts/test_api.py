"""Members, stores and employees over REST: the same rules as the pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.accounts.operations import create_api_client
from saas.platform.security.idempotency import IdempotencyKey
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import member

SCOPES = (
    "accounts.member:write",
    "accounts.role:grant",
    "organisation.store:write",
    "organisation.employee:write",
)


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def call(client: FlaskClient, there: Group) -> Any:
    with inside(there.id):
        token = create_api_client(name="test", scopes=SCOPES).token

    def send(method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return client.open(f"/api/v1/t/{there.code}/{path}", method=method, headers=headers, **more)

    return send


def test_company_and_store_are_made_read_and_changed(call: Any) -> None:
    entity = call("POST", "organisation/legal-entities", json={"name": "华通有限公司"})
    assert entity.status_code == 201, entity.text
    values = {"code": "SH01", "name": "上海一店", "legal_entity_id": entity.json["id"]}
    made = call("POST", "organisation/stores", json=values)
    assert made.status_code == 201, made.text
    address = f"organisation/stores/{made.json['id']}"
    assert call("GET", address).json["timezone"] == "Asia/Shanghai"
    assert call("PATCH", address, json={"city": "上海"}).status_code == 428
    headers = {"If-Match": made.headers["ETag"]}
    changed = call("PATCH", address, json={"city": "上海"}, headers=headers)
    assert (changed.status_code, changed.json["city"], changed.json["name"]) == (200, "上海", "上海一店")
    assert call("PATCH", address, json={"city": "北京"}, headers=headers).status_code in (409, 412)
    assert [one["code"] for one in call("GET", "organisation/stores").json["items"]] == ["SH01"]


def test_wrong_store_is_a_problem_at_its_field(call: Any) -> None:
    answer = call("POST", "organisation/stores", json={"code": "?", "name": "店", "legal_entity_id": 1})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "#/code"
    foreign = call(
        "POST", "organisation/stores", json={"code": "A", "name": "店", "legal_entity_id": 999_999}
    )
    assert foreign.json["errors"][0]["pointer"] == "#/legal_entity_id"


def test_list_is_paged(call: Any) -> None:
    for n in range(3):
        call("POST", "organisation/departments", json={"name": f"部门{n}"})
    first = call("GET", "organisation/departments?limit=2").json
    second = call("GET", f"organisation/departments?limit=2&after={first['next']}").json
    assert [one["name"] for one in first["items"] + second["items"]] == ["部门0", "部门1", "部门2"]
    assert second["next"] is None


def test_employee_of_a_foreign_store_is_refused(call: Any) -> None:
    values = {"employee_no": "1", "name": "李", "store_id": store(group())}
    assert call("POST", "organisation/employees", json=values).status_code == 422


def test_member_is_invited_changed_and_removed(call: Any, there: Group) -> None:
    person = {"display_name": "李娜", "roles": [{"role": "followup_specialist", "store_id": store(there)}]}
    key = {"Idempotency-Key": "invite-lina-once"}
    made = call("POST", "accounts/members", json=person, headers=key)
    assert made.status_code == 201, made.text
    assert made.json["invitation_link"].startswith(f"http://localhost/p/{there.code}/invitations/")
    assert call("POST", "accounts/members", json=person, headers=key).json["id"] == made.json["id"]
    address = f"accounts/members/{made.json['id']}"
    assert "invitation_link" not in call("GET", address).json
    headers = {"If-Match": made.headers["ETag"]}
    changed = call("PATCH", address, json={"display_name": "李娜娜"}, headers=headers)
    assert (changed.json["display_name"], changed.json["roles"]) == ("李娜娜", made.json["roles"])
    gone = call("DELETE", address, headers={"If-Match": changed.headers["ETag"]})
    assert gone.status_code == 204, gone.text
    assert call("GET", address).status_code == 404


def test_invitation_repeated_under_its_key_invites_once_and_keeps_no_link(call: Any, there: Group) -> None:
    more = {"json": {"display_name": "李娜"}, "headers": {"Idempotency-Key": "invite-1"}}
    first, second = (call("POST", "accounts/members", **more) for _time in range(2))
    assert first.json["invitation_link"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (second.status_code, second.json) == (201, {**first.json, "invitation_link": ""})
    with inside(there.id) as work:
        assert "/invitations/" not in "".join(
            body or "" for body in work.scalars(select(IdempotencyKey.body))
        )


def test_member_is_disabled_and_the_last_administrator_is_not(call: Any, there: Group) -> None:
    person = member(there)
    address = f"accounts/members/{person.member_id}"
    tag = {"If-Match": call("GET", address).headers["ETag"]}
    assert call("PATCH", address, json={"status": "disabled"}, headers=tag).json["status"] == "disabled"
    last = f"accounts/members/{there.admin.member_id}"
    tag = {"If-Match": call("GET", last).headers["ETag"]}
    assert call("PATCH", last, json={"status": "disabled"}, headers=tag).status_code == 409
    assert call("PATCH", last, json={"roles": []}, headers=tag).status_code == 409


def test_foreign_member_answers_like_a_missing_one(call: Any) -> None:
    strangers = [member(group()) for _n in range(2)]
    known = {row["id"] for row in call("GET", "accounts/members").json["items"]}
    foreign = next((one.member_id for one in strangers if one.member_id not in known), 999_999_999)
    answers = [call("GET", f"accounts/members/{n}") for n in (foreign, 999_999_998)]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_address_of_a_member_is_not_told(call: Any, there: Group) -> None:
    person = member(there)
    text = call("GET", "accounts/members").text
    assert person.login not in text
    assert there.admin.login not in text


def test_api_gives_roles_with_days(call: Any, there: Group, clock: Callable[[datetime], None]) -> None:
    clock(datetime(2026, 11, 20, 4, tzinfo=UTC))
    person = member(there, role="")
    address = f"accounts/members/{person.member_id}"
    days = {"valid_from": "2026-12-01", "valid_until": "2026-12-31"}
    role = {"role": "data_analyst", "store_id": None, **days}

    def tag() -> dict[str, str]:
        return {"If-Match": call("GET", address).headers["ETag"]}

    changed = call("PATCH", address, json={"roles": [role]}, headers=tag())
    assert (changed.status_code, changed.json["roles"]) == (200, [role])
    wrong = {**role, "valid_until": "2026-11-30"}
    assert call("PATCH", address, json={"roles": [wrong]}, headers=tag()).status_code == 422
    clock(datetime(2027, 1, 1, tzinfo=UTC))
    told = call("GET", address).json
    assert (told["roles"], told["past_roles"]) == ([], [role])
