"""Two-step sign-in: switched on with a first code, asked for at each sign-in, replaced by recovery codes, switched off."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.accounts.factor_models import AccountRecoveryCode, AccountTotp
from saas.core.accounts.models import AccountSession
from saas.core.accounts.request import SESSION_COOKIE
from saas.core.accounts.totp import code_at, read_code
from saas.platform.audit import PlatformAudit
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.testing.factories.groups import PASSWORD, Group, Person, group, number
from saas.testing.factories.members import join, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.integration.accounts.test_command import Run, run
from tests.integration.accounts.test_members import invite, send

__all__ = ["run"]
_PLACE = "/account/second-factor"
Clock = Callable[[datetime], None]


@dataclass(slots=True)
class Phone:
    """Somebody's authenticator app; each code it shows is a fresh one."""

    secret: str
    clock: Clock

    def code(self) -> str:
        self.clock(now() + timedelta(seconds=31))
        return self.shown()

    def shown(self) -> str:
        return code_at(self.secret, int(now().timestamp()) // 30)


@pytest.fixture
def there() -> Group:
    return group()


def switch_on(client: FlaskClient, clock: Clock) -> tuple[Phone, list[str]]:
    """Switch it on as people do; returns the app and the recovery codes."""
    send(client, f"{_PLACE}/begin", _PLACE)
    page = client.get(f"{_PLACE}/new").text
    assert "<svg" in page
    found = re.search(r'value="([A-Z2-7-]{39})"', page)
    assert found, page
    phone = Phone(secret=read_code(found.group(1)).upper(), clock=clock)
    answer = send(client, f"{_PLACE}/new", code=phone.code())
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return phone, re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)


@pytest.fixture
def both(client: FlaskClient, there: Group, clock: Clock) -> tuple[Phone, list[str]]:
    """The administrator's app and recovery codes; the browser has signed out."""
    found = switch_on(signed_in(client, there.admin), clock)
    client.post("/sign-out", data={"_csrf": csrf_token(client, "/account/")})
    return found


def first_step(client: FlaskClient, person: Person, password: str = PASSWORD) -> "object":
    return send(client, "/sign-in", login=person.login, password=password)


def second_step(client: FlaskClient, code: str) -> "object":
    return send(client, "/sign-in/code", code=code)


def actions_of(app: Flask, person: Person) -> list[str]:
    with app.app_context(), global_session() as work:
        mine = select(PlatformAudit.action).where(PlatformAudit.account_id == person.account_id)
        return list(work.scalars(mine.order_by(PlatformAudit.id)))


def test_switching_on_ends_other_sessions_and_keeps_no_code_in_clear(
    app: Flask, client: FlaskClient, there: Group, clock: Clock
) -> None:
    other = signed_in(app.test_client(), there.admin)
    signed_in(client, there.admin)
    before = client.get_cookie(SESSION_COOKIE).value
    phone, codes = switch_on(client, clock)
    assert len(set(codes)) == 10
    assert client.get_cookie(SESSION_COOKIE).value != before
    assert client.get(_PLACE).status_code == 200
    assert other.get("/account/").status_code == 303
    with app.app_context(), global_session() as work:
        of = there.admin.account_id
        raw = work.connection().exec_driver_sql(f"SELECT secret FROM account_totp WHERE account_id = {of}")
        assert phone.secret.encode() not in bytes(raw.scalar_one())
        kept = work.scalars(select(AccountRecoveryCode.code_hash).where(AccountRecoveryCode.account_id == of))
        assert not {read_code(code) for code in codes} & set(kept)
    assert "accounts.second_factor.on" in actions_of(app, there.admin)


def test_wrong_code_switches_nothing_on(client: FlaskClient, there: Group) -> None:
    signed_in(client, there.admin)
    send(client, f"{_PLACE}/begin", _PLACE)
    assert send(client, f"{_PLACE}/new", code="000000").status_code == 422
    assert "second-factor/begin" in client.get(_PLACE).text


def test_password_alone_opens_nothing(
    client: FlaskClient, there: Group, both: tuple[Phone, list[str]]
) -> None:
    asked = first_step(client, there.admin)
    assert asked.location == "/sign-in/code"
    assert client.get_cookie(SESSION_COOKIE) is None
    assert client.get(f"/t/{there.code}/").status_code == 303
    assert second_step(client, "000000").status_code == 422
    answer = second_step(client, both[0].code())
    assert (answer.status_code, answer.location) == (303, f"/t/{there.code}/")
    assert client.get(f"/t/{there.code}/").status_code == 200


def test_session_says_how_it_was_proved(
    app: Flask, client: FlaskClient, there: Group, both: tuple[Phone, list[str]]
) -> None:
    first_step(client, there.admin)
    second_step(client, both[0].code())
    with app.app_context(), global_session() as work:
        mine = select(AccountSession.proof).where(AccountSession.account_id == there.admin.account_id)
        assert work.scalars(mine.order_by(AccountSession.id.desc())).first() == "password+totp"


def test_same_code_is_taken_once(app: Flask, there: Group, both: tuple[Phone, list[str]]) -> None:
    code = both[0].code()
    first, second = app.test_client(), app.test_client()
    first_step(first, there.admin)
    first_step(second, there.admin)
    assert second_step(first, code).status_code == 303
    assert second_step(second, code).status_code == 422


def test_each_recovery_code_works_once_and_few_left_are_told(
    app: Flask, there: Group, both: tuple[Phone, list[str]]
) -> None:
    _phone, codes = both
    for code in codes[:7]:
        browser = app.test_client()
        first_step(browser, there.admin)
        assert second_step(browser, f" {code.upper()} ").status_code == 303
    assert "恢复码" in browser.get(f"/t/{there.code}/").text
    first_step(browser := app.test_client(), there.admin)
    assert second_step(browser, codes[0]).status_code == 422
    assert actions_of(app, there.admin).count("accounts.second_factor.code_used") == 7


def test_new_recovery_codes_end_the_old_ones(
    app: Flask, client: FlaskClient, there: Group, both: tuple[Phone, list[str]]
) -> None:
    phone, codes = both
    first_step(client, there.admin)
    second_step(client, phone.code())
    made = send(client, f"{_PLACE}/codes", _PLACE)
    fresh = re.findall(r"<code>([a-z0-9-]+)</code>", made.text)
    assert len(fresh) == 10
    first_step(browser := app.test_client(), there.admin)
    assert second_step(browser, codes[0]).status_code == 422
    assert second_step(browser, fresh[0]).status_code == 303


def test_password_is_enough_again_when_it_is_off(
    app: Flask, client: FlaskClient, there: Group, both: tuple[Phone, list[str]]
) -> None:
    phone, _codes = both
    first_step(client, there.admin)
    second_step(client, phone.code())
    assert send(client, f"{_PLACE}/off", _PLACE).status_code == 303
    assert client.post(f"{_PLACE}/off", data={"_csrf": csrf_token(client, _PLACE)}).status_code == 409
    assert first_step(app.test_client(), there.admin).location == f"/t/{there.code}/"
    assert actions_of(app, there.admin).count("accounts.second_factor.off") == 1


def test_wrong_codes_let_the_sign_in_rest_although_the_password_fits_each_time(
    app: Flask, client: FlaskClient, there: Group, both: tuple[Phone, list[str]], clock: Clock
) -> None:
    for _n in range(5):
        first_step(client, there.admin)
        assert second_step(client, "000000").status_code == 422
    assert first_step(client, there.admin).status_code == 422
    assert "accounts.sign_in.locked" in actions_of(app, there.admin)
    clock(now() + timedelta(minutes=2))
    first_step(client, there.admin)
    assert second_step(client, both[0].code()).status_code == 303


def test_many_codes_are_throttled(client: FlaskClient, there: Group, both: tuple[Phone, list[str]]) -> None:
    first_step(client, there.admin)
    answers = [second_step(client, "000000").status_code for _n in range(11)]
    assert answers == [422] * 10 + [429]


def test_step_ends_after_ten_minutes_and_with_the_password(
    app: Flask, client: FlaskClient, there: Group, both: tuple[Phone, list[str]], clock: Clock
) -> None:
    phone, _codes = both
    assert client.get("/sign-in/code").location == "/sign-in"
    first_step(client, there.admin)
    token = csrf_token(client, "/sign-in/code")
    clock(now() + timedelta(minutes=11))
    late = client.post("/sign-in/code", data={"_csrf": token, "code": phone.code()})
    assert late.location == "/sign-in"
    first_step(client, there.admin)
    first_step(other := app.test_client(), there.admin)
    second_step(other, phone.code())
    send(other, "/account/password", current_password=PASSWORD, password="a completely new one")
    assert second_step(client, phone.code()).location == "/sign-in"


def test_dialog_over_a_page_asks_for_the_code_too(
    client: FlaskClient, there: Group, both: tuple[Phone, list[str]]
) -> None:
    data = {"_csrf": csrf_token(client), "login": there.admin.login, "password": PASSWORD}
    dialog = {"X-Sign-In": "dialog"}
    asked = client.post("/sign-in", data=data, headers=dialog).json
    assert asked == {"code_at": "/sign-in/code"}
    refused = client.post(asked["code_at"], data={"_csrf": data["_csrf"], "code": "000000"}, headers=dialog)
    assert (refused.status_code, refused.json["again"]) == (422, False)
    answer = client.post(
        asked["code_at"], data={"_csrf": data["_csrf"], "code": both[0].code()}, headers=dialog
    )
    assert f'name="account" content="{answer.json["account"]}"' in client.get("/account/").text
    again = client.post("/sign-in/code", data={"_csrf": answer.json["csrf"], "code": "1"}, headers=dialog)
    assert again.status_code == 409, again.text[:3000]
    assert again.json["again"]


def test_password_alone_joins_no_group_and_makes_none(
    app: Flask, client: FlaskClient, there: Group, both: tuple[Phone, list[str]]
) -> None:
    host = group()
    link = invite(signed_in(app.test_client(), host.admin), host, email="")
    mine = {"display_name": "王明", "login": there.admin.login, "password": PASSWORD}
    joined = send(client, f"{link}/join", link, **mine)
    assert joined.status_code == 422
    assert client.get_cookie(SESSION_COOKIE) is None
    code = f"new{number()}"
    assert send(client, "/register", name="另一个集团", code=code, **mine).status_code == 422


def test_operator_drops_a_lost_factor(
    app: Flask, there: Group, both: tuple[Phone, list[str]], run: Run
) -> None:
    answer = run("users", "drop-second-factor", there.admin.login)
    assert answer.exit_code == 0, answer.output
    assert first_step(app.test_client(), there.admin).location == f"/t/{there.code}/"
    assert "accounts.second_factor.dropped" in actions_of(app, there.admin)
    assert run("users", "drop-second-factor", there.admin.login).exit_code != 0
    with app.app_context(), global_session() as work:
        left = select(AccountTotp.id).where(AccountTotp.account_id == there.admin.account_id)
        assert work.scalar(left) is None


def test_group_that_asks_for_a_second_factor_opens_to_no_other_and_the_rest_stay_open(
    app: Flask, client: FlaskClient, there: Group, clock: Clock
) -> None:
    other, colleague = group(), member(there)
    join(colleague, other)
    signed_in(client, there.admin)
    door, home = f"/t/{there.code}/settings/sign-in", f"/t/{there.code}/"
    assert send(client, door, second_factor="true").status_code == 422
    waiting = signed_in(app.test_client(), colleague)
    switch_on(client, clock)
    assert send(client, door, second_factor="true").status_code == 303
    refused = waiting.get(home)
    assert (refused.status_code, _PLACE in refused.text) == (403, True)
    assert waiting.get(f"/t/{other.code}/").status_code == 200
    switch_on(waiting, clock)
    assert waiting.get(home).status_code == 200
    assert send(client, door).status_code == 303
    assert signed_in(app.test_client(), member(there)).get(home).status_code == 200


def test_session_of_before_closes_when_the_second_factor_is_off(
    client: FlaskClient, there: Group, clock: Clock
) -> None:
    signed_in(client, there.admin)
    switch_on(client, clock)
    send(client, f"/t/{there.code}/settings/sign-in", second_factor="true")
    send(client, f"{_PLACE}/off", _PLACE)
    assert client.get(f"/t/{there.code}/").status_code == 403
