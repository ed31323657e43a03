"""How often one may ask: an address, a person, a token, a group; told on the answer, and refused above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.config import NO_RATE_LIMITS, RateLimits, Settings
from saas.core.accounts.operations import create_api_client
from saas.platform.security.rates import Meter
from saas.platform.valkey import install_valkey
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group
from saas.testing.factories.members import signed_in


@pytest.fixture
def meter(app: Flask) -> Iterator[Meter]:
    """The limits of the application, put back at the end."""
    kept: Meter = app.extensions["saas_rate_limits"]
    app.extensions["saas_rate_limits"] = Meter(limits=NO_RATE_LIMITS)
    yield app.extensions["saas_rate_limits"]
    app.extensions["saas_rate_limits"] = kept


@pytest.fixture
def of(app: Flask) -> Group:
    return group()


@pytest.fixture
def browser(app: Flask, of: Group) -> FlaskClient:
    return signed_in(app.test_client(), of.admin)


def test_person_is_told_what_is_left_and_refused_above(meter: Meter, browser: FlaskClient, of: Group) -> None:
    meter.limits = replace(NO_RATE_LIMITS, person=2, group=100)
    for left in (1, 0):
        answer = browser.get(f"/t/{of.code}/customers/")
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Policy"] == '"person";q=2;w=60, "group";q=100;w=60'
        assert answer.headers["RateLimit"].startswith(f'"person";r={left};t=')
    answer = browser.get(f"/t/{of.code}/customers/")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "<h1" in answer.text


def test_group_is_counted_over_pages_and_api(
    meter: Meter, app: Flask, browser: FlaskClient, of: Group
) -> None:
    meter.limits = replace(NO_RATE_LIMITS, group=2)
    with inside(of.id):
        token = create_api_client(name="x", scopes=["customers.customer:read"]).token
    api = f"/api/v1/t/{of.code}/customers/"
    asked = {"Authorization": f"Bearer {token}"}
    assert browser.get(f"/t/{of.code}/customers/").status_code == 200
    assert app.test_client().get(api, headers=asked).status_code == 200
    refused = app.test_client().get(api, headers=asked)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) > 0
    assert browser.get(f"/t/{of.code}/customers/").status_code == 429
    other = group()
    assert signed_in(app.test_client(), other.admin).get(f"/t/{other.code}/customers/").status_code == 200


def test_stranger_reads_nothing_of_a_groups_rates(meter: Meter, app: Flask, of: Group) -> None:
    meter.limits = replace(NO_RATE_LIMITS, group=5, address=100)
    for code in (of.code, "no-such-group"):
        answer = app.test_client().get(f"/p/{code}/preferences/{'X' * 43}")
        assert answer.status_code == 404
        assert "RateLimit" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-in", "/t/any/customers/", "/api/v1/t/any/customers/"])
def test_address_is_refused_before_anybody_is_known(path: str, meter: Meter, app: Flask) -> None:
    meter.limits = replace(NO_RATE_LIMITS, address=1)
    stranger, other = ({"REMOTE_ADDR": f"192.0.{net}.{len(path)}"} for net in (2, 3))
    browser = app.test_client()
    assert browser.get(path, environ_base=stranger).status_code != 429
    answer = browser.get(path, environ_base=stranger)
    assert answer.status_code == 429
    assert answer.mimetype == ("application/problem+json" if path.startswith("/api/") else "text/html")
    assert browser.get(path, environ_base=other).status_code != 429
    assert browser.get("/healthz", environ_base=stranger).status_code == 200


def test_nothing_waits_for_a_server_that_does_not_answer(
    meter: Meter, app: Flask, settings: Settings, browser: FlaskClient, of: Group
) -> None:
    meter.limits = RateLimits(person=1)
    install_valkey(app, replace(settings, redis_url="unix:///nowhere/valkey.sock"))
    try:
        for _request in range(3):
            answer = browser.get(f"/t/{of.code}/customers/")
            assert (answer.status_code, "RateLimit" in answer.headers) == (200, False)
    finally:
        install_valkey(app, settings)
