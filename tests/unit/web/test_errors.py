"""Refusals and defects as page, piece and toast; requests without a token."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("403", 403, "需要经理权限。"),
        ("404", 404, "没有这位客户。"),
        ("409", 409, "他人已修改。"),
        ("422", 422, "请填写姓名。"),
        ("429", 429, "请稍候。"),
    ],
)
def test_error_of_an_operation_is_a_page(browser: FlaskClient, kind: str, status: int, words: str) -> None:
    answer = browser.get(f"/raise/{kind}")
    assert answer.status_code == status
    assert words in answer.text
    assert "<!doctype html>" in answer.text


def test_error_says_when_to_try_again(browser: FlaskClient) -> None:
    assert browser.get("/raise/429").headers["Retry-After"] == "30"


def test_error_of_a_piece_stands_in_its_place(browser: FlaskClient) -> None:
    answer = browser.get("/raise/404", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="ui-empty')
    assert "HX-Retarget" not in answer.headers


def test_error_of_an_act_is_a_toast(browser: FlaskClient, token: str) -> None:
    answer = browser.post("/raise/409", headers={**HTMX, "X-CSRF-Token": token})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#toasts")
    assert "他人已修改。" in answer.text


def test_defect_has_an_id_that_the_log_knows(browser: FlaskClient) -> None:
    with capture_logs() as logged:
        answer = browser.get("/raise/500")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    shown = re.search(r"错误编号 ([0-9a-f]{8})", answer.text)
    assert shown
    assert [line["error_id"] for line in logged if line["event"] == "defect"] == [shown[1]]


def test_abort_with_an_answer_is_no_error(browser: FlaskClient) -> None:
    answer = browser.get("/raise/abort")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/page")


def test_wrong_method_names_the_right_ones(browser: FlaskClient) -> None:
    answer = browser.delete("/page")
    assert answer.status_code in {400, 405}
    assert browser.put("/tell", headers={"X-CSRF-Token": ""}).status_code in {400, 405}


def test_unknown_address_in_english(browser: FlaskClient) -> None:
    answer = browser.get("/nowhere", headers={"Accept-Language": "en-GB"})
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


def test_form_without_token_keeps_what_was_typed(browser: FlaskClient) -> None:
    typed = {"note": "很长的备注", "_version": "3", "password": "secret words"}
    answer = browser.post("/tell", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400
    assert 'name="note" value="很长的备注"' in answer.text
    assert 'name="_version" value="3"' in answer.text
    assert "secret words" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}],
)
def test_form_of_another_site_gets_nothing_to_send_again(
    browser: FlaskClient, headers: dict[str, str]
) -> None:
    answer = browser.post("/tell", data={"note": "forged"}, headers=headers)
    assert answer.status_code == 400
    assert "forged" not in answer.text


def test_htmx_without_token_is_given_a_new_one(browser: FlaskClient) -> None:
    refused = browser.post("/tell", headers={**HTMX, "Sec-Fetch-Site": "same-origin"})
    assert refused.status_code == 400
    again = browser.post("/tell", headers={**HTMX, "X-CSRF-Token": refused.headers["X-CSRF-Token"]})
    assert again.status_code == 200
