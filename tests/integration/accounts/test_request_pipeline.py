"""Who asks, and in which group: decided before any view, alike for what exists and what does not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from saas.core.accounts.models import AccountGroup, AccountSession, Member, MemberStatus
from saas.core.accounts.request import SESSION_COOKIE
from saas.core.organisation.operations import change_group
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.platform.tenancy.tenant import Tenant, TenantStatus
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group, store
from saas.testing.factories.members import join, member, signed_in

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("rest", ["/", "/settings/members", "/nowhere", "/x/unknown/"])
def test_address_of_a_group_answers_alike_without_sign_in(client: FlaskClient, rest: str) -> None:
    there = group()
    answers = [client.get(f"/t/{code}{rest}") for code in (there.code, "nobody-has-this")]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.location.partition("?")[0] for answer in answers} == {"/sign-in"}
    dialogs = [client.get(f"/t/{code}{rest}", headers=HTMX) for code in (there.code, "nobody-has-this")]
    assert [answer.status_code for answer in dialogs] == [401, 401]
    assert "sign-in-dialog" in dialogs[0].text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_write_answers_alike_without_sign_in(client: FlaskClient, method: str) -> None:
    there = group()
    answers = [
        getattr(client, method)(f"/t/{code}/", headers=HTMX) for code in (there.code, "nobody-has-this")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]


def test_foreign_group_answers_like_an_unknown_one(client: FlaskClient) -> None:
    mine, other = group(), group()
    signed_in(client, mine.admin)
    assert client.get(f"/t/{mine.code}/").status_code == 200
    foreign, unknown = client.get(f"/t/{other.code}/"), client.get("/t/nobody-has-this/")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text.replace(other.code, "X") == unknown.text.replace("nobody-has-this", "X")


@pytest.mark.parametrize("status", [MemberStatus.INVITED, MemberStatus.DISABLED, MemberStatus.REMOVED])
def test_member_who_is_not_active_sees_nothing(client: FlaskClient, status: MemberStatus) -> None:
    there = group()
    person = member(there)
    signed_in(client, person)
    with inside(there.id) as work:
        work.execute(
            update(AccountGroup).where(AccountGroup.account_id == person.account_id).values(status=status)
        )
    assert client.get(f"/t/{there.code}/").status_code == 404


@pytest.mark.parametrize("status", [TenantStatus.SUSPENDED, TenantStatus.CLOSING])
def test_group_that_rests_says_so(client: FlaskClient, status: TenantStatus) -> None:
    there = group()
    signed_in(client, there.admin)
    _set_status(there.id, status)
    answer = client.get(f"/t/{there.code}/")
    assert answer.status_code == 403
    assert there.name in answer.text


def test_closed_group_is_gone(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)
    _set_status(there.id, TenantStatus.CLOSED)
    assert client.get(f"/t/{there.code}/").status_code == 404


def test_pipeline_takes_three_queries_at_most(
    app: Flask, client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    there = group()
    signed_in(client, there.admin)
    client.get(f"/t/{there.code}/nowhere")
    with count_queries() as queries:
        client.get(f"/t/{there.code}/x/nothing/")
    shell = [q for q in queries if "account_group" in q and "account_session" not in q]
    own = [
        q
        for q in queries
        if any(name in q for name in ("account_session", "FROM member ", "plugin_installation"))
    ]
    assert len(own) <= 3, queries
    assert len(shell) <= 1


def test_queries_of_a_page_do_not_grow_with_the_group(
    client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    there = group()
    signed_in(client, there.admin)
    client.get(f"/t/{there.code}/")
    with count_queries() as small:
        client.get(f"/t/{there.code}/")
    for _n in range(4):
        store(there)
        join(there.admin, group())
    client.get(f"/t/{there.code}/")  # brings the new token that further rights ask for
    with count_queries() as large:
        client.get(f"/t/{there.code}/")
    assert len(large) == len(small)


def test_last_seen_is_written_every_few_minutes(
    client: FlaskClient, clock: Callable[[datetime], None]
) -> None:
    there = group()
    signed_in(client, there.admin)
    client.get(f"/t/{there.code}/")
    assert _last_seen(there.id, there.admin.member_id) is None
    later = now() + timedelta(minutes=6)
    clock(later)
    client.get(f"/t/{there.code}/nowhere")
    seen = _last_seen(there.id, there.admin.member_id)
    assert seen is not None
    assert seen >= later
    with inside(there.id) as work:
        assert work.get_one(Member, (there.id, there.admin.member_id)).row_version == 1


def test_session_ends_when_it_is_idle_or_old(client: FlaskClient, clock: Callable[[datetime], None]) -> None:
    there = group()
    signed_in(client, there.admin)
    clock(now() + timedelta(hours=13))
    assert client.get(f"/t/{there.code}/").status_code == 303


def test_switcher_calls_a_group_by_its_present_name(client: FlaskClient) -> None:
    there, other = group(), group()
    join(there.admin, other)
    signed_in(client, there.admin)
    with inside(other.id):
        change_group(name="改名后的集团")
    assert "改名后的集团" in client.get(f"/t/{there.code}/").text
    assert "改名后的集团" in client.get("/account/groups").text


def test_store_is_remembered_for_the_member(client: FlaskClient) -> None:
    there, other = group(), group()
    first, foreign = store(there, name="东城店"), store(other)
    store(there, name="西城店")
    signed_in(client, there.admin)
    client.get(f"/t/{there.code}/?store={first}")
    client.get(f"/t/{there.code}/?store={foreign}")
    client.get(f"/t/{there.code}/?store=abc'--")
    assert _store(there.id, there.admin.member_id) is None
    client.get(f"/t/{there.code}/?store={first}")
    assert 'aria-current="true">东城店' in client.get(f"/t/{there.code}/").text


def test_language_is_the_accounts_then_the_cookie_then_the_browsers(client: FlaskClient) -> None:
    there = group()
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert 'lang="en"' in client.get("/sign-in", headers=english).text
    client.set_cookie("locale", "zh_CN")
    assert 'lang="zh-CN"' in client.get("/sign-in", headers=english).text
    signed_in(client, there.admin)
    assert 'lang="zh-CN"' in client.get(f"/t/{there.code}/", headers=english).text


def test_token_is_not_stored_and_a_revoked_one_is_dead(client: FlaskClient, app: Flask) -> None:
    there = group()
    signed_in(client, there.admin)
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    with app.app_context(), global_session() as work:
        mine = select(AccountSession).where(AccountSession.account_id == there.admin.account_id)
        row = work.scalars(mine).one()
        assert cookie.value not in (row.token_hash, str(row.id))
        row.revoked_at = datetime.now(UTC)
    assert client.get(f"/t/{there.code}/").status_code == 303


def _set_status(tenant_id: int, status: TenantStatus) -> None:
    with inside(tenant_id) as work:
        work.get_one(Tenant, tenant_id).status = status


def _last_seen(tenant_id: int, member_id: int) -> datetime | None:
    with inside(tenant_id) as work:
        return work.get_one(Member, (tenant_id, member_id)).last_seen_at


def _store(tenant_id: int, member_id: int) -> int | None:
    with inside(tenant_id) as work:
        return work.get_one(Member, (tenant_id, member_id)).preferences.get("store")
