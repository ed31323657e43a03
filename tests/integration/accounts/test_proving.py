"""Whoever does something dangerous proves once more who they are, unless they did so in the last ten minutes."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from saas.core.accounts.models import Account, AccountSession
from saas.core.accounts.operations.sessions import renew_proof
from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.testing.factories.groups import PASSWORD, Group, Person, group
from saas.testing.factories.members import signed_in
from saas.testing.factories.pages import csrf_token
from tests.integration.accounts.test_members import send
from tests.integration.accounts.test_second_factor import Clock, actions_of, switch_on

DIALOG = {"X-Sign-In": "dialog"}
SCRIPT = {"HX-Request": "true"}
NEW = {"current_password": PASSWORD, "password": "a completely new one"}


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def admin(app: Flask, client: FlaskClient, there: Group) -> FlaskClient:
    """The administrator's browser, in which nobody has proved anything for a while."""
    signed_in(client, there.admin)
    let_proofs_grow_old(app, there.admin)
    return client


def let_proofs_grow_old(app: Flask, person: Person, proved_at: datetime | None = None) -> None:
    moment = proved_at or now() - timedelta(minutes=11)
    with app.app_context(), global_session() as work:
        mine = AccountSession.account_id == person.account_id
        work.execute(update(AccountSession).where(mine).values(proved_at=moment))


def password_hash(app: Flask, person: Person) -> str:
    with app.app_context(), global_session() as work:
        return work.scalars(select(Account.password_hash).where(Account.id == person.account_id)).one()


def prove(client: FlaskClient, **typed: str) -> "object":
    return send(client, "/account/prove", **typed)


def test_form_that_the_browser_sends_is_answered_by_a_page_that_asks(
    app: Flask, admin: FlaskClient, there: Group
) -> None:
    before = password_hash(app, there.admin)
    token = csrf_token(admin, "/account/password")
    came_from = {"Referer": "http://localhost/account/password"}
    answer = admin.post("/account/password", data={"_csrf": token, **NEW}, headers=came_from)
    assert (answer.status_code, "next=/account/password" in answer.text) == (401, True)
    assert password_hash(app, there.admin) == before
    done = prove(admin, current_password=PASSWORD)
    assert (done.status_code, done.location) == (303, "/account/")
    assert send(admin, "/account/password", **NEW).status_code == 303
    assert password_hash(app, there.admin) != before


def test_script_gets_the_dialog_and_sends_again(admin: FlaskClient, there: Group) -> None:
    address = f"/t/{there.code}/settings/members/{there.admin.member_id}"
    token = csrf_token(admin, address)
    asked = admin.post(address, data={"_csrf": token}, headers=SCRIPT)
    assert (asked.status_code, 'id="sign-in-dialog"' in asked.text) == (401, True)
    assert "HX-Request" in asked.headers["Vary"]
    wrong = admin.post("/account/prove", data={"_csrf": token, "current_password": "not it"}, headers=DIALOG)
    assert (wrong.status_code, "message" in wrong.json) == (422, True)
    proved = admin.post("/account/prove", data={"_csrf": token, "current_password": PASSWORD}, headers=DIALOG)
    assert f'content="{proved.json["account"]}"' in admin.get(address).text
    again = admin.post(address, data={"_csrf": proved.json["csrf"]}, headers=SCRIPT)
    assert again.status_code != 401


@pytest.mark.parametrize(
    ("goal", "status"),
    [("/account/password", 401), ("/account/", 204), ("/no/such/page", 204), ("https://else/where", 204)],
)
def test_form_asks_before_it_is_sent(admin: FlaskClient, goal: str, status: int) -> None:
    answer = admin.get("/account/alive", query_string={"for": goal}, headers=SCRIPT)
    assert answer.status_code == status


def test_buttons_of_dangerous_acts_ask_first(admin: FlaskClient) -> None:
    page = admin.get("/account/second-factor").text
    assert 'action="/account/second-factor/begin" class="d-inline" data-asks-session' in page
    assert 'action="/account/sessions/end-others" class="d-inline" data-asks-session' not in page


def test_proof_lasts_ten_minutes_and_gives_the_browser_a_new_key(
    app: Flask, admin: FlaskClient, there: Group, clock: Clock
) -> None:
    before = admin.get_cookie(SESSION_COOKIE).value
    assert prove(admin, current_password=PASSWORD).status_code == 303
    stolen = app.test_client()
    stolen.set_cookie(SESSION_COOKIE, before)
    assert stolen.get("/account/").status_code == 303
    begin = "/account/second-factor/begin"
    clock(now() + timedelta(minutes=9))
    assert send(admin, begin, "/account/second-factor").status_code == 303
    clock(now() + timedelta(minutes=2))
    assert send(admin, begin, "/account/second-factor").status_code == 401
    assert "accounts.proof.given" in actions_of(app, there.admin)


def test_session_from_before_this_was_asked_is_asked(app: Flask, admin: FlaskClient, there: Group) -> None:
    with app.app_context(), global_session() as work:
        mine = AccountSession.account_id == there.admin.account_id
        work.execute(update(AccountSession).where(mine).values(proved_at=None))
    assert send(admin, "/account/second-factor/begin", "/account/second-factor").status_code == 401


def test_password_alone_is_no_proof_of_whoever_has_a_second_factor(
    app: Flask, client: FlaskClient, there: Group, clock: Clock
) -> None:
    phone, codes = switch_on(signed_in(client, there.admin), clock)
    let_proofs_grow_old(app, there.admin)
    assert prove(client, current_password=PASSWORD).status_code == 422
    assert prove(client, current_password="not it", code=phone.code()).status_code == 422
    assert prove(client, current_password=PASSWORD, code=phone.code()).status_code == 303
    let_proofs_grow_old(app, there.admin)
    assert prove(client, current_password=PASSWORD, code=codes[0]).status_code == 303
    let_proofs_grow_old(app, there.admin)
    assert prove(client, current_password=PASSWORD, code=codes[0]).status_code == 422


def test_wrong_proofs_count_like_wrong_sign_ins(
    app: Flask, admin: FlaskClient, there: Group, clock: Clock
) -> None:
    for _n in range(5):
        assert prove(admin, current_password="not it").status_code == 422
    assert prove(admin, current_password=PASSWORD).status_code == 422
    assert send(app.test_client(), "/sign-in", login=there.admin.login, password=PASSWORD).status_code == 422
    assert {"accounts.sign_in.locked", "accounts.proof.refused"} <= set(actions_of(app, there.admin))
    clock(now() + timedelta(minutes=2))
    assert prove(admin, current_password=PASSWORD).status_code == 303


def test_many_proofs_are_throttled(admin: FlaskClient) -> None:
    answers = [prove(admin, current_password="not it").status_code for _n in range(11)]
    assert answers == [422] * 10 + [429]


def test_nobody_is_led_to_other_sites(admin: FlaskClient) -> None:
    answer = send(admin, "/account/prove?next=https://else.example/", current_password=PASSWORD)
    assert answer.location == "/account/"


def test_who_is_not_signed_in_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/account/prove").location.startswith("/sign-in")


def test_word_of_a_provider_stays_on_its_session(app: Flask, admin: FlaskClient, there: Group) -> None:
    mine = AccountSession.account_id == there.admin.account_id
    with app.app_context(), global_session() as work:
        work.execute(update(AccountSession).where(mine).values(proof="provider"))
        session_id = work.scalars(select(AccountSession.id).where(mine)).one()
        renew_proof(work, session_id, "password")
        assert work.scalars(select(AccountSession.proof).where(mine)).one() == "provider"
