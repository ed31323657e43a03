"""All five scopes, row by row: own, the team's, the store's, the region's, the group's; in one statement each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from saas.core.accounts.operations import (
    RoleChoice,
    change_team,
    create_team,
    edit_role,
    make_role,
    name_stand_in,
    remove_member,
    remove_team,
)
from saas.core.accounts.queries import team_detail, team_lines
from saas.core.customers.models import Customer
from saas.core.organisation.models import Store
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.errors import Invalid, NotFound
from saas.platform.permissions import (
    Because,
    Period,
    Scope,
    assign_role,
    explain,
    grants_of_member,
    members_with,
    require,
    scope_filter,
)
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import as_member, member, signed_in
from saas.testing.factories.pages import field

READ = "customers.customer:read"
pytestmark = pytest.mark.req("C-02")
REACHED = {
    Scope.OWN: {"own"},
    Scope.TEAM: {"own", "mate's"},
    Scope.STORE: {"store's"},
    Scope.REGION: {"store's", "region's"},
    Scope.GROUP: {"own", "mate's", "store's", "region's", "elsewhere"},
}
"""Whose customers are seen with a permission in a scope; own and the mate's are those of another region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """Two stores in one region and one in none; a member, a mate of theirs in a team, a stranger; a customer of each."""

    group: Group
    store_id: int
    me: Person
    mate: Person
    customers: Mapping[str, int]


@pytest.fixture
def land(app: Flask) -> Land:
    made = group()
    here, near, far = store(made), store(made), store(made)
    me, mate, stranger = (member(made, role="") for _ in range(3))
    with inside(made.id) as work:
        work.execute(update(Store).where(Store.tenant_id == made.id, Store.id != far).values(region="华东"))
        create_team("一组", member_ids=[me.member_id, mate.member_id])
        create_team("二组", member_ids=[stranger.member_id])
        owners = {"own": me, "mate's": mate, "elsewhere": stranger}
        found = {name: customer(store_id=far, owner_id=owner.member_id).id for name, owner in owners.items()}
        found |= {name: customer(store_id=at).id for name, at in (("store's", here), ("region's", near))}
    return Land(group=made, store_id=here, me=me, mate=mate, customers=found)


def give(land: Land, scope: Scope, store_id: int | None, *, to: Person | None = None) -> str:
    role = make_role(f"{scope} {store_id}")
    edit_role(role.id, wanted={READ: scope})
    assign_role((to or land.me).member_id, role.code, store_id=store_id)
    return role.code


def seen(land: Land) -> set[str]:
    mine = select(Customer.id).where(
        Customer.tenant_id == land.group.id, scope_filter(READ, Customer.store_id, Customer.owner_id)
    )
    names = {row_id: name for name, row_id in land.customers.items()}
    return {names[found] for found in session().scalars(mine)}


@pytest.mark.parametrize("scope", Scope)
def test_scope_reaches_these_rows_and_no_others(land: Land, scope: Scope) -> None:
    with inside(land.group.id):
        give(land, scope, None if scope is Scope.GROUP else land.store_id)
    with inside(land.group.id, as_member(land.me)):
        assert seen(land) == REACHED[scope]
        for name, row_id in land.customers.items():
            row = session().get_one(Customer, (land.group.id, row_id))
            asked = {"store_id": row.store_id, "owner_id": row.owner_id}
            if name in REACHED[scope]:
                require(READ, **asked)
            else:
                with pytest.raises(NotFound):
                    require(READ, **asked)


@pytest.mark.parametrize("scope", Scope)
def test_explanation_says_what_the_list_shows(land: Land, scope: Scope) -> None:
    with inside(land.group.id):
        give(land, scope, None if scope is Scope.GROUP else land.store_id)
        for name, row_id in land.customers.items():
            row = session().get_one(Customer, (land.group.id, row_id))
            found = explain(land.me.member_id, READ, store_id=row.store_id, owner_id=row.owner_id)
            assert found.allowed == (name in REACHED[scope])
            assert found.reasons[0].because is (Because.GIVES if found.allowed else Because.ELSEWHERE)


def test_scopes_of_several_roles_add_up(land: Land) -> None:
    with inside(land.group.id):
        give(land, Scope.TEAM, None)
        give(land, Scope.REGION, land.store_id)
    with inside(land.group.id, as_member(land.me)):
        assert seen(land) == {"own", "mate's", "store's", "region's"}


def test_region_of_a_role_for_the_whole_group_is_all_of_it(land: Land) -> None:
    with inside(land.group.id):
        give(land, Scope.REGION, None)
        assert grants_of_member(land.me.member_id).of(READ).everything
        assert land.me.member_id in members_with(READ)


def test_store_without_a_region_shares_it_with_none(land: Land) -> None:
    with inside(land.group.id) as work:
        work.execute(update(Store).where(Store.tenant_id == land.group.id).values(region=""))
        give(land, Scope.REGION, land.store_id)
        assert grants_of_member(land.me.member_id).of(READ).stores == {land.store_id}


def test_who_is_asked_for_a_store_is_found_by_the_region(land: Land) -> None:
    with inside(land.group.id):
        near = session().get_one(Customer, (land.group.id, land.customers["region's"])).store_id
        give(land, Scope.REGION, land.store_id)
        assert land.me.member_id in members_with(READ, store_id=near)
        far = session().get_one(Customer, (land.group.id, land.customers["own"])).store_id
        assert land.me.member_id not in members_with(READ, store_id=far)


def test_who_stands_in_reaches_the_team_of_whom_they_stand_in_for(land: Land) -> None:
    day = today("Asia/Shanghai")
    deputy = member(land.group, role="")
    with inside(land.group.id):
        code = give(land, Scope.TEAM, None)
        name_stand_in(
            land.me.member_id,
            deputy_id=deputy.member_id,
            roles=[RoleChoice(role=code)],
            period=Period(valid_from=day, valid_until=day),
        )
    with inside(land.group.id, as_member(deputy)):
        assert seen(land) == {"own", "mate's"}


def test_everything_about_rights_is_one_statement(land: Land) -> None:
    with inside(land.group.id):
        for number in range(3):
            role = make_role(f"noch {number}")
            edit_role(role.id, wanted={READ: Scope.TEAM, "vehicles.vehicle:read": Scope.REGION})
            assign_role(land.me.member_id, role.code, store_id=land.store_id)
    asked: list[str] = []
    with inside(land.group.id, as_member(land.me)) as work:
        connection = work.connection()
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        grants = grants_of_member(land.me.member_id)
    assert len([one for one in asked if "member_role" in one]) == 1
    assert grants.of(READ).owners == {land.me.member_id, land.mate.member_id}


def test_whoever_leaves_is_in_no_team(land: Land) -> None:
    with inside(land.group.id):
        remove_member(land.mate.member_id)
        give(land, Scope.TEAM, None)
        assert grants_of_member(land.me.member_id).of(READ).owners == {land.me.member_id}


def test_team_is_changed_and_dissolved(land: Land) -> None:
    with inside(land.group.id):
        first = team_lines()[0].team
        change_team(first.id, name="三组", member_ids=[land.mate.member_id])
        assert [one for one, _name in team_detail(first.id).members] == [land.mate.member_id]
        remove_team(first.id)
        assert len(team_lines()) == 1


@pytest.mark.parametrize(
    ("name", "more"), [("", {}), ("二组", {}), ("新组", {"department_id": 1}), ("新组", {"member_ids": [1]})]
)
def test_team_that_cannot_be_is_refused(land: Land, name: str, more: dict[str, object]) -> None:
    with inside(land.group.id), pytest.raises(Invalid):
        create_team(name, **more)


def test_pages_put_a_team_together(app: Flask, land: Land) -> None:
    browser, place = signed_in(app.test_client(), land.group.admin), f"/t/{land.group.code}/settings/teams"
    shown = browser.get(f"{place}/new").text
    sent = {"_csrf": field(shown, "_csrf"), "name": "四组", "member_ids": [str(land.me.member_id)]}
    assert browser.post(f"{place}/new", data=sent).status_code == 303
    assert "四组" in browser.get(f"{place}/").text
    assert browser.post(f"{place}/new", data=sent).status_code == 422
