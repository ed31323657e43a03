"""The API of imports: the whole way of a file, as a program goes it."""

import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from saas.core.accounts.models import ApiClient
from saas.core.accounts.tokens import new_api_token, token_hash
from saas.core.imports.permissions import READ, WRITE
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group
from tests.factories.imports import Dealer, csv_file, dealer, settle, upload, work_off
from tests.integration.imports.test_rows import HEADER, VINS, line
from tests.integration.platform.test_wiring import bearer

FILE = csv_file([HEADER, line(), line(store="南汇店", order="R2"), line(phone="12", order="R3", vin=VINS[1])])


def token_for(of: Dealer, scopes: Sequence[str]) -> str:
    """A token of a new client that may use these permissions."""
    secret = new_api_token()
    with inside(of.id) as work:
        hashed = token_hash(secret)
        work.add(ApiClient(name=secret[-8:], token_hash=hashed, tail=secret[-4:], scopes=list(scopes)))
    return secret


class Program:
    """A caller with a token."""

    def __init__(self, client: FlaskClient, of: Dealer, *scopes: str) -> None:
        self._client = client
        self._base = f"/api/v1/t/{of.group.code}/imports"
        self._headers = dict(bearer(token_for(of, scopes)))

    def get(self, path: str = "/", **query: object) -> TestResponse:
        return self._client.get(self._base + path, headers=self._headers, query_string=query)

    def post(self, path: str, **headers: str) -> TestResponse:
        return self._client.post(self._base + path, headers={**self._headers, **headers})

    def put(self, path: str, body: object, version: str) -> TestResponse:
        headers = {**self._headers, "If-Match": version}
        return self._client.put(self._base + path, headers=headers, json=body)

    def upload(self, content: bytes, name: str = "a.csv") -> TestResponse:
        data = {"file": (io.BytesIO(content), name)}
        return self._client.post(f"{self._base}/", headers=self._headers, data=data)


def test_api_takes_a_file_from_upload_to_report(client: FlaskClient, there: Dealer) -> None:
    program = Program(client, there, READ, WRITE)
    answer = program.upload(FILE)
    assert (answer.status_code, answer.json["status"]) == (202, "uploaded")
    number = answer.json["id"]
    work_off(there)
    seen = program.get(f"/{number}").json
    assert (seen["status"], seen["total"]) == ("mapped", 3)
    assert seen["mapping"]["fields"] == [
        "store", "customer_name", "phone", "vin", "ro_number", "completed", "odometer",
    ]  # fmt: skip
    assert seen["unknown_stores"] == ["南汇店"]

    body = {
        "source": "dms",
        "fields": seen["mapping"]["fields"],
        "stores": {"南汇店": there.stores["松江店"]},
        "default_store_id": None,
    }
    assert program.put(f"/{number}/mapping", body, '"0"').status_code == 412
    settled = program.put(f"/{number}/mapping", body, f'"{seen["row_version"]}"')
    assert (settled.status_code, settled.json["unknown_stores"]) == (200, [])
    assert program.post(f"/{number}/run").status_code == 409
    assert program.post(f"/{number}/check").status_code == 202
    work_off(there)
    assert program.get(f"/{number}").json["checked"]["failed"] == 1
    assert program.post(f"/{number}/run", **{"Idempotency-Key": "once"}).status_code == 202
    assert program.post(f"/{number}/run", **{"Idempotency-Key": "once"}).status_code == 202
    work_off(there)
    done = program.get(f"/{number}").json
    assert (done["status"], done["report"]["tables"]["service_record"]["created"]) == ("done", 2)
    rows = program.get(f"/{number}/rows", phase="run", limit=1).json
    assert rows["items"][0]["problems"] == ["phone.invalid"]
    assert rows["next"] is None
    assert [item["id"] for item in program.get("/").json["items"]] == [number]
    assert program.post(f"/{number}/cancel").status_code == 409


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.csv"), (b"%PDF-1.7 ...", "a.csv"), (b"<html><table>", "a.xls")]
)
def test_api_refuses_what_is_no_table(client: FlaskClient, there: Dealer, content: bytes, name: str) -> None:
    answer = Program(client, there, READ, WRITE).upload(content, name)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert "file" in answer.text


def test_api_needs_the_scope(client: FlaskClient, there: Dealer) -> None:
    number = upload(there, FILE)
    reader, stranger = Program(client, there, READ), Program(client, there, "customers.customer:read")
    assert reader.get(f"/{number}").status_code == 200
    assert reader.upload(FILE).status_code == 403
    assert [reader.post(f"/{number}/{verb}").status_code for verb in ("check", "run", "cancel")] == [403] * 3
    assert stranger.get("/").status_code == 403


def test_api_of_another_group_is_not_there(client: FlaskClient, there: Dealer) -> None:
    number = upload(there, FILE)
    foreign = Program(client, dealer(group()), READ, WRITE)
    for path in (f"/{number}", f"/{number}/rows"):
        assert foreign.get(path).status_code == 404
    assert foreign.post(f"/{number}/check").status_code == 404
    assert foreign.get("/").json["items"] == []


def test_pages_ask_as_often_for_many_imports_as_for_one(
    client: FlaskClient, there: Dealer, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    program = Program(client, there, READ, WRITE)

    def asked() -> int:
        with count_queries() as queries:
            assert program.get("/").status_code == 200
        return len(queries)

    settle(there, upload(there, FILE))
    asked()
    one = asked()
    for _ in range(4):
        settle(there, upload(there, FILE))
    assert asked() == one
