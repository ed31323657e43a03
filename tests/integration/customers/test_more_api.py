"""Identity numbers and messages over REST: masked, within reach, each look logged, each mail past the gate."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.messaging.operations import deliver_message
from saas.core.privacy.models import BlockSource
from saas.core.privacy.operations import block_contact
from saas.platform.audit.models import AuditEntry
from saas.platform.security.idempotency import IdempotencyKey
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, group
from tests.integration.customers.test_customer_api import caller

NUMBER = "11010519491231002X"
SCOPES = ("customers.customer:write", "messaging.message:send")


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def call(client: FlaskClient, there: Group) -> Any:
    return caller(client, there, *SCOPES)


@pytest.fixture
def wang(there: Group) -> int:
    with inside(there.id):
        return customer("王晓明", email="wang@example.com").id


def test_documents_are_masked_until_a_logged_look(
    client: FlaskClient, call: Any, there: Group, wang: int
) -> None:
    address = f"customers/{wang}/documents"
    kept = call("POST", address, json={"number": NUMBER})
    assert kept.status_code == 201, kept.text
    listed = call("GET", address)
    assert listed.json == [kept.json]
    assert NUMBER not in listed.text
    assert call("POST", address, json={"number": "110105194912310021"}).status_code == 422
    look = f"{address}/{kept.json['id']}/reveal"
    assert call("POST", look, json={"reason": "x"}).status_code == 403
    looking = caller(client, there, "customers.customer:reveal")
    assert looking("POST", look, json={"reason": "过户"}).json == {"value": NUMBER}
    assert looks_at(there, "customers.id_document.revealed") == ["过户"]


def looks_at(there: Group, action: str) -> list[str]:
    with inside(there.id) as work:
        return [one.reason for one in work.scalars(select(AuditEntry).where(AuditEntry.action == action))]


def test_look_that_is_repeated_under_its_key_is_logged_again(
    client: FlaskClient, call: Any, there: Group, wang: int
) -> None:
    point = next(one for one in call("GET", f"customers/{wang}/contacts").json if one["kind"] == "email")
    number = call("POST", f"customers/{wang}/documents", json={"number": NUMBER}).json
    looking = caller(client, there, "customers.customer:reveal")
    for kind, row, value in (
        ("contact_point", f"contacts/{point['id']}", "wang@example.com"),
        ("id_document", f"documents/{number['id']}", NUMBER),
    ):
        for _time in range(3):
            answer = looking(
                "POST",
                f"customers/{wang}/{row}/reveal",
                json={"reason": "x"},
                headers={"Idempotency-Key": row},
            )
            assert answer.json == {"value": value}
        assert looks_at(there, f"customers.{kind}.revealed") == ["x"] * 3
    with inside(there.id) as work:
        assert work.scalars(select(IdempotencyKey).where(IdempotencyKey.key.contains("/"))).all() == []


def test_mail_is_written_past_the_gate_and_listed_without_its_text(
    call: Any, there: Group, wang: int
) -> None:
    points = call("GET", f"customers/{wang}/contacts").json
    to = next(point["id"] for point in points if point["kind"] == "email")
    mail = {"contact_point_id": to, "purpose": "service", "subject": "保养提醒", "body": "该保养了"}
    address = f"messaging/customers/{wang}/mail"
    made = [call("POST", address, json=mail) for _ in range(3)]
    assert [one.status_code for one in made] == [201] * 3, made[0].text
    first = call("GET", f"messaging/customers/{wang}/messages", query_string={"limit": 2})
    assert "保养" not in first.text
    assert "wang@example.com" not in first.text
    rest = call("GET", f"messaging/customers/{wang}/messages", query_string={"after": first.json["next"]})
    seen = [one["id"] for one in (*first.json["items"], *rest.json["items"])]
    assert seen == [one.json["id"] for one in reversed(made)]
    with inside(there.id):
        block_contact(wang, source=BlockSource.VERBAL)
    assert call("POST", address, json=mail).status_code == 403


def test_message_that_did_not_go_is_told_and_sent_again(call: Any, there: Group, wang: int) -> None:
    points = call("GET", f"customers/{wang}/contacts").json
    to = next(point["id"] for point in points if point["kind"] == "email")
    mail = {"contact_point_id": to, "purpose": "service", "subject": "保养提醒", "body": "该保养了"}
    made = call("POST", f"messaging/customers/{wang}/mail", json=mail).json
    address = f"messaging/messages/{made['id']}"
    assert (made["status"], made["reason"]) == ("queued", "")
    assert call("POST", f"{address}/send-again").status_code == 409
    with inside(there.id):
        deliver_message(made["id"])
    told = call("GET", address).json
    assert (told["status"], bool(told["reason"])) == ("failed", True)
    assert call("POST", f"{address}/send-again").json["status"] == "queued"


def test_documents_and_messages_of_another_group_are_not_found(client: FlaskClient, wang: int) -> None:
    stranger = caller(client, group(), *SCOPES, "customers.customer:reveal")
    for path in (f"customers/{wang}/documents", f"messaging/customers/{wang}/messages"):
        assert stranger("GET", path).status_code == 404
    assert stranger("POST", f"customers/{wang}/documents", json={"number": NUMBER}).status_code == 404
    assert stranger("POST", f"customers/{wang}/documents/1/reveal", json={}).status_code == 404
