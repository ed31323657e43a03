"""security.txt: found where the operator names a contact, and never older than its own end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from saas.config import Environment
from saas.platform.clock import moved
from saas.platform.web.security_txt import PATH, install_security_txt, security_txt
from tests.unit.web.conftest import make_app, settings_of

NAMED = replace(
    settings_of(Environment.PRODUCTION),
    security_contact="mailto:security@care.example.com",
    base_url="https://care.example.com",
)


def fields_of(text: str) -> list[tuple[str, str]]:
    assert text.endswith("\r\n")
    return [tuple(line.split(": ", 1)) for line in text.splitlines()]  # type: ignore[misc]  # two of each


@pytest.mark.req("C-06")
def test_file_is_served_as_the_rfc_asks() -> None:
    app = Flask(__name__, static_folder=None)
    install_security_txt(app, NAMED)
    answer = app.test_client().get(PATH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    fields = fields_of(answer.text)
    assert [name for name, _value in fields] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert dict(fields)["Contact"] == "mailto:security@care.example.com"
    assert dict(fields)["Canonical"] == f"https://care.example.com{PATH}"


def test_file_ends_in_less_than_a_year_whenever_it_is_read() -> None:
    for moment in (datetime(2026, 11, 22, 10, tzinfo=UTC), datetime(2031, 12, 31, 23, 59, tzinfo=UTC)):
        with moved(moment):
            ends = datetime.fromisoformat(dict(fields_of(security_txt(NAMED)))["Expires"])
        assert timedelta(days=80) < ends - moment < timedelta(days=365)


def test_address_of_a_machine_for_trying_is_not_told() -> None:
    told = security_txt(replace(NAMED, base_url="http://127.0.0.1:8000"))
    assert "Canonical" not in dict(fields_of(told))


def test_file_is_not_found_without_a_contact() -> None:
    assert make_app().test_client().get(PATH).status_code == 404
