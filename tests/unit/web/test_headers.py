"""Headers, static files and the language of a page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from saas.config import Environment
from saas.platform.web import own_address
from saas.platform.web.static import asset
from tests.unit.web.conftest import make_app


def test_headers_keep_the_page_to_itself(browser: FlaskClient) -> None:
    headers = browser.get("/page").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'; img-src 'self' data:;")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_headers_of_production() -> None:
    app = make_app(Environment.PRODUCTION)
    client = app.test_client()
    assert "max-age=63072000" in client.get("/page").headers["Strict-Transport-Security"]
    assert client.get("/dev/gallery").status_code == 404


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_built_file_is_kept_and_compressed(browser: FlaskClient, encoding: str) -> None:
    with browser.application.test_request_context():
        address = asset("app.css")
    answer = browser.get(address, headers={"Accept-Encoding": encoding})
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers.get("Content-Encoding", "identity") == encoding
    answer.close()


@pytest.mark.parametrize("path", ["../manifest.json", "..%2f..%2f__init__.py", "nothing.js"])
def test_built_file_unknown(browser: FlaskClient, path: str) -> None:
    assert browser.get(f"/static/dist/{path}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "cookie", "shown"),
    [
        ("", "", "zh-CN"),
        ("en-GB,en", "", "en"),
        ("fr", "", "zh-CN"),
        ("en", "zh_CN", "zh-CN"),
        ("zh", "xx", "zh-CN"),
    ],
)
def test_language(browser: FlaskClient, asked: str, cookie: str, shown: str) -> None:
    if cookie:
        browser.set_cookie("locale", cookie)
    answer = browser.get("/nowhere", headers={"Accept-Language": asked} if asked else {})
    assert f'<html lang="{shown}"' in answer.text


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/t/demo/customers?q=1", "/t/demo/customers?q=1"),
        ("//evil.example/", ""),
        ("https://evil.example/", ""),
        ("/\\evil.example", ""),
        ("customers", ""),
        (None, ""),
    ],
)
def test_own_address_is_a_path_of_ours_or_nothing(target: str | None, safe: str) -> None:
    assert own_address(target) == safe
