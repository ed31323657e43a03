"""A whole page, or one block of it."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_render_whole_page(browser: FlaskClient) -> None:
    answer = browser.get("/page")
    assert answer.text == '<html>all of &lt;Li&gt; <ul id="task-list">tasks of &lt;Li&gt; GET</ul></html>'
    assert {"HX-Request", "HX-Target"} <= set(answer.vary)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("ul#task-list", "tasks of &lt;Li&gt; GET"),
        ("main#main", 'all of &lt;Li&gt; <ul id="task-list">tasks of &lt;Li&gt; GET</ul>'),
        ("div", 'all of &lt;Li&gt; <ul id="task-list">tasks of &lt;Li&gt; GET</ul>'),
    ],
)
def test_render_block_that_htmx_replaces(browser: FlaskClient, target: str, expected: str) -> None:
    assert browser.get("/page", headers={**HTMX, "HX-Target": target}).text == expected


def test_block_has_what_the_head_of_its_template_sets(browser: FlaskClient) -> None:
    assert browser.get("/headed").text == "<html>hello to &lt;Li&gt;</html>"
    assert browser.get("/headed", headers=HTMX).text == "hello to &lt;Li&gt;"


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request-Type": "full"},
        {"HX-Boosted": "true"},
        {"HX-History-Restore-Request": "true"},
    ],
)
def test_render_whole_page_where_htmx_selects_itself(browser: FlaskClient, headers: dict[str, str]) -> None:
    assert browser.get("/page", headers={**HTMX, **headers}).text.startswith("<html>")


def test_redirect_of_an_htmx_request_is_followed_by_the_browser(browser: FlaskClient, token: str) -> None:
    answer = browser.post("/tell", headers={**HTMX, "X-CSRF-Token": token})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.data) == (200, "/page", b"")
    assert "Location" not in answer.headers


def test_message_comes_with_an_htmx_answer_that_stays(browser: FlaskClient, token: str) -> None:
    answer = browser.post("/tell", data={"stay": "1"}, headers={**HTMX, "X-CSRF-Token": token})
    sent = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert sent == {"target": "body", "messages": [{"level": "success", "text": "已保存"}]}
