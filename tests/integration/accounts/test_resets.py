"""A forgotten password: a link to a confirmed address, else the administrator of the only group, else an operator."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from saas.core.accounts.models import Account, AccountToken
from saas.core.accounts.operations import required_login, reset_link_by_operator
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.testing.factories.groups import PASSWORD, Group, Person, group
from saas.testing.factories.members import join, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.integration.accounts.test_members import mailed_link, send

NEW = "a completely new one"


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def admin(app: Flask, there: Group) -> FlaskClient:
    return signed_in(app.test_client(), there.admin)


def confirm(app: Flask, person: Person) -> None:
    with app.app_context(), global_session() as work:
        work.get_one(Account, person.account_id).login_confirmed_at = now()


def links_of(app: Flask, person: Person) -> int:
    with app.app_context(), global_session() as work:
        mine = (
            select(func.count()).select_from(AccountToken).where(AccountToken.account_id == person.account_id)
        )
        return work.scalar(mine)


def copied_link(admin: FlaskClient, there: Group, person: Person) -> str:
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    answer = send(admin, f"{place}/reset", place)
    assert answer.status_code == 200, answer.text
    return re.search(r'value="http://localhost(/reset/[^"]+)"', answer.text).group(1)


def test_link_goes_only_to_a_confirmed_address_and_nobody_learns_which(
    app: Flask, client: FlaskClient, there: Group
) -> None:
    known, unconfirmed = member(there), member(there)
    confirm(app, known)
    pages = [
        send(client, "/forgotten", login=login).text
        for login in (known.login, unconfirmed.login, f"nobody{there.id}@example.com", "13900000000")
    ]
    assert len({re.sub(r'(content|value)="[^"]*"', "", page) for page in pages}) == 1
    assert links_of(app, known) == 1
    assert links_of(app, unconfirmed) == 0


def test_reset_sets_the_password_once_and_ends_all_sessions(
    app: Flask, client: FlaskClient, there: Group
) -> None:
    person = member(there)
    confirm(app, person)
    elsewhere = signed_in(app.test_client(), person)
    send(client, "/forgotten", login=person.login)
    link = mailed_link(app, person.login)
    assert send(client, link, password="short").status_code == 422
    assert send(client, link, password=NEW).status_code == 303
    assert elsewhere.get(f"/t/{there.code}/").status_code == 303
    assert client.get(link).status_code == 404
    token = csrf_token(client)
    signed = {"_csrf": token, "login": person.login}
    assert client.post("/sign-in", data={**signed, "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", data={**signed, "password": NEW}).status_code == 303


def test_reset_link_expires(
    app: Flask, client: FlaskClient, there: Group, clock: Callable[[datetime], None]
) -> None:
    person = member(there)
    confirm(app, person)
    send(client, "/forgotten", login=person.login)
    link = mailed_link(app, person.login)
    clock(now() + timedelta(hours=3))
    assert client.get(link).status_code == 404


def test_administrator_copies_a_link_for_a_person_of_this_group_only(
    client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    person = member(there)
    link = copied_link(admin, there, person)
    assert send(client, link, password=NEW).status_code == 303


def test_administrator_gets_no_link_for_a_confirmed_address(
    app: Flask, admin: FlaskClient, there: Group
) -> None:
    person = member(there)
    confirm(app, person)
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    assert send(admin, f"{place}/reset", place).status_code == 403
    assert links_of(app, person) == 0


def test_copied_link_dies_when_the_person_joins_another_group(
    client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    person = member(there)
    link = copied_link(admin, there, person)
    assert client.get(link).status_code == 200
    join(person, group())
    assert client.get(link).status_code == 404


def test_copied_link_dies_when_the_address_is_confirmed(
    app: Flask, client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    person = member(there)
    link = copied_link(admin, there, person)
    confirm(app, person)
    assert client.get(link).status_code == 404


def test_operator_resets_anybody(app: Flask, client: FlaskClient, there: Group) -> None:
    person = join(member(there), group())
    with app.app_context(), global_session() as work:
        link = reset_link_by_operator(work, required_login(person.login))
    assert send(client, link.removeprefix("http://localhost"), password=NEW).status_code == 303


def test_address_is_confirmed_by_a_link_that_a_mail_program_cannot_use_up(
    app: Flask, client: FlaskClient, there: Group
) -> None:
    person = member(there)
    signed_in(client, person)
    assert send(client, "/account/confirm", "/account/").status_code == 303
    link = mailed_link(app, person.login)
    for _n in range(2):
        assert client.get(link).status_code == 200
    assert send(client, link).status_code == 303
    with app.app_context(), global_session() as work:
        assert work.get_one(Account, person.account_id).login_confirmed_at is not None


def test_reset_requests_of_one_login_are_throttled(client: FlaskClient, there: Group) -> None:
    statuses = [send(client, "/forgotten", login=f"x{there.id}@example.com").status_code for _n in range(6)]
    assert statuses == [200] * 5 + [429]
