"""Logs, ids, health and figures of a running application."""

import json
import logging
from dataclasses import replace

import pytest
import structlog
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text

from saas.config import Environment, Settings
from saas.platform.database import session
from saas.platform.observability import (
    Check,
    Figure,
    Finding,
    add_figures,
    configure_logs,
    current_error_id,
    plugins_whole,
)
from saas.platform.observability.health import readyz
from saas.platform.tenancy import Actor, ActorKind, bind_actor, bind_tenant, find_tenant, tenant_context
from saas.platform.valkey import install_valkey
from tests.integration.platform.conftest import build, close


@pytest.fixture
def client(platform: Flask) -> FlaskClient:
    @platform.get("/links/<token>/<int:number>")
    def link(token: str, number: int) -> str:
        bind_tenant(5)
        bind_actor(Actor(kind=ActorKind.MEMBER, id=9))
        return "fine"

    @platform.get("/tenant")
    def tenant() -> str:
        return str(find_tenant())

    @platform.get("/broken")
    def broken() -> str:
        session().execute(text("SELECT 1 / :zero"), {"zero": 0})
        return "never"

    @platform.errorhandler(500)
    def shown(error: Exception) -> tuple[str, int]:
        return current_error_id(), 500

    return platform.test_client()


@pytest.fixture
def lines(platform: Flask, platform_settings: Settings, capsys: pytest.CaptureFixture[str]) -> "Lines":
    configure_logs(replace(platform_settings, environment=Environment.PRODUCTION))
    return Lines(capsys)


class Lines:
    """What was logged since the last look."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, event: str) -> list[dict[str, object]]:
        found = [json.loads(line) for line in self._capsys.readouterr().err.splitlines()]
        return [line for line in found if line["event"] == event]


def test_request_id_is_taken_when_sane_and_made_when_not(client: FlaskClient) -> None:
    assert client.get("/tenant", headers={"X-Request-ID": "abc-12345"}).headers["X-Request-ID"] == "abc-12345"
    made = client.get("/tenant", headers={"X-Request-ID": "a b<script>"}).headers["X-Request-ID"]
    assert len(made) == 16


def test_request_line_has_its_fields_and_no_token(client: FlaskClient, lines: Lines) -> None:
    client.get("/links/very-secret/12?phone=13800000000", headers={"X-Request-ID": "abc-12345"})
    (line,) = lines("request")
    assert {name: line[name] for name in ("request_id", "tenant", "member", "status", "route", "ids")} == {
        "request_id": "abc-12345",
        "tenant": 5,
        "member": 9,
        "status": 200,
        "route": "/links/<token>/<int:number>",
        "ids": {"number": 12},
    }
    assert "very-secret" not in json.dumps(line)
    assert "138" not in json.dumps(line)


def test_tenant_of_one_request_is_not_seen_by_the_next_in_the_same_thread(client: FlaskClient) -> None:
    client.get("/links/x/1")
    assert client.get("/tenant").text == "None"


def test_log_line_leaves_out_secrets_and_personal_data(lines: Lines) -> None:
    structlog.get_logger("saas.test").info(
        "noted",
        password="p",
        detail={"customer_phone": "138", "count": 2},
        rows=[{"vin": "L"}],
        hook_name="h",
    )
    (line,) = lines("noted")
    assert line["password"] == "[left out]"
    assert line["detail"] == {"customer_phone": "[left out]", "count": 2}
    assert line["rows"] == [{"vin": "[left out]"}]
    assert line["hook_name"] == "h"


def test_lines_of_libraries_have_the_same_form(lines: Lines) -> None:
    with tenant_context(77):
        logging.getLogger("some.library").warning("slow: %s", 3)
    (line,) = lines("slow: 3")
    assert (line["tenant"], line["level"], line["logger"]) == (77, "warning", "some.library")


def test_unexpected_error_has_an_id_that_answer_and_log_share(client: FlaskClient, lines: Lines) -> None:
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    shown = client.get("/broken").text
    (line,) = lines("unexpected_error")
    assert shown == line["error_id"] != ""
    heads = [one for one in line["trace"] if not one.startswith("  ")]  # type: ignore[attr-defined]
    assert heads[0] == "sqlalchemy.exc.DataError 22012"
    assert "SELECT 1" not in "".join(heads)


def test_exception_in_hand_is_told_with_its_cause(lines: Lines) -> None:
    try:
        try:
            raise KeyError("inner")
        except KeyError as error:
            raise RuntimeError("outer") from error
    except RuntimeError:
        structlog.get_logger("saas.test").exception("failed")
        logging.getLogger("some.library").exception("failed")
    for line in lines("failed"):
        heads = [one for one in line["trace"] if not one.startswith("  ")]  # type: ignore[attr-defined]
        assert heads == ["builtins.RuntimeError: outer", "builtins.KeyError: 'inner'"]


def test_healthz_answers_without_anything_else(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_readyz_names_every_part(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.text.splitlines()[:2] == ["ok  postgresql: answers", "ok  valkey: answers"]
    assert answer.text.splitlines()[2].startswith("ok  migrations: at ")


def test_readyz_is_503_while_a_part_is_away(
    platform: Flask, platform_settings: Settings, client: FlaskClient
) -> None:
    install_valkey(platform, replace(platform_settings, redis_url="unix:///nowhere/valkey.sock"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "not ready  valkey: does not answer (ConnectionError)" in answer.text


def test_readyz_names_plugins_that_cannot_run_and_stays_ready(platform: Flask) -> None:
    platform.extensions["saas_health"] = (
        plugins_whole(lambda: {"kano": "not loaded", "care": "tables behind"}),
        Check(name="other", look=lambda: Finding(well=True, line="fine")),
    )
    with platform.test_request_context():
        answer = readyz()
    assert (answer.status_code, answer.get_data(as_text=True)) == (
        200,
        "ok  plugins: inert: care (tables behind); kano (not loaded)\nok  other: fine\n",
    )


def test_metrics_count_requests_and_ask_sources(platform: Flask, client: FlaskClient) -> None:
    add_figures(platform, lambda: [Figure(name="jobs", help="Jobs.", value=3, labels={"state": "waiting"})])
    client.get("/tenant")
    client.open("/tenant", method="ODD")
    shown = client.get("/metrics").text
    assert 'http_requests_total{endpoint="tenant",method="GET",status="200"} 1.0' in shown
    assert 'http_requests_total{endpoint="none",method="other",status="405"} 1.0' in shown
    assert 'http_request_seconds_count{endpoint="tenant"} 1.0' in shown
    assert 'jobs{state="waiting"} 3.0' in shown


@pytest.mark.parametrize(("hops", "seen"), [(0, "127.0.0.1"), (1, "8.8.8.8")])
def test_forwarded_address_counts_only_from_a_trusted_proxy(
    platform_settings: Settings, hops: int, seen: str
) -> None:
    app = build(replace(platform_settings, trusted_proxies=hops))
    app.add_url_rule("/who", view_func=lambda: str(request.remote_addr))
    answer = app.test_client().get("/who", headers={"X-Forwarded-For": "6.6.6.6, 8.8.8.8"})
    close(app)
    assert answer.text == seen


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}, 404),
        ("10.0.0.9", {}, 404),
        ("10.0.0.9", {"Authorization": "Bearer wrong"}, 404),
        ("10.0.0.9", {"Authorization": "Bearer figures"}, 200),
    ],
)
def test_metrics_are_for_loopback_and_the_token(
    platform: Flask, client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    meters = platform.extensions["saas_metrics"]
    platform.extensions["saas_metrics"] = replace(meters, token="figures")
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status
