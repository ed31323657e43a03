"""Settings of plugins on pages and over REST: group and store, provenance, secrets, conflicts, guided switching on."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields, validate

from saas.config import Settings
from saas.core.sla.deadlines import working_time_of
from saas.platform.plugins import Candidate, PluginSettings, change_settings, hookimpl, installed
from saas.platform.plugins import settings as settings_that_count
from saas.platform.plugins.extension import registry_of
from saas.platform.plugins.upgrading import note_installed
from saas.testing.applications import running_application
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import api_token, as_member, member, signed_in
from saas.testing.factories.pages import csrf_token
from saas.testing.plugin_modules import manifest
from tests.factories.complaints import complaint, group_with_complaints

FIELD = "acknowledge_minutes"


def bearer(there: Group, scope: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {api_token(there, scope)}"}


def place_of(there: Group, name: str = "complaints") -> str:
    return f"/t/{there.code}/settings/plugins/{name}/settings"


def minutes(there: Group, store_id: int | None = None) -> int:
    with inside(there.id):
        found: int = settings_that_count("complaints", store_id=store_id)[FIELD]
        return found


def test_group_and_store_are_set_on_their_pages_and_counted_at_once(client: FlaskClient) -> None:
    there = group_with_complaints()
    at = store(there, name="浦东店")
    signed_in(client, there.admin)
    token = csrf_token(client, place_of(there))

    first = client.post(place_of(there), data={"_csrf": token, "_version": "0", FIELD: "45"})
    narrow = client.post(f"{place_of(there)}/{at}", data={"_csrf": token, "_version": "0", FIELD: "60"})
    page, of_store = client.get(place_of(there)).text, client.get(f"{place_of(there)}/{at}").text

    assert (first.status_code, narrow.status_code) == (303, 303)
    assert (minutes(there), minutes(there, at)) == (45, 60)
    assert 'value="45"' in page
    assert "已在此设置。留空则为：30，来自插件默认值。" in page
    assert 'value="60"' in of_store
    assert "已在此设置。留空则为：45，来自集团。" in of_store
    with inside(there.id, as_member(member(there, role="complaint_manager", stores=[at]))):
        case = complaint(at)
        left = working_time_of(at, case.received_at, case.acknowledge_by)
        assert left.total_seconds() == 3600
    client.post(f"{place_of(there)}/{at}", data={"_csrf": token, "_version": "1", FIELD: ""})
    assert minutes(there, at) == 45


def test_wrong_value_stays_in_its_field_and_a_stale_form_shows_both_versions(client: FlaskClient) -> None:
    there = group_with_complaints()
    signed_in(client, there.admin)
    token = csrf_token(client, place_of(there))

    wrong = client.post(place_of(there), data={"_csrf": token, "_version": "0", FIELD: "1"})
    with inside(there.id):
        change_settings("complaints", {FIELD: 50})
    stale = client.post(place_of(there), data={"_csrf": token, "_version": "0", FIELD: "55"})

    assert wrong.status_code == 422
    assert 'value="1"' in wrong.text
    assert stale.status_code == 409
    assert "ui-conflict" in stale.text
    assert minutes(there) == 50


def test_settings_of_a_plugin_that_is_off_are_shown_to_nobody(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)
    assert client.get(place_of(there)).status_code == 404


def test_rest_reads_and_changes_with_the_lock_and_tells_the_schema(client: FlaskClient) -> None:
    there = group_with_complaints()
    at = store(there)
    head = bearer(there, "organisation.settings:write")
    place = f"/api/v1/t/{there.code}/plugins/complaints/settings"

    read = client.get(place, headers=head)
    changed = client.patch(place, headers={**head, "If-Match": '"0"'}, json={"values": {FIELD: 40}})
    stale = client.patch(place, headers={**head, "If-Match": '"0"'}, json={"values": {FIELD: 41}})
    unknown = client.patch(place, headers={**head, "If-Match": '"1"'}, json={"values": {"nothing": 1}})
    of_store = client.get(f"{place}?store_id={at}", headers=head)
    schema = client.get(f"{place}/schema", headers=head)

    as_shipped = read.json["values"]  # type: ignore[index]
    assert (read.status_code, read.headers["ETag"], as_shipped[FIELD]) == (200, '"0"', 30)
    assert changed.json == {
        "values": {**as_shipped, FIELD: 40},
        "sources": {**dict.fromkeys(as_shipped, "default"), FIELD: "group"},
        "own": {FIELD: 40},
        "row_version": 1,
    }
    assert (stale.status_code, unknown.status_code) == (412, 422)
    assert of_store.json["sources"] == changed.json["sources"]  # type: ignore[index]
    told = schema.json["schema"]  # type: ignore[index]
    assert told["additionalProperties"] is False
    assert (told["properties"][FIELD]["minimum"], told["properties"][FIELD]["maximum"]) == (5, 10080)


def test_rest_lists_enables_and_disables(client: FlaskClient) -> None:
    there = group()
    head = bearer(there, "organisation.settings:write")
    place = f"/api/v1/t/{there.code}/plugins"

    on = client.post(f"{place}/complaints/enable", headers=head, json={})
    off = client.post(f"{place}/complaints/disable", headers=head)
    listed = client.get(place, headers=head)

    assert (on.json["reason"], off.json["reason"]) == ("effective", "not_enabled")  # type: ignore[index]
    assert "complaints" in [one["name"] for one in listed.json]  # type: ignore[union-attr]
    assert client.post(f"{place}/nothing/enable", headers=head, json={}).status_code == 404


class NeedySchema(Schema):
    """Settings without which nothing works."""

    key = fields.String(required=True, metadata={"secret": True, "title": "Key of the service"})
    loud = fields.Boolean(load_default=False, metadata={"title": "Loud"})
    kind = fields.String(
        load_default="full", validate=validate.OneOf(("full", "part"), ("All of it", "A part"))
    )
    brands = fields.List(fields.String(), load_default=list, metadata={"title": "Brands"})


def needy() -> Candidate:
    made = ModuleType("plugins.complaints.needy")
    made.info = manifest("needy")  # type: ignore[attr-defined]

    def register_settings() -> list[PluginSettings]:
        return [PluginSettings(schema=NeedySchema)]

    made.register_settings = hookimpl(register_settings)  # type: ignore[attr-defined]
    return Candidate(name="needy", reference="made", load=lambda: made)


@pytest.fixture
def needy_app(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application that has a plugin with a required secret beside the installed ones."""
    monkeypatch.setattr("saas.parts.installed", lambda: [*installed(), needy()])
    with running_application(settings) as made, application.using(made):
        note_installed(settings.owner_database_url, registry_of(made))
        yield made


def test_switching_on_asks_for_what_is_missing_and_the_secret_is_never_shown(needy_app: Flask) -> None:
    there = group()
    client = signed_in(needy_app.test_client(), there.admin)
    place = f"/t/{there.code}/settings/plugins/needy"
    token = csrf_token(client, f"{place}/")

    asked = client.post(f"{place}/on", data={"_csrf": token})
    form = client.get(asked.location).text
    empty = client.post(f"{place}/on", data={"_csrf": token, "key": ""})
    given = client.post(f"{place}/on", data={"_csrf": token, "key": "hush-hush"})
    page = client.get(f"{place}/settings").text
    kept = client.post(f"{place}/settings", data={"_csrf": token, "_version": "1", "key": "", "loud": "true"})
    cleared = client.post(
        f"{place}/settings", data={"_csrf": token, "_version": "2", "key": "", "_clear": "key"}
    )

    assert asked.location.endswith("/needy/on")
    assert "Key of the service" in form
    assert 'name="loud"' not in form
    assert "请填写此项。" in empty.text
    assert (empty.status_code, given.status_code, kept.status_code, cleared.status_code) == (
        422,
        303,
        303,
        422,
    )
    assert "hush" not in page
    assert "已设置，不予显示" in page
    with inside(there.id):
        found = settings_that_count("needy")
        assert (found["key"], found["loud"]) == ("hush-hush", True)


def test_settings_page_shows_words_for_choices_and_takes_a_list_line_by_line(needy_app: Flask) -> None:
    there = group()
    client = signed_in(needy_app.test_client(), there.admin)
    place = f"/t/{there.code}/settings/plugins/needy"
    token = csrf_token(client, f"{place}/")
    client.post(f"{place}/on", data={"_csrf": token, "key": "hush-hush"})
    before = client.get(f"{place}/settings").text

    saved = client.post(
        f"{place}/settings", data={"_csrf": token, "_version": "1", "brands": "大众\r\n奥迪", "kind": "part"}
    )
    after = client.get(f"{place}/settings").text

    assert "“Needy”的设置" in before
    assert "All of it，来自插件默认值。" in before
    assert "尚未设置。" in before
    assert saved.status_code == 303
    assert ">大众\n奥迪</textarea>" in after
    with inside(there.id):
        assert list(settings_that_count("needy")["brands"]) == ["大众", "奥迪"]
