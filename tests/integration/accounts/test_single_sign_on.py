"""Single sign-on by a group's own provider, a real one: entered, linked once, opening its own group and no other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from saas.core.accounts.models import AccountSession
from saas.core.accounts.operations import (
    disable_member,
    remove_member,
    required_login,
    set_operator,
)
from saas.core.accounts.operations.identities import unlink_identity
from saas.core.accounts.operations.provider import ProviderDetails, save_provider
from saas.core.accounts.provider_models import MemberIdentity, SignInProvider
from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, Group, Person, group, number
from saas.testing.factories.members import join, member, signed_in
from tests.harness.company import Company
from tests.integration.accounts.test_members import invite, send
from tests.integration.accounts.test_second_factor import switch_on

Clock = Callable[[datetime], None]


def with_provider(of: Group, company: Company, **more: bool) -> None:
    """Enter the company as the group's provider and switch it on."""
    known = company.register(f"http://localhost/p/{of.code}/sign-in/back")
    with inside(of.id):
        details = {"name": "公司账号", "issuer": company.issuer, "enabled": True, **known, **more}
        save_provider(ProviderDetails(**details))


@pytest.fixture
def there(company_allowed: Company) -> Group:
    made = group()
    with_provider(made, company_allowed)
    return made


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def go(client: FlaskClient, address: str, company: Company, name: str, **how: bool) -> "object":
    """Set out by an address of ours, sign in at the provider, and come back."""
    away = client.get(address)
    assert away.status_code == 303, away.text
    return client.get(path_of(company.sign_in(away.headers["Location"], name, **how)))


def link(client: FlaskClient, person: Person, company: Company, name: str) -> FlaskClient:
    """Let somebody who signs in with a password link what the provider calls them."""
    signed_in(client, person)
    back = go(client, f"/p/{person.group}/sign-in/link", company, name)
    assert back.headers["Location"] == f"/t/{person.group}/single-sign-on"
    page = client.get(back.headers["Location"])
    assert name in page.text
    done = send(client, f"/t/{person.group}/single-sign-on/link", f"/t/{person.group}/single-sign-on")
    assert done.status_code == 303, done.text
    return client


def come(app: Flask, of: Group, company: Company, name: str) -> FlaskClient:
    """A fresh browser that signs in through the provider."""
    client = app.test_client()
    back = go(client, f"/p/{of.code}/sign-in/go", company, name)
    assert back.status_code == 303, back.text
    return client


def only_by_it(of: Group, client: FlaskClient) -> "object":
    place = f"/t/{of.code}/settings/sign-in"
    return send(client, place, single_sign_on="true")


@pytest.fixture
def name() -> str:
    return f"Li.Na-{number()}"


def actions(of: Group) -> list[str]:
    with inside(of.id) as work:
        return list(work.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_member_links_once_and_comes_in_by_the_provider(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    link(client, there.admin, company, name)
    browser = come(app, there, company, name)
    page = browser.get(f"/t/{there.code}/")
    assert page.status_code == 200
    assert there.name in page.text
    assert "accounts.identity.linked" in actions(there)
    with inside(there.id) as work:
        raw = work.execute(text("SELECT member_identity::text FROM member_identity")).scalars().all()
    assert raw
    assert not any(name in row for row in raw)


def test_secret_and_subject_are_sealed_and_never_shown(
    client: FlaskClient, there: Group, company: Company
) -> None:
    with inside(there.id) as work:
        row = work.execute(text("SELECT client_secret FROM sign_in_provider")).scalar_one()
    signed_in(client, there.admin)
    page = client.get(f"/t/{there.code}/settings/single-sign-on").text
    assert company.issuer in page
    assert f"http://localhost/p/{there.code}/sign-in/back" in page
    assert len(bytes(row)) > 40
    with inside(there.id) as work:
        secret = work.execute(select(SignInProvider.client_secret)).scalar_one()
    assert secret not in page
    assert secret.encode() not in bytes(row)


def test_whom_nobody_linked_is_not_let_in_whatever_the_provider_calls_them(
    app: Flask, there: Group, company: Company
) -> None:
    # The name at the provider is the login of a member here: that proves nothing.
    browser = app.test_client()
    back = go(browser, f"/p/{there.code}/sign-in/go", company, there.admin.login)
    assert back.status_code == 403
    assert browser.get_cookie(SESSION_COOKIE) is None
    assert browser.get(f"/t/{there.code}/").status_code == 303


def test_provider_opens_its_own_group_and_no_other(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    other, foreign = group(), group()
    join(there.admin, other, role="group_admin")
    with app.app_context(), global_session() as work:
        set_operator(work, required_login(there.admin.login), operator=True)
    link(client, there.admin, company, name)
    browser = come(app, there, company, name)
    own = browser.get(f"/t/{there.code}/")
    assert own.status_code == 200
    assert other.name not in own.text
    answers = [browser.get(f"/t/{code}/") for code in (other.code, foreign.code, "no-such-group")]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    plain = [
        answer.text.replace(code, "")
        for answer, code in zip(answers, (other.code, foreign.code, "no-such-group"), strict=True)
    ]
    assert all(other.name not in page for page in plain)
    assert other.name not in browser.get("/account/groups").text
    for page in (
        "/account/",
        "/account/password",
        "/account/sessions",
        "/account/second-factor",
        "/register",
    ):
        assert browser.get(page).status_code == 403, page
    assert browser.get("/platform/plugins/").status_code == 404
    assert client.get("/platform/plugins/").status_code == 200
    assert client.get(f"/t/{other.code}/").status_code == 200


def test_password_and_provider_add_up_in_one_session(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    other = group()
    join(there.admin, other)
    link(client, there.admin, company, name)
    before = client.get_cookie(SESSION_COOKIE).value
    assert go(client, f"/p/{there.code}/sign-in/go", company, name).status_code == 303
    assert client.get_cookie(SESSION_COOKIE).value != before
    for code in (there.code, other.code):
        assert client.get(f"/t/{code}/").status_code == 200
    assert client.get("/account/").status_code == 200


def test_same_name_at_the_provider_is_somebody_else_in_another_group(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    other = group()
    with_provider(other, company)
    link(client, there.admin, company, name)
    browser = app.test_client()
    assert go(browser, f"/p/{other.code}/sign-in/go", company, name).status_code == 403
    assert go(browser, f"/p/{there.code}/sign-in/go", company, name.upper()).status_code == 403
    assert go(browser, f"/p/{there.code}/sign-in/go", company, name).status_code == 303


def test_nobody_links_what_is_linked_and_nobody_links_twice(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    link(client, there.admin, company, name)
    colleague = member(there)
    own = f"/t/{there.code}/single-sign-on"
    thief = signed_in(app.test_client(), colleague)
    go(thief, f"/p/{there.code}/sign-in/link", company, name)
    assert send(thief, f"{own}/link", own).status_code == 409
    go(client, f"/p/{there.code}/sign-in/link", company, f"{name}-2")
    assert send(client, f"{own}/link", own).status_code == 409
    with inside(there.id) as work:
        assert len(work.scalars(select(MemberIdentity.id)).all()) == 1


def test_nothing_is_linked_by_an_address_alone(client: FlaskClient, there: Group, company: Company) -> None:
    signed_in(client, there.admin)
    go(client, f"/p/{there.code}/sign-in/link", company, "Mallory")
    client.get(f"/t/{there.code}/single-sign-on")
    with inside(there.id) as work:
        assert work.scalars(select(MemberIdentity.id)).all() == []
    assert client.post(f"/t/{there.code}/single-sign-on/link").status_code == 400


def test_return_counts_once_in_the_browser_that_set_out(
    *, app: Flask, client: FlaskClient, there: Group, company: Company, name: str, clock: Clock
) -> None:
    link(client, there.admin, company, name)
    browser = app.test_client()
    away = browser.get(f"/p/{there.code}/sign-in/go").headers["Location"]
    back = path_of(company.sign_in(away, name))
    assert app.test_client().get(back).status_code == 409
    assert browser.get(back.replace("state=", "state=x")).status_code == 409
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 409
    late = app.test_client()
    away = late.get(f"/p/{there.code}/sign-in/go").headers["Location"]
    back = path_of(company.sign_in(away, name))
    clock(now() + timedelta(minutes=11))
    assert late.get(back).status_code == 409


def test_return_of_another_group_or_issuer_is_not_taken(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    other = group()
    with_provider(other, company)
    link(client, there.admin, company, name)
    browser = app.test_client()
    away = browser.get(f"/p/{there.code}/sign-in/go").headers["Location"]
    back = path_of(company.sign_in(away, name))
    query = parse_qs(urlsplit(away).query)
    assert query["redirect_uri"] == [f"http://localhost/p/{there.code}/sign-in/back"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["scope"] == ["openid"]
    assert browser.get(back.replace(there.code, other.code, 1)).status_code == 409
    away = browser.get(f"/p/{there.code}/sign-in/go").headers["Location"]
    back = path_of(company.sign_in(away, name))
    assert "iss=" in back
    assert browser.get(back.replace("iss=", "iss=http%3A%2F%2Fother.example%2F")).status_code == 503
    away = browser.get(f"/p/{there.code}/sign-in/go").headers["Location"]
    back = path_of(company.sign_in(away, name))
    assert browser.get(back.partition("&iss=")[0]).status_code == 503


def test_who_leaves_the_provider_is_told_so(app: Flask, there: Group, company: Company) -> None:
    browser = app.test_client()
    back = go(browser, f"/p/{there.code}/sign-in/go", company, "x", leave=True)
    assert back.status_code == 403
    assert browser.get_cookie(SESSION_COOKIE) is None


def test_dangerous_act_asks_the_provider_again_and_not_the_open_browser(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    link(client, there.admin, company, name)
    browser = come(app, there, company, name)
    place = f"/t/{there.code}/settings/members/new"
    assert send(browser, place, display_name="李娜").status_code == 401
    # The provider knows this browser and asks nobody: that proves nothing.
    assert go(browser, f"/p/{there.code}/sign-in/go", company, name).status_code == 303
    assert send(browser, place, display_name="李娜").status_code == 401
    address = browser.get(f"/p/{there.code}/sign-in/go?again=1").headers["Location"]
    told = parse_qs(urlsplit(address).query)
    assert (told["prompt"], told["max_age"]) == (["login"], ["0"])
    assert browser.get(path_of(company.sign_in(address, name))).status_code == 303
    assert send(browser, place, display_name="李娜").status_code == 200


def test_wanted_page_is_one_of_the_group(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    link(client, there.admin, company, name)
    for wanted, found in (
        (f"/t/{there.code}/settings/", f"/t/{there.code}/settings/"),
        ("https://evil.example/", f"/t/{there.code}/"),
        ("//evil.example/", f"/t/{there.code}/"),
        ("/t/other/", f"/t/{there.code}/"),
    ):
        browser = app.test_client()
        back = go(browser, f"/p/{there.code}/sign-in/go?next={wanted}", company, name)
        assert back.headers["Location"] == found


def test_invited_person_begins_with_the_provider_and_joins(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    token = invite(signed_in(client, there.admin), there).rpartition("/")[2]
    browser = app.test_client()
    page = f"/p/{there.code}/invitations/{token}"
    back = go(browser, f"/p/{there.code}/sign-in/invitation/{token}", company, name)
    assert back.headers["Location"] == page
    login = f"neu{number()}@example.com"
    values = {"display_name": "新人", "login": login, "password": PASSWORD}
    assert send(browser, f"{page}/join", page, **values).status_code == 303
    again = come(app, there, company, name)
    assert again.get(f"/t/{there.code}/").status_code == 200


def test_provider_accepts_no_invitation_for_anybody(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    other = group()
    token = invite(signed_in(app.test_client(), other.admin), other).rpartition("/")[2]
    link(client, there.admin, company, name)
    browser = come(app, there, company, name)
    page = f"/p/{other.code}/invitations/{token}"
    assert send(browser, f"{page}/accept", page).status_code == 401
    assert send(client, f"{page}/accept", page).status_code == 303


def test_leaving_and_unlinking_end_what_the_provider_opened(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    people = [member(there) for _n in range(3)]
    browsers = []
    for n, person in enumerate(people):
        link(app.test_client(), person, company, f"{name}-{n}")
        browsers.append(come(app, there, company, f"{name}-{n}"))
    with inside(there.id):
        unlink_identity(people[0].member_id)
        remove_member(people[1].member_id)
        disable_member(people[2].member_id)
    assert browsers[0].get(f"/t/{there.code}/").status_code == 303
    assert browsers[1].get(f"/t/{there.code}/").status_code == 303
    assert browsers[2].get(f"/t/{there.code}/").status_code == 403
    for n in range(3):
        back = go(app.test_client(), f"/p/{there.code}/sign-in/go", company, f"{name}-{n}")
        assert back.status_code == 403


def test_sessions_end_with_the_provider_but_not_those_of_a_password(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    link(client, there.admin, company, name)
    go(client, f"/p/{there.code}/sign-in/go", company, name)
    browser = come(app, there, company, name)
    with inside(there.id) as work:
        row = work.scalars(select(SignInProvider)).one()
        save_provider(
            ProviderDetails(name=row.name, issuer=row.issuer, client_id=row.client_id, enabled=False)
        )
    assert browser.get(f"/t/{there.code}/").status_code == 303
    assert client.get(f"/t/{there.code}/").status_code == 200
    with app.app_context(), global_session() as work:
        mine = select(AccountSession.vouched).where(
            AccountSession.account_id == there.admin.account_id, AccountSession.revoked_at.is_(None)
        )
        assert set(work.scalars(mine)) == {""}
    for address in ("sign-in", "sign-in/go", "sign-in/back?state=x"):
        assert app.test_client().get(f"/p/{there.code}/{address}").status_code == 404


def test_only_by_single_sign_on_needs_a_way_in_and_a_way_back(
    *, app: Flask, client: FlaskClient, there: Group, company: Company, name: str, clock: Clock
) -> None:
    link(client, there.admin, company, name)
    assert only_by_it(there, client).status_code == 422
    go(client, f"/p/{there.code}/sign-in/go", company, name)
    assert only_by_it(there, client).status_code == 422
    switch_on(client, clock)
    go(client, f"/p/{there.code}/sign-in/go", company, name)
    assert only_by_it(there, client).status_code == 303


@pytest.fixture
def closed(
    client: FlaskClient, there: Group, company: Company, name: str, clock: Clock
) -> tuple[Group, list[str]]:
    """A group that takes single sign-on only, and recovery codes of its administrator."""
    link(client, there.admin, company, name)
    _phone, codes = switch_on(client, clock)
    go(client, f"/p/{there.code}/sign-in/go", company, name)
    assert only_by_it(there, client).status_code == 303
    return there, codes


def test_password_opens_a_closed_group_no_more_and_others_still(
    app: Flask, closed: tuple[Group, list[str]], company: Company, name: str
) -> None:
    there, _codes = closed
    other = group()
    colleague = member(there)
    join(colleague, other)
    browser = signed_in(app.test_client(), colleague)
    refused = browser.get(f"/t/{there.code}/")
    assert refused.status_code == 403
    assert "sign-in/go" in refused.text
    assert browser.get(f"/t/{other.code}/").status_code == 200
    assert browser.get(f"/t/{there.code}/settings/sign-in").status_code == 403
    link(browser, colleague, company, f"{name}-2")
    assert browser.get(f"/t/{there.code}/").status_code == 403
    go(browser, f"/p/{there.code}/sign-in/go", company, f"{name}-2")
    assert browser.get(f"/t/{there.code}/").status_code == 200


def test_administrator_mends_it_with_a_second_step_and_nothing_else(
    app: Flask, closed: tuple[Group, list[str]]
) -> None:
    there, codes = closed
    browser = app.test_client()
    send(browser, "/sign-in", login=there.admin.login, password=PASSWORD)
    send(browser, "/sign-in/code", code=codes[0])
    assert browser.get(f"/t/{there.code}/").status_code == 403
    assert browser.get(f"/t/{there.code}/settings/members/").status_code == 403
    door = f"/t/{there.code}/settings/sign-in"
    assert browser.get(door).status_code == 200
    assert "accounts.door.mended" in actions(there)
    assert browser.get(f"/t/{there.code}/settings/single-sign-on").status_code == 200
    assert send(browser, door).status_code == 303
    assert browser.get(f"/t/{there.code}/").status_code == 200


def test_password_alone_or_without_the_right_mends_nothing(
    app: Flask, closed: tuple[Group, list[str]], clock: Clock
) -> None:
    there, _codes = closed
    door = f"/t/{there.code}/settings/sign-in"
    second_admin = signed_in(app.test_client(), member(there, role="group_admin"))
    assert second_admin.get(door).status_code == 403
    colleague = signed_in(app.test_client(), member(there))
    switch_on(colleague, clock)
    assert colleague.get(door).status_code == 403
    assert colleague.get(f"/t/{there.code}/").status_code == 403


def test_closed_group_keeps_its_provider(closed: tuple[Group, list[str]], client: FlaskClient) -> None:
    there, _codes = closed
    place = f"/t/{there.code}/settings/single-sign-on"
    with inside(there.id) as work:
        row = work.scalars(select(SignInProvider)).one()
        same = {"name": row.name, "issuer": row.issuer, "client_id": row.client_id}
    assert send(client, place, **same).status_code == 422
    moved = {**same, "issuer": "https://elsewhere.example", "client_secret": "x", "enabled": "true"}
    assert send(client, place, **moved).status_code == 422
    assert send(client, place, **{**same, "name": "新名", "enabled": "true"}).status_code == 303


@pytest.mark.parametrize(("more", "name", "status"), [
    ({}, "plain", 403), ({"asks_second_factor": True}, "plain", 200), ({}, "with+otp", 200),
])  # fmt: skip
def test_second_step_is_the_providers_word(
    *,
    app: Flask,
    client: FlaskClient,
    company_allowed: Company,
    clock: Clock,
    more: dict,
    name: str,
    status: int,
) -> None:
    there = group()
    with_provider(there, company_allowed, **more)
    subject = f"{name}-{number()}"
    link(client, there.admin, company_allowed, subject)
    switch_on(client, clock)
    assert send(client, f"/t/{there.code}/settings/sign-in", second_factor="true").status_code == 303
    browser = come(app, there, company_allowed, subject)
    assert browser.get(f"/t/{there.code}/").status_code == status


def test_provider_is_tested_before_it_is_switched_on(client: FlaskClient, company_allowed: Company) -> None:
    there = group()
    known = company_allowed.register(f"http://localhost/p/{there.code}/sign-in/back")
    signed_in(client, there.admin)
    place = f"/t/{there.code}/settings/single-sign-on"
    told = {"name": "公司账号", "issuer": company_allowed.issuer, **known, "enabled": "true"}
    assert send(client, place, **{**told, "client_secret": "wrong"}).status_code == 422
    assert send(client, place, **{**told, "issuer": f"{company_allowed.issuer}/"}).status_code == 422
    assert send(client, place, **{**told, "issuer": "http://127.0.0.1:1"}).status_code == 422
    assert send(client, place, **told).status_code == 303
    tested = send(client, f"{place}/check", place)
    assert tested.status_code == 200
    assert "RS256" in tested.text


def test_stored_secret_goes_to_no_other_address(client: FlaskClient, there: Group) -> None:
    signed_in(client, there.admin)
    place = f"/t/{there.code}/settings/single-sign-on"
    with inside(there.id) as work:
        row = work.scalars(select(SignInProvider)).one()
        told = {"name": row.name, "issuer": row.issuer, "client_id": row.client_id}
    for other in ({"issuer": "https://evil.example"}, {"client_id": "another"}):
        assert send(client, place, **{**told, **other}).status_code == 422


def test_group_without_provider_answers_like_one_that_does_not_exist(client: FlaskClient) -> None:
    there = group()
    for address in ("sign-in", "sign-in/go", "sign-in/back", "sign-in/invitation/x"):
        known = client.get(f"/p/{there.code}/{address}")
        unknown = client.get(f"/p/no-such-group/{address}")
        assert (known.status_code, unknown.status_code) == (404, 404)
        assert _said(known.text) == _said(unknown.text)


def _said(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_short_code_leads_to_the_groups_page(client: FlaskClient, there: Group) -> None:
    page = client.get(f"/sign-in/company?next=/t/{there.code}/customers/")
    assert f'value="{there.code}"' in page.text
    answer = send(client, "/sign-in/company", code=f" {there.code.upper()} ")
    assert answer.headers["Location"] == f"/p/{there.code}/sign-in"
    assert "公司账号" in client.get(answer.headers["Location"]).text


def test_disabled_account_is_not_let_in(
    app: Flask, client: FlaskClient, there: Group, company: Company, name: str
) -> None:
    link(client, there.admin, company, name)
    with app.app_context(), global_session() as work:
        work.execute(
            text("UPDATE account SET status = 'disabled' WHERE id = :id"), {"id": there.admin.account_id}
        )
    assert go(app.test_client(), f"/p/{there.code}/sign-in/go", company, name).status_code == 403


def test_account_is_made_by_no_provider(app: Flask, there: Group, company: Company, name: str) -> None:
    with inside(there.id) as work:
        before = work.execute(text("SELECT count(*) FROM account")).scalar_one()
    go(app.test_client(), f"/p/{there.code}/sign-in/go", company, name)
    with inside(there.id) as work:
        assert work.execute(text("SELECT count(*) FROM account")).scalar_one() == before
