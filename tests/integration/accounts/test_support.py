"""Support access: only by a group's grant, within it, told in the group's audit, and over when it is over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from saas.core.accounts.models import Account
from saas.core.accounts.operations import (
    RoleChoice,
    grant_support,
    leave_as_support,
    name_stand_in,
    revoke_support,
)
from saas.core.accounts.queries.support import SupportState, support_accesses
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.database import db, global_session, session
from saas.platform.errors import Forbidden, Invalid, NotFound
from saas.platform.permissions import Period, change_role
from saas.platform.permissions.operations import find_role
from saas.platform.tenancy import ActorKind, Base
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import as_member, join, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.support import Operator, door_of, go_in, let_in, operator

Clock = Callable[[datetime], None]
BANNER = "导入报错，请查看"


@pytest.fixture
def there(app: Flask) -> Group:
    return group()


@pytest.fixture
def who(app: Flask) -> Operator:
    return operator()


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"role": "emperor"}, "role"),
        ({"hours": 0}, "hours"),
        ({"hours": 73}, "hours"),
    ],
)
def test_grant_needs_a_reason_a_role_and_an_end(there: Group, values: dict[str, Any], field: str) -> None:
    wanted = {"reason": "帮忙", "role": "group_admin", "hours": 4} | values
    with pytest.raises(Invalid) as refused, inside(there.id, as_member(there.admin)):
        grant_support(**wanted)
    assert field in refused.value.fields


def test_who_stands_in_for_the_administrator_lets_nobody_in(there: Group) -> None:
    deputy, day = member(there, role="data_analyst"), now().date()
    with inside(there.id, as_member(there.admin)):
        period = Period(valid_from=day - timedelta(days=1), valid_until=day + timedelta(days=2))
        choice = RoleChoice(role="group_admin")
        name_stand_in(there.admin.member_id, deputy_id=deputy.member_id, roles=[choice], period=period)
    with pytest.raises(Forbidden), inside(there.id, as_member(deputy)):
        grant_support(reason="帮忙", role="group_admin", hours=4)


def test_operator_without_grant_finds_no_group_and_binds_none(
    app: Flask, there: Group, who: Operator, statements: list[str]
) -> None:
    with inside(there.id):
        customer("陈静")
    browser = who.browser(app)
    statements.clear()
    closed = [browser.get(f"/t/{there.code}{path}") for path in ("/", "/customers/", "/settings/members/")]
    assert {answer.status_code for answer in closed} == {404}
    unknown = browser.get("/t/nobody-has-this/")
    assert _without_tokens(closed[0].text, there.code) == _without_tokens(unknown.text, "nobody-has-this")
    assert [one for one in statements if "app.tenant_id" in one] == []
    assert [one for one in statements if "FROM support_grant" in one or "FROM customer" in one] == []


def _without_tokens(page: str, code: str) -> str:
    return re.sub(r"[\w-]{16,}\.[\w-]{5,8}\.[\w-]{20,}", "", page.replace(code, "X"))


def test_database_shows_an_operator_without_grant_no_row_of_any_tenant(app: Flask, there: Group) -> None:
    with inside(there.id):
        customer("陈静")
        tables = [table.name for table in Base.metadata.sorted_tables if "tenant_id" in table.columns]
    with app.app_context(), db.engine.connect() as connection:
        for table in tables:
            seen = connection.execute(
                text(f'SELECT count(*) FROM "{table}"')
            ).scalar_one()  # names of our own models
            assert seen == 0, table
    assert len(tables) > 50
    with inside(there.id):
        assert session().execute(text("SELECT count(*) FROM customer")).scalar_one() == 1, "the twin"


def test_grant_opens_nothing_before_the_operator_goes_in(app: Flask, there: Group, who: Operator) -> None:
    let_in(there)
    assert who.browser(app).get(f"/t/{there.code}/").status_code == 404


def test_operator_needs_a_second_factor(app: Flask, there: Group) -> None:
    grant, plain = let_in(there), operator(proof="password")
    with pytest.raises(Forbidden):
        go_in(plain, there, grant)
    assert plain.browser(app).get(f"/t/{there.code}/").status_code == 404


def test_somebody_who_is_no_operator_does_not_get_in(app: Flask, there: Group, who: Operator) -> None:
    grant = let_in(there)
    door = door_of(there, grant)
    stranger = signed_in(app.test_client(), member(group()))
    token = csrf_token(stranger, "/account/")
    answer = stranger.post(f"/platform/support/{door}/enter", data={"_csrf": token})
    assert answer.status_code == 404
    assert stranger.get("/platform/support/").status_code == 404
    with app.app_context(), global_session() as work:
        work.get_one(Account, who.account_id).is_operator = False
    with pytest.raises(NotFound):
        go_in(who, there, grant)


def test_support_sees_what_the_role_may_see_under_a_banner(app: Flask, there: Group, who: Operator) -> None:
    with inside(there.id):
        customer("陈静", store_id=store(there))
    go_in(who, there, let_in(there))
    browser = who.browser(app)
    for path in ("/", "/customers/", "/settings/members/", "/settings/tokens/", "/settings/"):
        answer = browser.get(f"/t/{there.code}{path}")
        assert answer.status_code == 200, path
        assert BANNER in answer.text, path
    assert "陈静" in browser.get(f"/t/{there.code}/customers/").text
    assert browser.get(f"/t/{there.code}/settings/stand-ins/").status_code == 403, "work of one's own"
    lost = browser.get(f"/t/{there.code}/customers/999999999")
    assert (lost.status_code, BANNER in lost.text) == (404, True), "also on a page of an error"


def test_role_of_the_grant_limits_what_support_sees(app: Flask, there: Group, who: Operator) -> None:
    go_in(who, there, let_in(there, role="data_analyst"))
    browser = who.browser(app)
    assert browser.get(f"/t/{there.code}/customers/").status_code == 200
    assert browser.get(f"/t/{there.code}/settings/members/").status_code == 403
    with inside(there.id):
        change_role(find_role("data_analyst").id, "customers.customer:read", None)
    assert browser.get(f"/t/{there.code}/customers/").status_code == 403, "as the group changed it"


def test_grant_to_look_lets_nothing_be_changed(app: Flask, there: Group, who: Operator) -> None:
    go_in(who, there, let_in(there))
    browser = who.browser(app)
    token = csrf_token(browser, f"/t/{there.code}/settings/stores/new")
    answer = browser.post(f"/t/{there.code}/settings/stores/new", data={"_csrf": token, "code": "N1"})
    assert answer.status_code == 403


def test_grant_with_changes_never_reaches_rights_settings_or_exports(
    app: Flask, there: Group, who: Operator
) -> None:
    go_in(who, there, let_in(there, writes=True))
    browser = who.browser(app)
    token = csrf_token(browser, f"/t/{there.code}/settings/tokens/new")
    where = f"/t/{there.code}/settings"
    refused = {
        path: browser.post(f"{where}{path}", data={"_csrf": token, "name": "x", "display_name": "x"})
        for path in ("/members/new", "/tokens/new", "/support/", "/sign-in")
    }
    assert {path: answer.status_code for path, answer in refused.items()} == dict.fromkeys(refused, 403)
    assert browser.get(f"/t/{there.code}/export/customers.customer").status_code in (403, 404)


def test_what_support_does_stands_in_the_audit_of_the_group(app: Flask, there: Group, who: Operator) -> None:
    grant = let_in(there, writes=True)
    go_in(who, there, grant)
    browser = who.browser(app)
    token = csrf_token(browser, f"/t/{there.code}/settings/departments/new")
    made = browser.post(f"/t/{there.code}/settings/departments/new", data={"_csrf": token, "name": "客服部"})
    assert made.status_code == 303, made.text
    with inside(there.id) as work:
        mine = select(AuditEntry).where(AuditEntry.actor_kind == ActorKind.SUPPORT).order_by(AuditEntry.id)
        entries = list(work.scalars(mine))
        (visit,) = support_accesses()[0].visits
        assert entries[0].action == "accounts.support.entered"
        assert {one.actor_id for one in entries} == {visit.id}
        assert entries[-1].object_type == "department"
        assert entries[-1].changes["support_grant"] == grant
    seen = signed_in(app.test_client(), there.admin).get(
        f"/t/{there.code}/settings/audit/?actor_kind=support"
    )
    assert (seen.status_code, who.name in seen.text) == (200, True)


def test_grant_ends_by_itself(app: Flask, there: Group, who: Operator, clock: Clock) -> None:
    began = datetime(2026, 12, 7, 2, tzinfo=UTC)
    clock(began)
    fresh = operator()
    go_in(fresh, there, let_in(there, hours=1))
    browser = fresh.browser(app)
    assert browser.get(f"/t/{there.code}/").status_code == 200
    clock(began + timedelta(minutes=61))
    assert browser.get(f"/t/{there.code}/").status_code == 404
    with inside(there.id):
        assert support_accesses()[0].state is SupportState.OVER
    assert there.code not in browser.get("/platform/support/").text


def test_revoking_shuts_support_out_with_the_next_request(app: Flask, there: Group, who: Operator) -> None:
    grant = let_in(there)
    go_in(who, there, grant)
    browser = who.browser(app)
    assert browser.get(f"/t/{there.code}/").status_code == 200
    with inside(there.id, as_member(there.admin)):
        revoke_support(grant)
    assert browser.get(f"/t/{there.code}/").status_code == 404
    with pytest.raises(NotFound):
        go_in(who, there, grant)
    with inside(there.id):
        assert support_accesses()[0].state is SupportState.REVOKED


def test_visit_counts_in_one_session_and_one_group(app: Flask, there: Group, who: Operator) -> None:
    other = group()
    go_in(who, there, let_in(there))
    let_in(other)
    assert who.browser(app).get(f"/t/{other.code}/").status_code == 404, "let in, but not gone in"
    assert operator().browser(app).get(f"/t/{there.code}/").status_code == 404, "somebody else's visit"
    with app.app_context():
        leave_as_support(there.code, account_id=who.account_id, session_id=who.session_id)
    assert who.browser(app).get(f"/t/{there.code}/").status_code == 404


def test_operator_who_is_a_member_comes_as_the_member(app: Flask, there: Group) -> None:
    person = join(member(group()), there, role="data_analyst")
    with app.app_context(), global_session() as work:
        work.get_one(Account, person.account_id).is_operator = True
    let_in(there)
    answer = signed_in(app.test_client(), person).get(f"/t/{there.code}/")
    assert (answer.status_code, BANNER in answer.text) == (200, False)
