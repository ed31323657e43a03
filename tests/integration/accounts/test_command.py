"""`saas tenants`, `users` and `tokens`: what an operator does at the command line."""

import base64
import os
import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from saas.cli import main
from saas.config import Settings
from saas.testing.factories.groups import PASSWORD, group, number, store
from saas.testing.factories.members import join, member, signed_in
from tests.integration.accounts.test_members import mailed_link, send

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, app: Flask) -> Run:
    environment = {
        **os.environ,
        "SAAS_ENV": "test",
        "SAAS_SECRET_KEY": settings.secret_key,
        "SAAS_PLATFORM_KEY": base64.b64encode(settings.platform_key).decode(),
        "DATABASE_URL": settings.database_url,
        "SYSTEM_DATABASE_URL": settings.system_database_url,
        "REDIS_URL": settings.redis_url,
        "SAAS_VAR": str(settings.var),
        "SAAS_BASE_URL": settings.base_url,
    }

    def invoke(*words: str) -> Result:
        answer = CliRunner().invoke(main, words, env=environment)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer

    return invoke


def link_in(text: str) -> str:
    found = re.search(r"http://localhost(/\S+)", text)
    assert found, text
    return found.group(1)


def test_group_is_created_and_its_administrator_comes_by_the_link(run: Run, client: FlaskClient) -> None:
    code = f"cli{number()}"
    answer = run("tenants", "create", code, "华通汽车集团", "--admin", "王总")
    assert answer.exit_code == 0, answer.output
    link = link_in(answer.output)
    joined = send(
        client, f"{link}/join", link, display_name="王总", login=f"{code}@example.com", password=PASSWORD
    )
    assert joined.location == f"/t/{code}/"
    assert client.get(f"/t/{code}/settings/members/").status_code == 200
    assert code in run("tenants", "list").output
    again = run("tenants", "create", code, "另一个", "--admin", "某人")
    assert again.exit_code == 1


def test_group_is_created_with_an_invitation_by_mail(run: Run, app: Flask, client: FlaskClient) -> None:
    code = f"cli{number()}"
    answer = run("tenants", "create", code, "华通", "--admin", "王总", "--email", f"{code}@example.com")
    assert answer.exit_code == 0, answer.output
    assert "/invitations/" not in answer.output
    assert client.get(mailed_link(app, f"{code}@example.com")).status_code == 200


def test_member_is_invited_at_the_command_line(run: Run, client: FlaskClient) -> None:
    there = group()
    answer = run("users", "invite", "李娜", "--tenant", there.code, "--role", "followup_specialist")
    assert client.get(link_in(answer.output)).status_code == 200
    assert run("users", "invite", "李娜", "--tenant", there.code, "--role", "nobody").exit_code == 1
    assert (
        run("users", "invite", "李娜", "--tenant", "no-such-group", "--role", "store_manager").exit_code == 1
    )


def test_operator_prints_a_reset_link_for_a_person_of_two_groups(run: Run, client: FlaskClient) -> None:
    person = join(member(group()), group())
    link = link_in(run("users", "reset", person.login).output)
    assert send(client, link, password="a completely new one").status_code == 303
    assert run("users", "reset", "nobody@example.com").exit_code == 1


def test_token_is_printed_once_and_works(run: Run, client: FlaskClient) -> None:
    there = group()
    words = ("tokens", "create", "ERP", "--tenant", there.code, "--scope", "organisation.store:read")
    token = run(*words).output.strip()
    stores = f"/api/v1/t/{there.code}/organisation/stores"
    assert client.get(stores, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert run(*words).exit_code == 1


def test_operator_is_named_and_taken_back(run: Run, app: Flask) -> None:
    person = member(group(), role="group_admin")
    browser = signed_in(app.test_client(), person)
    assert browser.get("/platform/plugins/").status_code == 404
    assert "/platform/plugins/" not in browser.get("/account/groups").text

    answer = run("users", "operator", person.login)

    assert answer.exit_code == 0, answer.output
    assert browser.get("/platform/plugins/").status_code == 200
    assert "/platform/plugins/" in browser.get(f"/t/{person.group}/").text
    assert run("users", "operator", person.login, "--withdraw").exit_code == 0
    assert browser.get("/platform/plugins/").status_code == 404
    assert run("users", "operator", "nobody-here@example.com").exit_code != 0


def test_command_explains_why_or_why_not(run: Run) -> None:
    there = group()
    person, shop = member(there, role="store_manager", stores=[store(there)]), store(there)
    words = ("--tenant", there.code, "--member", str(person.member_id))
    said = run("permissions", "explain", "customers.customer:read", *words).output
    assert said.startswith("yes\ngives: store_manager, store ")
    elsewhere = run("permissions", "explain", "customers.customer:read", *words, "--store", str(shop)).output
    assert elsewhere.startswith("no\nelsewhere: store_manager")
    nothing = run("permissions", "explain", "accounts.token:write", *words).output
    assert nothing == "no\nno role of the member includes it\n"
    assert run("permissions", "explain", "no.such:thing", *words).exit_code == 1
