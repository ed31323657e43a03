"""Passkeys: made, named and removed; in place of both steps of a sign-in, of the second, and of a proof."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from webauthn.helpers import bytes_to_base64url

from saas.core.accounts.factor_models import AccountPasskey, AccountPasskeyUse, AccountRecoveryCode
from saas.core.accounts.models import Account, AccountSession, AccountStatus
from saas.core.accounts.passkeys import (
    KnownKey,
    NotFitting,
    Site,
    challenge_of,
    check_shown_key,
    named_key,
    read_new_key,
    site,
)
from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.audit import PlatformAudit
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.testing.factories.groups import Group, group
from saas.testing.factories.members import signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.passkeys import Device
from tests.integration.accounts.test_command import Run, run
from tests.integration.accounts.test_members import send
from tests.integration.accounts.test_proving import DIALOG, let_proofs_grow_old
from tests.integration.accounts.test_second_factor import Clock, Phone, actions_of, first_step, second_step

__all__ = ["run"]
_PLACE = "/account/passkeys"
_SIGN_IN = "/sign-in/passkey"
Question = dict[str, object]


@dataclass(slots=True, kw_only=True)
class Owner:
    """Somebody with a passkey, and the codes that came with it."""

    there: Group
    device: Device
    codes: list[str]


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def owner(client: FlaskClient, there: Group) -> Owner:
    """The administrator, whose passkey is the first factor; the browser has signed out."""
    device = Device()
    answer = make(signed_in(client, there.admin), device)
    assert answer.status_code == 200, answer.text
    codes = re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)
    client.post("/sign-out", data={"_csrf": csrf_token(client, "/account/")})
    return Owner(there=there, device=device, codes=codes)


def question(client: FlaskClient, address: str, page: str) -> Question:
    asked = client.post(address, data={"_csrf": csrf_token(client, page)})
    assert asked.status_code == 200, asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    return asked.json


def make(
    client: FlaskClient, device: Device, *, name: str = "手机", asked: Question | None = None
) -> "object":
    asked = asked or question(client, f"{_PLACE}/question", f"{_PLACE}/new")
    typed = {"name": name, "answer": device.make(asked["options"]), "note": asked["note"]}
    return send(client, f"{_PLACE}/new", **typed)


def sign_in(client: FlaskClient, device: Device, asked: Question | None = None, **headers: str) -> "object":
    page = "/account/" if client.get_cookie(SESSION_COOKIE) else "/sign-in"
    asked = asked or question(client, f"{_SIGN_IN}/question", page)
    typed = {"answer": device.show(asked["options"]), "note": asked["note"]}
    return client.post(_SIGN_IN, data={"_csrf": csrf_token(client, page), **typed}, headers=headers)


def step(client: FlaskClient, device: Device, asked: Question | None = None) -> "object":
    page = "/sign-in/code"
    asked = asked or question(client, f"{page}/passkey/question", page)
    typed = {"answer": device.show(asked["options"]), "note": asked["note"]}
    return send(client, f"{page}/passkey", page, **typed)


def proof(app: Flask, there: Group) -> str:
    with app.app_context(), global_session() as work:
        mine = (AccountSession.account_id == there.admin.account_id, AccountSession.revoked_at.is_(None))
        return work.scalars(
            select(AccountSession.proof).where(*mine).order_by(AccountSession.id.desc())
        ).first()


def number_of(app: Flask, table: type, account_id: int) -> int:
    with app.app_context(), global_session() as work:
        return work.scalar(select(func.count()).where(table.account_id == account_id))


def test_first_passkey_gives_recovery_codes_and_ends_other_sessions(
    app: Flask, client: FlaskClient, there: Group
) -> None:
    other = signed_in(app.test_client(), there.admin)
    signed_in(client, there.admin)
    before = client.get_cookie(SESSION_COOKIE).value
    answer = make(client, Device())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert len(re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)) == 10
    assert client.get_cookie(SESSION_COOKIE).value != before
    assert other.get("/account/").status_code == 303
    assert proof(app, there) == "password+passkey"
    assert "手机" in client.get(f"{_PLACE}/").text
    assert make(client, Device(), name="电脑").status_code == 303
    assert number_of(app, AccountRecoveryCode, there.admin.account_id) == 10
    assert actions_of(app, there.admin).count("accounts.passkey.added") == 2


def test_passkey_alone_signs_in_and_stands_for_both_steps(
    app: Flask, client: FlaskClient, owner: Owner
) -> None:
    answer = sign_in(client, owner.device)
    assert (answer.status_code, answer.location) == (303, f"/t/{owner.there.code}/")
    assert client.get(f"/t/{owner.there.code}/").status_code == 200
    assert proof(app, owner.there) == "passkey"
    assert send(client, f"/t/{owner.there.code}/settings/sign-in", second_factor="true").status_code == 303
    assert client.get(f"/t/{owner.there.code}/").status_code == 200


def test_question_at_the_sign_in_names_nobody(client: FlaskClient, owner: Owner) -> None:
    asked = question(client, f"{_SIGN_IN}/question", "/sign-in")
    assert asked["options"]["allowCredentials"] == []
    assert asked["options"]["userVerification"] == "required"


def test_dialog_over_a_page_takes_a_passkey(client: FlaskClient, owner: Owner) -> None:
    answer = sign_in(client, owner.device, **DIALOG)
    assert f'name="account" content="{answer.json["account"]}"' in client.get("/account/").text
    wrong = sign_in(client, Device(handle=owner.device.handle), **DIALOG)
    assert (wrong.status_code, "message" in wrong.json) == (422, True)


def test_password_alone_opens_nothing_once_there_is_a_passkey(client: FlaskClient, owner: Owner) -> None:
    assert first_step(client, owner.there.admin).location == "/sign-in/code"
    assert client.get(f"/t/{owner.there.code}/").status_code == 303
    assert step(client, owner.device).location == f"/t/{owner.there.code}/"


def test_recovery_code_replaces_a_lost_passkey(app: Flask, client: FlaskClient, owner: Owner) -> None:
    first_step(client, owner.there.admin)
    assert second_step(client, "000000").status_code == 422
    assert second_step(client, owner.codes[0]).status_code == 303
    assert proof(app, owner.there) == "password+recovery"


def test_app_or_passkey_does_for_the_second_step(
    app: Flask, client: FlaskClient, owner: Owner, clock: Clock
) -> None:
    sign_in(client, owner.device)
    send(client, "/account/second-factor/begin", "/account/second-factor")
    page = client.get("/account/second-factor/new").text
    assert "二维码" in page or "QR" in page
    before = number_of(app, AccountRecoveryCode, owner.there.admin.account_id)
    phone = _confirmed(client, page, clock)
    assert number_of(app, AccountRecoveryCode, owner.there.admin.account_id) == before
    for way in (lambda at: step(at, owner.device), lambda at: second_step(at, phone.code())):
        first_step(browser := app.test_client(), owner.there.admin)
        assert way(browser).status_code == 303
    assert send(client, "/account/second-factor/off", "/account/second-factor").status_code == 303
    assert first_step(app.test_client(), owner.there.admin).location == "/sign-in/code"


def _confirmed(client: FlaskClient, page: str, clock: Clock) -> "object":
    found = re.search(r'value="([A-Z2-7-]{39})"', page)
    phone = Phone(secret=found.group(1).replace("-", ""), clock=clock)
    assert send(client, "/account/second-factor/new", code=phone.code()).status_code == 303
    return phone


@pytest.mark.parametrize(
    "bent",
    [
        lambda device: replace(device, origin="http://localhost.evil.example"),
        lambda device: replace(device, origin="https://localhost"),
        lambda device: replace(device, host="evil.example"),
        lambda device: replace(device, verifies=False),
        lambda device: replace(device, key=Device().key),
        lambda device: replace(device, handle=Device().handle),
        lambda device: replace(device, key_id=Device().key_id),
    ],
    ids=["origin", "scheme", "site", "owner not verified", "other key", "no handle", "unknown key"],
)
def test_what_is_not_the_passkey_at_our_address_opens_nothing(
    app: Flask, client: FlaskClient, owner: Owner, bent: Callable[[Device], Device]
) -> None:
    answer = sign_in(client, bent(owner.device))
    assert answer.status_code == 422
    assert client.get_cookie(SESSION_COOKIE) is None
    assert sign_in(client, owner.device).status_code == 303


def test_answer_serves_once_and_one_question_only(app: Flask, client: FlaskClient, owner: Owner) -> None:
    asked = question(client, f"{_SIGN_IN}/question", "/sign-in")
    typed = {"answer": owner.device.show(asked["options"]), "note": asked["note"]}
    thief = app.test_client()
    data = {"_csrf": csrf_token(thief, "/sign-in"), **typed}
    assert client.post(_SIGN_IN, data={"_csrf": csrf_token(client, "/sign-in"), **typed}).status_code == 303
    assert thief.post(_SIGN_IN, data=data).status_code == 422
    fresh = question(thief, f"{_SIGN_IN}/question", "/sign-in")
    assert thief.post(_SIGN_IN, data={**data, "note": fresh["note"]}).status_code == 422
    first_step(thief, owner.there.admin)
    elsewhere = question(thief, "/sign-in/code/passkey/question", "/sign-in/code")
    assert sign_in(app.test_client(), owner.device, elsewhere).status_code == 422


def test_answer_replayed_by_a_device_that_does_not_count_is_refused(
    app: Flask, client: FlaskClient, there: Group
) -> None:
    device = _Uncounting()
    make(signed_in(client, there.admin), device)
    browser = app.test_client()
    asked = question(browser, f"{_SIGN_IN}/question", "/sign-in")
    answer = device.show(asked["options"])
    typed = {"answer": answer, "note": asked["note"]}
    for status in (303, 422):
        at = app.test_client()
        data = {"_csrf": csrf_token(at, "/sign-in"), **typed}
        assert at.post(_SIGN_IN, data=data).status_code == status


class _Uncounting(Device):
    def show(self, options: Question) -> str:
        self.count = -1
        return super().show(options)


def test_question_grows_old(client: FlaskClient, owner: Owner, clock: Clock) -> None:
    asked = question(client, f"{_SIGN_IN}/question", "/sign-in")
    clock(now() + timedelta(minutes=11))
    assert sign_in(client, owner.device, asked).status_code == 422


def test_copied_passkey_is_found_by_its_count(app: Flask, client: FlaskClient, owner: Owner) -> None:
    copied = replace(owner.device)
    sign_in(client, owner.device)
    sign_in(client, owner.device)
    assert sign_in(app.test_client(), copied).status_code == 422
    assert "accounts.passkey.refused" in refusals(app)


def refusals(app: Flask) -> list[str]:
    with app.app_context(), global_session() as work:
        last = select(PlatformAudit.action).order_by(PlatformAudit.id.desc()).limit(5)
        return list(work.scalars(last))


def test_passkey_of_somebody_else_is_no_second_step(app: Flask, client: FlaskClient, owner: Owner) -> None:
    stranger, theirs = group(), Device()
    make(signed_in(app.test_client(), stranger.admin), theirs)
    first_step(client, owner.there.admin)
    assert step(client, theirs).status_code == 422
    assert step(client, replace(theirs, handle=owner.device.handle)).status_code == 422
    assert step(client, owner.device).status_code == 303


def test_guessed_passwords_do_not_keep_the_owner_of_a_passkey_out(
    app: Flask, client: FlaskClient, owner: Owner
) -> None:
    for _n in range(6):
        first_step(app.test_client(), owner.there.admin, "not this one")
    assert first_step(app.test_client(), owner.there.admin).status_code == 422
    assert sign_in(client, owner.device).status_code == 303


def test_disabled_account_stays_closed(app: Flask, client: FlaskClient, owner: Owner) -> None:
    with app.app_context(), global_session() as work:
        mine = Account.id == owner.there.admin.account_id
        work.execute(update(Account).where(mine).values(status=AccountStatus.DISABLED))
    assert sign_in(client, owner.device).status_code == 422


def test_passkey_proves_again(app: Flask, client: FlaskClient, owner: Owner) -> None:
    sign_in(client, owner.device)
    let_proofs_grow_old(app, owner.there.admin)
    address = "/account/prove/passkey"
    assert client.get(f"{_PLACE}/new").location == "/account/prove?next=/account/passkeys/new"
    asked = question(client, f"{address}/question", "/account/prove")
    stranger = Device(handle=owner.device.handle)
    wrong = {"answer": stranger.show(asked["options"]), "note": asked["note"]}
    assert send(client, address, "/account/prove", **wrong).status_code == 422
    right = {"answer": owner.device.show(asked["options"]), "note": asked["note"]}
    assert send(client, f"{address}?next={_PLACE}/new", "/account/prove", **right).location == f"{_PLACE}/new"
    assert client.get(f"{_PLACE}/new").status_code == 200


def test_proof_of_one_session_is_none_of_another(app: Flask, client: FlaskClient, owner: Owner) -> None:
    other = app.test_client()
    sign_in(client, owner.device)
    sign_in(other, owner.device)
    address = "/account/prove/passkey"
    asked = question(client, f"{address}/question", "/account/prove")
    typed = {"answer": owner.device.show(asked["options"]), "note": asked["note"]}
    assert send(other, address, "/account/prove", **typed).status_code == 422
    assert send(client, address, "/account/prove", **typed).status_code == 303


def test_new_passkey_answers_our_question_only(app: Flask, client: FlaskClient, there: Group) -> None:
    signed_in(client, there.admin)
    other = signed_in(app.test_client(), there.admin)
    asked = question(client, f"{_PLACE}/question", f"{_PLACE}/new")
    assert make(other, Device(), asked=asked).status_code == 422
    for bent in (Device(origin="http://evil.example"), Device(host="evil.example"), Device(verifies=False)):
        assert make(client, bent).status_code == 422
    assert make(client, Device(), name=" ").status_code == 422
    assert number_of(app, AccountPasskey, there.admin.account_id) == 0


def test_same_passkey_is_kept_once(app: Flask, client: FlaskClient, owner: Owner) -> None:
    sign_in(client, owner.device)
    assert make(client, owner.device).status_code == 422
    asked = question(client, f"{_PLACE}/question", f"{_PLACE}/new")
    assert len(asked["options"]["excludeCredentials"]) == 1


def test_passkey_is_renamed_and_removed(app: Flask, client: FlaskClient, owner: Owner) -> None:
    sign_in(client, owner.device)
    other = app.test_client()
    sign_in(other, owner.device)
    one = re.search(rf'href="({_PLACE}/\d+)"', client.get(f"{_PLACE}/").text).group(1)
    assert send(client, one, name="办公室").status_code == 303
    assert "办公室" in client.get(f"{_PLACE}/").text
    assert send(client, one, name="").status_code == 422
    assert send(client, f"{one}/remove", f"{_PLACE}/").status_code == 303
    assert other.get("/account/").status_code == 303
    assert proof(app, owner.there) == "password"
    assert number_of(app, AccountRecoveryCode, owner.there.admin.account_id) == 0
    assert sign_in(app.test_client(), owner.device).status_code == 422
    assert first_step(app.test_client(), owner.there.admin).location == f"/t/{owner.there.code}/"


def test_passkeys_of_others_are_out_of_reach(app: Flask, client: FlaskClient, owner: Owner) -> None:
    with app.app_context(), global_session() as work:
        theirs = work.scalars(
            select(AccountPasskey.id).where(AccountPasskey.account_id == owner.there.admin.account_id)
        ).one()
    signed_in(client, group().admin)
    assert client.get(f"{_PLACE}/{theirs}").status_code == 303
    token = csrf_token(client, f"{_PLACE}/")
    for act in ("", "/remove"):
        answer = client.post(f"{_PLACE}/{theirs}{act}", data={"_csrf": token, "name": "mine"})
        assert answer.status_code == 404
    assert sign_in(app.test_client(), owner.device).status_code == 303


def test_operator_drops_passkeys_too(app: Flask, owner: Owner, run: Run) -> None:
    answer = run("users", "drop-second-factor", owner.there.admin.login)
    assert answer.exit_code == 0, answer.output
    assert number_of(app, AccountPasskey, owner.there.admin.account_id) == 0
    assert first_step(app.test_client(), owner.there.admin).location == f"/t/{owner.there.code}/"


def test_number_of_passkeys_is_limited(app: Flask, client: FlaskClient, owner: Owner) -> None:
    of = owner.there.admin.account_id
    with app.app_context(), global_session() as work:
        work.add_all(
            AccountPasskey(
                account_id=of, credential_id=f"{of}-{n}", public_key=b"", sign_count=0, synced=False, name=""
            )
            for n in range(19)
        )
    sign_in(client, owner.device)
    full = client.post(f"{_PLACE}/question", data={"_csrf": csrf_token(client, f"{_PLACE}/new")})
    assert full.status_code == 409


def test_used_notes_are_forgotten_once_their_age_refuses_them(
    app: Flask, client: FlaskClient, owner: Owner, clock: Clock
) -> None:
    sign_in(client, owner.device)
    clock(now() + timedelta(minutes=21))
    sign_in(app.test_client(), owner.device)
    with app.app_context(), global_session() as work:
        old = select(func.count()).where(AccountPasskeyUse.used_at < now() - timedelta(minutes=20))
        assert work.scalar(old) == 0


@contextmanager
def reached_at(app: Flask, base_url: str) -> Iterator[None]:
    kept = app.extensions["saas_settings"]
    app.extensions["saas_settings"] = replace(kept, base_url=base_url)
    try:
        with app.app_context():
            yield
    finally:
        app.extensions["saas_settings"] = kept


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://care.example.com", Site(host="care.example.com", origin="https://care.example.com")),
        ("https://a.example:8443/x", Site(host="a.example", origin="https://a.example:8443")),
        ("http://127.0.0.1:8000", Site(host="localhost", origin="http://localhost:8000")),
        ("http://[::1]:8000", Site(host="localhost", origin="http://localhost:8000")),
        ("https://10.0.0.5", None),
    ],
)
def test_passkeys_are_kept_for_a_name(app: Flask, base_url: str, expected: Site | None) -> None:
    with reached_at(app, base_url):
        assert site() == expected


def test_service_without_a_name_says_that_there_are_no_passkeys(
    app: Flask, client: FlaskClient, there: Group
) -> None:
    signed_in(client, there.admin)
    with reached_at(app, "https://10.0.0.5"):
        assert f'href="{_PLACE}/new"' not in client.get(f"{_PLACE}/").text
        token = csrf_token(client, f"{_PLACE}/new")
        assert client.post(f"{_PLACE}/question", data={"_csrf": token}).status_code == 409


_HERE = Site(host="localhost", origin="http://localhost")
_ASKED = {"challenge": bytes_to_base64url(challenge_of("note")), "user": {"id": "aGFuZGxl"}}
_DEVICE = Device()
_MADE = _DEVICE.make(_ASKED)
_KNOWN = KnownKey(public_key=read_new_key(_HERE, _MADE, "note").public_key, sign_count=0)
_SHOWN = _DEVICE.show(_ASKED)
_JUNK = st.one_of(st.text(max_size=20), st.none(), st.integers(), st.just({}), st.just([]))


@given(part=st.integers(0, 9), cut=st.integers(0, 999), junk=_JUNK)
@settings(max_examples=150, deadline=None)
def test_bent_answers_break_nothing(part: int, cut: int, junk: object) -> None:
    for whole in (_MADE, _SHOWN):
        bent = _bent(whole, part, cut, junk)
        with suppress(NotFitting):
            read_new_key(_HERE, bent, "note")
        with suppress(NotFitting):
            named_key(bent)
        with suppress(NotFitting):
            check_shown_key(_HERE, bent, "note", _KNOWN)


def _bent(whole: str, part: int, cut: int, junk: object) -> str:
    answer = json.loads(whole)
    parts = answer["response"]
    name = sorted(parts)[part % len(parts)]
    at = cut % (len(parts[name]) + 1)
    parts[name] = parts[name][:at] + junk if isinstance(junk, str) else junk
    return json.dumps(answer)


def test_answers_that_are_not_bent_are_taken() -> None:
    assert check_shown_key(_HERE, _SHOWN, "note", _KNOWN) == 1
    assert named_key(_SHOWN) == (json.loads(_SHOWN)["id"], b"handle")
    for nothing in ("", "{", "[]", "x" * 30_000):
        with pytest.raises(NotFitting):
            named_key(nothing)
