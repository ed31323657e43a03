"""Why a member may do something, on the page, over the API and at the command line."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.core.accounts.operations import (
    RoleChoice,
    change_member,
    create_api_client,
    disable_member,
    name_stand_in,
)
from saas.platform.permissions import Because, Period, Scope, allowed, change_role, current_catalogue, explain
from saas.platform.permissions.operations import find_role
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import as_member, member, signed_in

READ = "customers.customer:read"
NOON = datetime(2026, 12, 9, 4, tzinfo=UTC)
DAY = date(2026, 12, 9)


@pytest.fixture
def there(app: Flask, clock: Callable[[datetime], None]) -> Group:
    clock(NOON)
    return group()


def because(there: Group, person: Person, permission: str, **row: int) -> list[tuple[str, Because]]:
    with inside(there.id):
        found = explain(person.member_id, permission, **row)
    assert found.allowed == (Because.GIVES in {one.because for one in found.reasons})
    return sorted({(one.assignment.role, one.because) for one in found.reasons})


def test_role_gives_it_in_its_store_and_not_elsewhere(there: Group) -> None:
    here, other = store(there), store(there)
    person = member(there, role="store_manager", stores=[here])
    assert because(there, person, READ, store_id=here) == [("store_manager", Because.GIVES)]
    assert because(there, person, READ, store_id=other) == [("store_manager", Because.ELSEWHERE)]
    assert because(there, person, "accounts.token:write") == []


def test_right_of_the_group_held_for_a_store_is_too_narrow(there: Group) -> None:
    person = member(there, role="group_admin", stores=[store(there)])
    assert because(there, person, "accounts.member:write") == [("group_admin", Because.TOO_NARROW)]


def test_role_that_the_group_changed_says_so(there: Group) -> None:
    person = member(there, role="store_manager")
    with inside(there.id):
        role = find_role("store_manager")
        for name in current_catalogue().sources[READ]:
            change_role(role.id, name, None)
    assert because(there, person, READ) == [("store_manager", Because.TAKEN_AWAY)]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (Period(valid_until=date(2026, 12, 8)), Because.OVER),
        (Period(valid_from=date(2026, 12, 10)), Because.COMING),
        (Period(valid_from=DAY, valid_until=DAY), Because.GIVES),
    ],
)
def test_days_of_a_role_are_told(
    there: Group, clock: Callable[[datetime], None], period: Period, said: Because
) -> None:
    clock(datetime(2026, 12, 1, tzinfo=UTC))
    person = member(there, role="")
    with inside(there.id):
        change_member(
            person.member_id, display_name="李", roles=[RoleChoice(role="store_manager", period=period)]
        )
    clock(NOON)
    assert because(there, person, READ) == [("store_manager", said)]


def test_plugin_that_is_off_is_told(there: Group) -> None:
    person = member(there, role="complaint_manager")
    with inside(there.id):
        found = explain(person.member_id, "complaints.case:read")
    assert (found.allowed, found.is_on, found.owner) == (False, False, "complaints")
    assert Because.GIVES in {one.because for one in found.reasons}


def stood_in(there: Group) -> tuple[Person, Person]:
    absent, deputy = member(there, role="followup_specialist", name="李娜"), member(there, role="")
    with inside(there.id, as_member(absent)):
        name_stand_in(
            absent.member_id,
            deputy_id=deputy.member_id,
            roles=[RoleChoice(role="followup_specialist")],
            period=Period(valid_from=DAY, valid_until=DAY),
        )
    return absent, deputy


def test_standing_in_is_told_with_its_days(there: Group, clock: Callable[[datetime], None]) -> None:
    absent, deputy = stood_in(there)
    with inside(there.id):
        one = explain(deputy.member_id, READ, owner_id=absent.member_id).reasons[0]
    assert (one.assignment.on_behalf_of, one.period) == (
        absent.member_id,
        Period(valid_from=DAY, valid_until=DAY),
    )
    assert because(there, deputy, READ, owner_id=deputy.member_id)[0][1] is Because.ELSEWHERE
    clock(datetime(2026, 12, 10, tzinfo=UTC))
    assert because(there, deputy, READ) == [("followup_specialist", Because.OVER)]


@pytest.mark.parametrize("role", ["group_admin", "store_manager", "followup_specialist", "data_analyst"])
def test_answer_is_what_the_check_says(there: Group, role: str) -> None:
    here, other = store(there), store(there)
    people = [member(there, role=role), member(there, role=role, stores=[here])]
    for person in people:
        for permission in current_catalogue_names(there):
            for row in ({}, {"store_id": here}, {"store_id": other}, {"owner_id": person.member_id}):
                with inside(there.id, as_member(person)):
                    said = explain(person.member_id, permission, **row).allowed
                    assert said == allowed(permission, **row), (permission, row)


def current_catalogue_names(there: Group) -> list[str]:
    with inside(there.id):
        names = sorted(current_catalogue().permissions)
    return [name for name in names if name.startswith(("customers.", "accounts."))]


def test_page_shows_the_answer_and_its_reasons(app: Flask, there: Group) -> None:
    absent, deputy = stood_in(there)
    admin = signed_in(app.test_client(), there.admin)
    place = f"/t/{there.code}/settings/explain/"
    assert "请选择成员和权限" in admin.get(place).text
    ask = {"member_id": deputy.member_id, "permission": READ}
    yes = admin.get(place, query_string={**ask, "owner_id": absent.member_id}).text
    assert "可以：" in yes
    assert "代李娜" in yes
    assert "2026-12-09 至 2026-12-09" in yes
    assert "不可以：" in admin.get(place, query_string={**ask, "store_id": store(there)}).text
    foreign = {**ask, "store_id": store(group())}
    assert admin.get(place, query_string=foreign).status_code == 404
    with inside(there.id):
        disable_member(deputy.member_id)
    gone = admin.get(place, query_string=ask).text
    assert "该成员目前无法登录" in gone
    assert "不可以：" in gone


def test_api_gives_the_same_answer(client: FlaskClient, there: Group) -> None:
    absent, deputy = stood_in(there)
    with inside(there.id):
        token = create_api_client(name="test", scopes=["accounts.member:read"]).token

    def ask(**query: Any) -> Any:
        return client.get(
            f"/api/v1/t/{there.code}/accounts/members/{deputy.member_id}/explanation",
            query_string=query,
            headers={"Authorization": f"Bearer {token}"},
        )

    told = ask(permission=READ, owner_id=absent.member_id).json
    assert (told["allowed"], told["reasons"][0]["in_place_of_id"]) == (True, absent.member_id)
    assert told["reasons"][0]["scope"] == Scope.OWN.value
    assert ask(permission="nobody.knows:this").status_code == 422
