"""Roles that a group edits: what they grant at once, back to the start, own ones, and nobody gives more than they have."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.core.accounts.operations import (
    RoleChoice,
    change_member,
    disable_member,
    drop_role,
    edit_role,
    invite_member,
    make_role,
    name_stand_in,
    remove_member,
    renew_invitation,
    reset_link_for_member,
    reset_role,
)
from saas.core.accounts.operations.roles import KEPT_BY_ADMINISTRATORS, contents
from saas.core.accounts.queries import role_detail, role_lines
from saas.platform.audit import AuditEntry
from saas.platform.clock import today
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.platform.i18n import locale_context
from saas.platform.permissions import Period, Scope, UndeclaredPermission, assign_role, grants_of_member
from saas.platform.permissions.models import RolePermission, RoleRow
from saas.platform.permissions.operations import find_role
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import api_token, as_member, member, signed_in
from saas.testing.factories.pages import field

READ = "customers.customer:read"
EXPORT = "customers.customer:export"
BOARD = "followups.board:read"
POOL = "followups.pool:take"
pytestmark = pytest.mark.req("C-10")


@pytest.fixture
def there(app: Flask) -> Group:
    return group()


def id_of(code: str) -> int:
    return find_role(code).id


def reach(person: Person, permission: str) -> Scope | None:
    grant = grants_of_member(person.member_id).of(permission)
    return grant.scope if grant else None


def staff_keeper(there: Group, *more: str) -> Person:
    """Somebody who gives roles and edits them, and is no administrator."""
    person = member(there, role="")
    with inside(there.id):
        wanted = {"accounts.member:write", "accounts.role:write", *more}
        made = make_role("人事")
        edit_role(made.id, wanted=dict.fromkeys(wanted, Scope.GROUP))
        assign_role(person.member_id, made.code)
    return person


def test_what_is_changed_counts_at_once_and_comes_back(there: Group) -> None:
    person = member(there, role="followup_specialist")
    with inside(there.id, as_member(there.admin)):
        edit_role(id_of("followup_specialist"), wanted={BOARD: Scope.GROUP, POOL: None})
        assert (reach(person, BOARD), reach(person, POOL)) == (Scope.GROUP, None)
        role = load(RoleRow, id_of("followup_specialist"))
        assert contents(role).changed == {BOARD, POOL}
        reset_role(role.id)
        assert contents(role).changed == frozenset()
        assert (reach(person, BOARD), reach(person, POOL)) == (None, Scope.GROUP)
        assert session().query(RolePermission).filter_by(tenant_id=there.id).count() == 0


def test_what_is_as_declared_leaves_no_row(there: Group) -> None:
    with inside(there.id):
        role_id = id_of("followup_specialist")
        edit_role(role_id, wanted={POOL: Scope.STORE, READ: Scope.OWN})
        assert session().query(RolePermission).filter_by(tenant_id=there.id).count() == 0


def test_change_is_in_the_audit_with_what_was_before(there: Group) -> None:
    with inside(there.id, as_member(there.admin)):
        edit_role(id_of("data_analyst"), wanted={READ: Scope.OWN, POOL: None})
        [entry] = session().query(AuditEntry).filter_by(tenant_id=there.id, action="permissions.role.changed")
        assert entry.changes == {READ: ["group", "own"], "role": "data_analyst"}


def test_role_of_the_groups_own_is_made_copied_renamed_and_removed(there: Group) -> None:
    with inside(there.id, as_member(there.admin)):
        like = make_role("区域经理", like=id_of("store_manager"))
        assert contents(like).granted == contents(load(RoleRow, id_of("store_manager"))).granted
        edit_role(like.id, title="大区经理", wanted={})
        assert [line.title for line in role_lines()][-1] == "大区经理"
        drop_role(like.id)
        assert "大区经理" not in [line.title for line in role_lines()]


@pytest.mark.parametrize("title", ["", "  ", "Internal auditor", "一样", "长" * 61])
def test_title_that_cannot_be_is_refused(there: Group, title: str) -> None:
    with locale_context("en"), inside(there.id):
        make_role("一样")
        with pytest.raises(Invalid):
            make_role(title)


def test_role_that_was_given_and_a_builtin_one_stay(there: Group) -> None:
    person = member(there, role="")
    with inside(there.id):
        made = make_role("试用")
        assign_role(person.member_id, made.code)
        for role_id in (made.id, id_of("auditor")):
            with pytest.raises(Conflict):
                drop_role(role_id)
        with pytest.raises(Conflict):
            reset_role(made.id)


def test_who_has_it_is_told(there: Group) -> None:
    shop = store(there, name="静安店")
    person = member(there, role="store_manager", stores=[shop], name="王店长")
    with inside(there.id):
        found = role_detail(id_of("store_manager"))
        assert [(one.member_id, one.name, one.store) for one in found.who] == [
            (person.member_id, "王店长", "静安店")
        ]
        assert found.holders == 1
        remove_member(person.member_id)
        assert role_detail(found.role.id).who == []


def test_unknown_permission_and_narrow_reach_of_the_groups_are_refused(there: Group) -> None:
    with inside(there.id):
        with pytest.raises(UndeclaredPermission):
            edit_role(id_of("auditor"), wanted={"nobody.thing:do": Scope.GROUP})
        with pytest.raises(Invalid):
            edit_role(id_of("auditor"), wanted={"organisation.settings:write": Scope.STORE})


@pytest.mark.parametrize("permission", sorted(KEPT_BY_ADMINISTRATORS))
def test_administrators_keep_what_puts_things_right(there: Group, permission: str) -> None:
    with inside(there.id, as_member(there.admin)):
        with pytest.raises(Invalid):
            edit_role(id_of("group_admin"), wanted={permission: None})
        edit_role(id_of("group_admin"), wanted={"accounts.token:write": None})


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("auditor", {EXPORT: Scope.GROUP}),
        ("privacy_officer", {EXPORT: None}),
        ("data_analyst", {READ: Scope.OWN}),
    ],
    ids=["widen", "take", "narrow"],
)
def test_nobody_edits_beyond_what_they_have(there: Group, role: str, wanted: dict[str, Scope | None]) -> None:
    keeper = staff_keeper(there, BOARD)
    with inside(there.id, as_member(keeper)):
        edit_role(id_of("auditor"), wanted={BOARD: Scope.GROUP})
        with pytest.raises(Invalid):
            edit_role(id_of(role), wanted=wanted)


def test_nobody_copies_or_makes_more_than_they_have(there: Group) -> None:
    keeper = staff_keeper(there)
    with inside(there.id, as_member(keeper)):
        assert make_role("空").builtin is False
        with pytest.raises(Invalid):
            make_role("副管理员", like=id_of("group_admin"))


def test_nobody_gives_a_role_beyond_what_they_have(there: Group) -> None:
    keeper, other = staff_keeper(there, BOARD), member(there, role="")
    with inside(there.id, as_member(keeper)):
        board = make_role("看板")
        edit_role(board.id, wanted={BOARD: Scope.GROUP})
        change_member(other.member_id, display_name="同事", roles=[RoleChoice(role=board.code)])
        for beyond in ("group_admin", "privacy_officer"):
            with pytest.raises(Invalid):
                change_member(other.member_id, display_name="同事", roles=[RoleChoice(role=beyond)])
            with pytest.raises(Invalid):
                change_member(keeper.member_id, display_name="我", roles=[RoleChoice(role=beyond)])
            with pytest.raises(Invalid):
                invite_member(display_name="新人", roles=[RoleChoice(role=beyond)])


def test_reach_of_a_store_gives_only_that_store(there: Group) -> None:
    here, elsewhere = store(there), store(there)
    keeper, other = staff_keeper(there), member(there, role="")
    with inside(there.id):
        made = make_role("店内看板")
        edit_role(made.id, wanted={BOARD: Scope.STORE})
        assign_role(keeper.member_id, made.code, store_id=here)
        mine = RoleChoice(role=made.code, store_id=here)
        wider = (RoleChoice(role=made.code, store_id=elsewhere), RoleChoice(role=made.code))
    with inside(there.id, as_member(keeper)):
        change_member(other.member_id, display_name="同事", roles=[mine])
        for one in wider:
            with pytest.raises(Invalid):
                change_member(other.member_id, display_name="同事", roles=[mine, one])


@pytest.mark.parametrize(
    "act",
    [disable_member, remove_member, reset_link_for_member],
    ids=["disable", "remove", "reset link"],
)
def test_who_has_more_is_left_alone(there: Group, act: Callable[[int], object]) -> None:
    keeper, officer = staff_keeper(there), member(there, role="privacy_officer")
    with inside(there.id, as_member(keeper)), pytest.raises(Forbidden):
        act(officer.member_id)


def test_invitation_of_who_will_have_more_is_not_taken_over(there: Group) -> None:
    keeper = staff_keeper(there)
    with inside(there.id):
        invited = invite_member(display_name="新管理员", roles=[RoleChoice(role="group_admin")])
    with inside(there.id, as_member(keeper)), pytest.raises(Forbidden):
        renew_invitation(invited.member_id)


def test_nobody_lets_themselves_stand_in_for_who_has_more(there: Group) -> None:
    keeper, day = staff_keeper(there), today("Asia/Shanghai")
    with inside(there.id, as_member(keeper)), pytest.raises(Forbidden):
        name_stand_in(
            there.admin.member_id,
            deputy_id=keeper.member_id,
            roles=[RoleChoice(role="group_admin")],
            period=Period(valid_from=day, valid_until=day),
        )


def test_program_gives_no_more_than_its_token(app: Flask, there: Group) -> None:
    token = api_token(there, "accounts.member:write", "accounts.role:write", READ)
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    place = f"/api/v1/t/{there.code}/accounts"
    body = {"display_name": "新人", "roles": [{"role": "group_admin"}]}
    assert client.post(f"{place}/members", json=body, headers=headers).status_code == 422
    made = client.post(f"{place}/roles", json={"title": "读者"}, headers=headers)
    assert made.status_code == 201
    there_now = f"{place}/roles/{made.json['id']}"

    def change(permissions: dict[str, str | None], etag: str) -> tuple[int, str]:
        asked = {**headers, "If-Match": etag}
        answer = client.patch(there_now, json={"permissions": permissions}, headers=asked)
        return answer.status_code, answer.headers.get("ETag", "")

    status, etag = change({READ: "group"}, made.headers["ETag"])
    assert status == 200
    assert change({EXPORT: "group"}, etag)[0] == 422
    assert change({"nobody.thing:do": "group"}, etag)[0] == 422
    assert client.get(there_now, headers=headers).json["permissions"] == {READ: "group"}


def page(browser: FlaskClient, there: Group, role_id: int) -> str:
    return browser.get(f"/t/{there.code}/settings/roles/{role_id}").text


def save(browser: FlaskClient, there: Group, role_id: int, **more: str) -> int:
    """Send the form as it was drawn, with some choices changed."""
    shown = page(browser, there, role_id)
    chosen = re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', shown, re.DOTALL)
    sent = {
        name: found.group(1)
        for name, options in chosen
        if (found := re.search(r'<option value="(\w+)" selected', options))
    }
    data = {"_csrf": field(shown, "_csrf"), "_version": field(shown, "_version"), **sent, **more}
    return browser.post(f"/t/{there.code}/settings/roles/{role_id}", data=data).status_code


def test_page_saves_what_was_chosen_and_shows_what_differs(app: Flask, there: Group) -> None:
    browser = signed_in(app.test_client(), there.admin)
    person = member(there, role="followup_specialist")
    with inside(there.id):
        role_id = id_of("followup_specialist")
    assert save(browser, there, role_id) == 303
    with inside(there.id):
        assert contents(load(RoleRow, role_id)).changed == frozenset(), "what was drawn is what is stored"
    assert save(browser, there, role_id, followups_board__read="group") == 303
    with inside(there.id):
        assert reach(person, BOARD) is Scope.GROUP
    with inside(there.id):
        assert contents(load(RoleRow, role_id)).changed == {BOARD}
    reset = page(browser, there, role_id)
    assert "从一开始" in reset or "Changed" in reset or "已修改" in reset
    assert save(browser, there, role_id, followups_board__read="everything") == 422


def test_second_person_at_the_same_form_sees_the_first_ones_change(app: Flask, there: Group) -> None:
    browser = signed_in(app.test_client(), there.admin)
    with inside(there.id):
        role_id = id_of("data_analyst")
    shown = page(browser, there, role_id)
    assert save(browser, there, role_id, customers_customer__read="own") == 303
    data = {"_csrf": field(shown, "_csrf"), "_version": field(shown, "_version")}
    assert browser.post(f"/t/{there.code}/settings/roles/{role_id}", data=data).status_code == 409
