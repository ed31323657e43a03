"""The API, mail and files inside the whole application."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from saas.core.accounts.models import ApiClient
from saas.core.accounts.tokens import new_api_token, token_hash
from saas.embedded.roles import DatabaseUrls
from saas.platform.clock import now
from saas.platform.jobs import PLATFORM, enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.models import JobRow
from saas.platform.mail import send_mail
from saas.platform.mail.jobs import ask_to_send
from saas.platform.plugins.extension import registry_of
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group
from tests.integration.platform.test_mail import TEMPLATES, Post


def token(of: Group, **values: object) -> str:
    """A token of a new client of the group."""
    secret = new_api_token()
    with inside(of.id) as work:
        work.add(
            ApiClient(name=secret[-8:], token_hash=token_hash(secret), tail=secret[-4:], scopes=[], **values)
        )
    return secret


def bearer(secret: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}


def test_token_opens_its_own_groups_api_and_no_other(app: Flask, client: FlaskClient) -> None:
    own, other = group(), group()
    headers = bearer(token(own))
    assert client.get(f"/api/v1/t/{own.code}/openapi.json", headers=headers).status_code == 200
    assert client.get(f"/api/v1/t/{other.code}/openapi.json", headers=headers).status_code == 401
    with inside(own.id) as work:
        assert work.scalars(select(ApiClient.last_used_at)).one() is not None


@pytest.mark.parametrize("end", ["expires_at", "revoked_at"])
def test_token_that_ended_opens_nothing(app: Flask, client: FlaskClient, end: str) -> None:
    own = group()
    headers = bearer(token(own, **{end: now()}))
    assert client.get(f"/api/v1/t/{own.code}/openapi.json", headers=headers).status_code == 401


def test_errors_below_api_are_problems_and_those_of_pages_are_pages(app: Flask, client: FlaskClient) -> None:
    assert client.get("/api/v1/none").mimetype == "application/problem+json"
    assert client.get("/none").mimetype == "text/html"


@pytest.mark.parametrize(("language", "title"), [("en", "REST API"), ("zh-CN", "REST 接口")])
def test_docs_page_is_in_the_readers_language(
    app: Flask, client: FlaskClient, language: str, title: str
) -> None:
    page = client.get("/api/v1/docs", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.text


def test_mailbox_has_a_page(app: Flask, client: FlaskClient) -> None:
    assert client.get("/dev/mailbox/").status_code == 200


def test_wake_up_asks_for_one_job_of_the_platform(app: Flask) -> None:
    with app.app_context():
        ask_to_send()
        ask_to_send()
    with inside(PLATFORM) as work:
        assert work.scalars(select(JobRow.state).where(JobRow.key == "mail.send")).all() == ["waiting"]


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """A mail server, which the application uses."""
    settings = app.extensions["saas_settings"]
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        app.extensions["saas_settings"] = replace(settings, smtp_url=server.url)
        yield server
        app.extensions["saas_settings"] = settings
        server.shutdown()
        thread.join()


def test_committed_mail_is_sent_by_the_job_it_woke(
    app: Flask, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = app.jinja_env.loader
    assert own is not None
    # Only for this test: the application is the worker's, and these templates would stand before its own.
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([DictLoader(TEMPLATES), own]))
    with inside(group().id):
        send_mail("wang@example.com", "test/mail/hello", {"name": "王", "link": "http://x/"}, "zh_CN")
    assert post.letters == []
    with app.app_context():
        run_waiting(PLATFORM)
    assert len(post.letters) == 1


def test_ready_says_what_each_part_is(app: Flask, client: FlaskClient) -> None:
    lines = client.get("/readyz").text.splitlines()
    parts = [line.split(":")[0].split("  ")[-1] for line in lines]
    assert parts == ["postgresql", "valkey", "migrations", "front end", "plugins"]


def test_plugin_whose_tables_are_behind_is_told_and_stops_nothing(
    app: Flask, client: FlaskClient, database_urls: DatabaseUrls
) -> None:
    owner = create_engine(database_urls.owner, poolclass=NullPool)

    def noted(revision: str | None) -> None:
        with owner.begin() as work:
            change = text("UPDATE plugin_installation SET schema_revision = :at WHERE name = 'complaints'")
            work.execute(change, {"at": revision})

    head = registry_of(app).records["complaints"].head
    assert client.get("/readyz").text.splitlines()[-1] == "ok  plugins: none inert"
    noted(None)
    try:
        answer = client.get("/readyz")
    finally:
        noted(head)
    told = f"ok  plugins: inert: complaints (tables at None, the code wants {head}: run `saas db upgrade`)"
    assert (answer.status_code, answer.text.splitlines()[-1]) == (200, told)


def test_figures_tell_of_background_work(app: Flask, client: FlaskClient) -> None:
    own = group()
    with inside(own.id):
        enqueue("files.sweep", {"period": ""})
    shown = client.get("/metrics").text
    assert 'jobs{queue="long",state="waiting"}' in shown
    assert "outbox_lag_seconds " in shown
    assert own.code not in shown


def test_id_that_no_row_can_have_is_answered_like_a_missing_one(app: Flask, client: FlaskClient) -> None:
    assert client.get(f"/dev/mailbox/{2**63}").status_code == 404
