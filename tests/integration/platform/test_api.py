"""The REST API's frame, shown on a room of notes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader
from marshmallow import Schema, fields, validate
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from saas.config import RateLimits, Settings
from saas.core.organisation.models import Store
from saas.platform.api import (
    ApiBlueprint,
    PageQuery,
    Principal,
    expected_version,
    install_api,
    install_docs,
    listed,
    page_of,
    tell_version,
)
from saas.platform.database import keyset_page, load, load_for_change, session, unit_of_work
from saas.platform.errors import Invalid
from saas.platform.files.models import Attachment
from saas.platform.security.keys import keys
from saas.platform.security.rates import Meter, install_rates
from saas.platform.tenancy import Actor, ActorKind, tenant_context
from tests.integration.platform.conftest import build, close

LAYOUT = "{% block content %}{% endblock %}"
TENANTS = {"sunrise": 800_001, "harbour": 800_002}


class NoteOut(Schema):
    id = fields.Integer()
    name = fields.String()


class Part(Schema):
    value = fields.String(required=True)


class NoteIn(Schema):
    name = fields.String(required=True, validate=validate.Length(max=10))
    parts = fields.List(fields.Nested(Part))


notes = ApiBlueprint("notes", __name__, description="Notes")
extra = ApiBlueprint("extra", __name__)


@notes.get("/")
@notes.arguments(PageQuery, location="query")
@notes.response(200, page_of(NoteOut))
def list_notes(query: dict[str, object]) -> dict[str, object]:
    """List the notes."""
    return listed(keyset_page(select(Attachment), keys=[Attachment.id], **query))  # type: ignore[arg-type]


@notes.post("/")
@notes.arguments(NoteIn)
@notes.response(201, NoteOut)
def add_note(body: dict[str, str]) -> Attachment:
    """Add a note."""
    if body["name"] == "bad":
        raise Invalid("parts-0-value", "Not this.")
    note = Attachment(owner_type="n", name=body["name"], mime="", size=0, sha256="", storage_key="")
    session().add(note)
    tell_version(note)
    return note


@notes.get("/<int:note_id>")
@notes.response(200, NoteOut)
def read_note(note_id: int) -> Attachment:
    note = load(Attachment, note_id)
    tell_version(note)
    return note


@notes.patch("/<int:note_id>")
@notes.arguments(NoteIn)
@notes.response(200, NoteOut)
def edit_note(body: dict[str, str], note_id: int) -> Attachment:
    note = load_for_change(Attachment, note_id, version=expected_version())
    note.name = body["name"]
    tell_version(note)
    return note


class NumberQuery(Schema):
    number = fields.Integer()


@notes.get("/numbers/")
@notes.arguments(NumberQuery, location="query")
@notes.response(200, NoteOut)
def numbered(query: dict[str, int]) -> Attachment | None:
    return session().scalars(select(Attachment).where(Attachment.size == query["number"])).first()


@notes.post("/dangling")
@notes.response(204)
def dangle() -> None:
    """Leaves to the end of the request what the database will refuse."""
    session().add(Store(code="S1", name="浦东店", legal_entity_id=999_999_999))


@notes.post("/broken")
def break_note() -> str:
    raise RuntimeError("a defect")


@extra.get("/things")
@extra.response(200, NoteOut)
def extra_things() -> dict[str, object]:
    return {}


def authenticate(group: str, token: str) -> Principal | None:
    if token != f"token-of-{group}" or group not in TENANTS:
        return None
    return Principal(
        tenant_id=TENANTS[group],
        actor=Actor(kind=ActorKind.API_CLIENT, id=1),
        scopes=frozenset({"notes.note:read"}),
    )


@pytest.fixture(scope="module")
def application(platform_settings: Settings) -> Iterator[Flask]:
    app = build(platform_settings)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"layout_public.html": LAYOUT}), app.jinja_env.loader])  # type: ignore[list-item]

    @app.get("/page")
    def page() -> str:
        return "page"

    install_rates(app, platform_settings)
    rest = install_api(app, authenticate=authenticate)
    rest.mount(notes)
    rest.mount(extra, url_prefix="/api/v1/t/<group>/x/extra")
    install_docs(app, is_core=lambda name: name == "notes", is_on=lambda name: True)
    with app.app_context():
        for tenant in TENANTS.values():
            with tenant_context(tenant), unit_of_work() as work:
                # A worker may come back to this module after another one.
                if not work.scalar(text("SELECT count(*) FROM tenant_secret")):
                    keys().create(tenant)
    yield app
    close(app)


@pytest.fixture
def client(application: Flask) -> FlaskClient:
    return application.test_client()


AUTH = {"Authorization": "Bearer token-of-sunrise", "Accept-Language": "en"}
NOTES = "/api/v1/t/sunrise/notes/"


def add(client: FlaskClient, name: str = "one", **headers: str) -> TestResponse:
    return client.post(NOTES, json={"name": name}, headers=AUTH | headers)


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == answer.status_code
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    return answer.status_code, answer.json["code"]


def test_create_read_and_change_a_note(client: FlaskClient) -> None:
    made = add(client, "  one  ")
    assert (made.status_code, made.json["name"], made.headers["ETag"]) == (201, "one", '"1"')
    place = f"{NOTES}{made.json['id']}"
    changed = client.patch(place, json={"name": "two"}, headers=AUTH | {"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert client.get(place, headers=AUTH).json["name"] == "two"
    assert client.get(place, headers=AUTH | {"If-None-Match": '"2"'}).status_code == 304


def test_change_needs_the_version_that_was_read(client: FlaskClient) -> None:
    place = f"{NOTES}{add(client).json['id']}"
    assert code(client.patch(place, json={"name": "x"}, headers=AUTH)) == (428, "precondition_required")
    stale = client.patch(place, json={"name": "x"}, headers=AUTH | {"If-Match": '"7"'})
    assert code(stale) == (412, "version_conflict")
    assert code(client.patch(place, json={"name": "x"}, headers=AUTH | {"If-Match": "*"}))[0] == 412
    assert client.get(place, headers=AUTH).json["name"] == "one"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic dG9rZW4="},
        {"Authorization": "Bearer token-of-harbour"},
        {"Cookie": "session=anything"},
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/v1/t/sunrise/notes/", "/api/v1/t/nobody/notes/", "/api/v1/t/sunrise/none"]
)
def test_without_the_groups_token_every_address_answers_alike(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers)
    assert code(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_foreign_groups_note_answers_like_a_missing_one(client: FlaskClient) -> None:
    place = add(client).json["id"]
    own = {"Authorization": "Bearer token-of-harbour"}
    foreign = client.get(f"/api/v1/t/harbour/notes/{place}", headers=own)
    missing = client.get("/api/v1/t/harbour/notes/999999999", headers=own)
    assert code(foreign) == code(missing) == (404, "not_found")
    assert foreign.json["detail"] == missing.json["detail"]


def test_unknown_address_and_method_are_problems_only_below_api(client: FlaskClient) -> None:
    assert code(client.get("/api/v1/t/sunrise/none", headers=AUTH)) == (404, "not_found")
    assert code(client.get("/api/v1/none")) == (404, "not_found")
    refused = client.put(NOTES, headers=AUTH | {"If-Match": '"1"'})
    assert code(refused) == (405, "method_not_allowed")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert client.get("/nowhere").mimetype == "text/html"
    assert client.post("/page").headers["Allow"]


def test_wrong_fields_are_named_by_pointer(client: FlaskClient) -> None:
    answer = client.post(
        NOTES, json={"name": "far too long", "parts": [{"value": "a"}, {}], "colour": 1}, headers=AUTH
    )
    assert code(answer) == (422, "invalid")
    pointers = {one["pointer"] for one in answer.json["errors"]}
    assert pointers == {"#/name", "#/parts/1/value", "#/colour"}


def test_wrong_fields_of_an_operation_are_named_by_pointer_too(client: FlaskClient) -> None:
    answer = client.post(NOTES, json={"name": "bad"}, headers=AUTH)
    assert answer.json["errors"] == [{"pointer": "#/parts/0/value", "detail": "Not this."}]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "colour=red", "after=forged", "after=WyJ4Il0"]
)
def test_wrong_parameters_are_named(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{NOTES}?{query}", headers=AUTH)
    assert code(answer) == (422, "invalid")
    assert answer.json["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ('"text"', "application/json", 422),
        ('{"name": "\\u0000"}', "application/json", 422),
        ('{"name": "\\ud800"}', "application/json", 422),
        ("", "application/json", 422),
        ("name=x", "application/x-www-form-urlencoded", 415),
        ("<x/>", "text/xml", 415),
    ],
)
def test_body_that_is_no_json_object_is_refused(
    client: FlaskClient, body: str, kind: str, status: int
) -> None:
    assert code(client.post(NOTES, data=body, content_type=kind, headers=AUTH))[0] == status


def test_number_that_no_column_holds_is_refused(client: FlaskClient) -> None:
    answer = client.get(f"{NOTES}?after=W3sieCI6MX1d", headers=AUTH)
    assert code(answer)[0] == 422
    huge = client.get(f"{NOTES}numbers/?number={10**30}", headers=AUTH)
    assert code(huge) == (422, "invalid")


def test_list_comes_in_pages_until_next_is_null(client: FlaskClient) -> None:
    own = {"Authorization": "Bearer token-of-harbour"}
    for name in "abc":
        client.post("/api/v1/t/harbour/notes/", json={"name": name}, headers=own)
    first = client.get("/api/v1/t/harbour/notes/?limit=2", headers=own).json
    second = client.get(f"/api/v1/t/harbour/notes/?limit=2&after={first['next']}", headers=own).json
    assert [one["name"] for one in first["items"] + second["items"]] == ["a", "b", "c"]
    assert second["next"] is None


def test_post_with_a_key_is_done_once(client: FlaskClient) -> None:
    first = add(client, "once", **{"Idempotency-Key": "k-1"})
    second = add(client, "once", **{"Idempotency-Key": "k-1"})
    assert (second.status_code, second.json) == (201, first.json)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.headers["ETag"] == '"1"'
    assert code(add(client, "other", **{"Idempotency-Key": "k-1"})) == (422, "idempotency_key_reused")


def test_refused_post_gives_its_key_back(client: FlaskClient) -> None:
    assert add(client, "bad", **{"Idempotency-Key": "k-2"}).status_code == 422
    assert add(client, "good", **{"Idempotency-Key": "k-2"}).status_code == 201


def test_row_whose_parent_is_gone_is_a_conflict_also_at_the_end_of_the_request(client: FlaskClient) -> None:
    answer = client.post(f"{NOTES}dangling", headers=AUTH)
    assert code(answer) == (409, "conflict")
    assert "removed in the meantime" in answer.json["detail"]


def test_defect_has_an_error_id(client: FlaskClient) -> None:
    answer = client.post(f"{NOTES}broken", headers=AUTH)
    assert code(answer) == (500, "internal")
    assert len(answer.json["error_id"]) == 12
    assert "a defect" not in answer.text


def test_token_that_asks_too_often_is_told_when_to_come_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        client.application.extensions, "saas_rate_limits", Meter(limits=RateLimits(token=1, group=9))
    )
    first = client.get(NOTES, headers=AUTH)
    assert first.headers["RateLimit-Policy"] == '"token";q=1;w=60, "group";q=9;w=60'
    answer = client.get(NOTES, headers=AUTH)
    assert code(answer) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_core_document_has_the_core_and_what_all_operations_share(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    root = "/api/v1/t/{group}/notes/"
    assert set(document["paths"]) == {
        root,
        root + "{note_id}",
        root + "broken",
        root + "dangling",
        root + "numbers/",
    }
    assert [tag["name"] for tag in document["tags"]] == ["notes"]
    post = document["paths"]["/api/v1/t/{group}/notes/"]["post"]
    assert "Idempotency-Key" in [one["name"] for one in post["parameters"]]
    assert post["responses"].keys() == {
        "201", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503",
    }  # fmt: skip
    refused = document["components"]["responses"]["Problem422"]["content"]
    assert refused["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    patch = document["paths"]["/api/v1/t/{group}/notes/{note_id}"]["patch"]
    assert {one["name"]: one["required"] for one in patch["parameters"]} == {"If-Match": True}
    used = {"Problem", "ErrorDetail", "NoteIn", "Part", "NoteOut", "NoteOutPage"}
    assert set(document["components"]["schemas"]) == used


def test_every_reference_of_a_document_leads_somewhere(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    text = client.get("/api/v1/openapi.json").text
    parts = document["components"]
    for part in text.split('"#/components/')[1:]:
        kind, name = part.split('"')[0].split("/")
        assert name in parts[kind]


def test_group_document_has_what_is_on(client: FlaskClient) -> None:
    document = client.get("/api/v1/t/sunrise/openapi.json", headers=AUTH).json
    assert "/api/v1/t/{group}/x/extra/things" in document["paths"]
    assert code(client.get("/api/v1/t/sunrise/openapi.json"))[0] == 401


def test_docs_page_shows_every_operation_and_has_no_script(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").text
    assert "POST /api/v1/t/{group}/notes/" in page
    assert "List the notes." in page
    assert "<script" not in page
