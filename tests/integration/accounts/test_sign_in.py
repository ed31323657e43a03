"""Signing in: who fits goes on, who does not learns nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.accounts import passwords
from saas.core.accounts.models import AccountSession
from saas.core.accounts.operations.signing_in import FREE_TRIES, LONGEST_LOCK, lock_length
from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.audit import PlatformAudit
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.testing.factories.groups import PASSWORD, group
from saas.testing.factories.members import join, member, signed_in
from saas.testing.factories.pages import csrf_token


def _try(client: FlaskClient, login: str, password: str = PASSWORD, wanted: str = "") -> "object":
    token = csrf_token(client, "/sign-in")
    query = {"next": wanted} if wanted else {}
    return client.post(
        "/sign-in", query_string=query, data={"_csrf": token, "login": login, "password": password}
    )


def test_sign_in_leads_to_the_only_group(client: FlaskClient) -> None:
    there = group()
    answer = _try(client, there.admin.login.upper())
    assert (answer.status_code, answer.location) == (303, f"/t/{there.code}/")
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert client.get(answer.location).status_code == 200


def test_sign_in_with_a_mobile_number_however_it_is_typed(client: FlaskClient) -> None:
    there = group()
    number = f"139{there.id:08d}"
    member(there, login=number)
    assert _try(client, f"+86 {number[:3]}-{number[3:7]} {number[7:]}").status_code == 303


def test_sign_in_with_several_groups_asks_which(client: FlaskClient) -> None:
    there, other = group(), group()
    join(there.admin, other)
    assert _try(client, there.admin.login).location == "/account/groups"
    page = client.get("/account/groups").text
    assert there.name in page
    assert other.name in page


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/account/groups", "/account/groups"),
        ("//evil.example/", None),
        ("https://evil.example/", None),
        ("/\\evil.example", None),
        ("/ok\r\nX: y", None),
    ],
)
def test_sign_in_goes_on_only_to_own_addresses(client: FlaskClient, wanted: str, target: str | None) -> None:
    there = group()
    assert _try(client, there.admin.login, wanted=wanted).location == (target or f"/t/{there.code}/")


def test_wrong_and_unknown_answer_alike_and_cost_the_same(client: FlaskClient, app: Flask) -> None:
    there = group()
    verified = []
    real = passwords.verify_password

    def counted(stored: str | None, password: str) -> bool:
        verified.append(stored)
        return real(stored, password)

    with patch("saas.core.accounts.operations.signing_in.verify_password", counted):
        wrong = _try(client, there.admin.login, "not this one")
        unknown = _try(client, f"nobody{there.id}@example.com", "not this one")
        nonsense = _try(client, "no login at all", "not this one")
    assert [answer.status_code for answer in (wrong, unknown, nonsense)] == [422, 422, 422]
    notes = {answer.text[answer.text.index('role="alert"') :][:400] for answer in (wrong, unknown, nonsense)}
    assert len(notes) == 1
    assert len(verified) == 3
    assert client.get_cookie(SESSION_COOKIE) is None


def test_sign_in_rests_after_five_failures_and_opens_again(
    client: FlaskClient, clock: Callable[[datetime], None]
) -> None:
    there = group()
    for _n in range(FREE_TRIES):
        assert _try(client, there.admin.login, "not this one").status_code == 422
    assert _try(client, there.admin.login).status_code == 422
    clock(now() + timedelta(minutes=2))
    assert _try(client, there.admin.login).status_code == 303


def test_rest_grows_and_ends() -> None:
    lengths = [lock_length(n) for n in range(20)]
    assert lengths[:FREE_TRIES] == [timedelta()] * FREE_TRIES
    assert lengths[FREE_TRIES : FREE_TRIES + 3] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert lengths == sorted(lengths)
    assert lengths[-1] == LONGEST_LOCK


def test_many_tries_of_one_login_are_throttled(client: FlaskClient) -> None:
    there = group()
    answers = [_try(client, f"nobody-{there.code}@example.com", "x" * 12).status_code for _n in range(21)]
    assert answers[:20] == [422] * 20
    assert answers[20] == 429


def test_sign_in_replaces_the_session_of_the_browser(client: FlaskClient, app: Flask) -> None:
    there = group()
    signed_in(client, there.admin)
    old = client.get_cookie(SESSION_COOKIE).value
    client.post("/sign-out", data={"_csrf": csrf_token(client, f"/t/{there.code}/")})
    client.set_cookie(SESSION_COOKIE, old)
    assert client.get(f"/t/{there.code}/").status_code == 303
    _try(client, there.admin.login)
    assert client.get_cookie(SESSION_COOKIE).value != old


def test_dialog_answers_account_and_new_token(client: FlaskClient) -> None:
    there = group()
    token = csrf_token(client, "/sign-in")
    data = {"_csrf": token, "login": there.admin.login, "password": "not this one"}
    refused = client.post("/sign-in", data=data, headers={"X-Sign-In": "dialog"})
    assert refused.status_code == 422
    assert refused.json["message"]
    answer = client.post("/sign-in", data={**data, "password": PASSWORD}, headers={"X-Sign-In": "dialog"})
    assert answer.status_code == 200
    page = client.get(f"/t/{there.code}/").text
    assert f'<meta name="account" content="{answer.json["account"]}">' in page
    assert str(there.admin.account_id) != answer.json["account"]
    assert client.post("/sign-out", data={"_csrf": answer.json["csrf"]}).status_code == 303


def test_sign_in_and_failure_are_in_the_platform_audit(client: FlaskClient, app: Flask) -> None:
    there = group()
    _try(client, there.admin.login, "not this one")
    _try(client, there.admin.login)
    with app.app_context(), global_session() as work:
        mine = select(PlatformAudit.action).where(PlatformAudit.account_id == there.admin.account_id)
        actions = set(work.scalars(mine))
        sessions = select(AccountSession).where(AccountSession.account_id == there.admin.account_id)
        assert len(work.scalars(sessions).all()) == 1
    assert {"accounts.sign_in.failed", "accounts.sign_in.succeeded"} <= actions
