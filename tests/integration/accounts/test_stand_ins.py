"""Standing in for a member who is away: what the deputy may do, for how long, and what the log says of it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.accounts.operations import (
    RoleChoice,
    change_member,
    create_api_client,
    disable_member,
    enable_member,
    end_stand_in,
    name_stand_in,
)
from saas.core.accounts.queries import StandInState, member_names, stand_ins_of
from saas.platform.audit import AuditEntry
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.permissions import (
    Period,
    allowed,
    assign_role,
    change_role,
    current_grants,
    members_with,
    withdraw_role,
)
from saas.platform.permissions.operations import find_role
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import as_member, member, signed_in
from saas.testing.factories.pages import field

READ = "customers.customer:read"
WRITE = "customers.customer:write"
WEEK = Period(valid_from=date(2026, 12, 7), valid_until=date(2026, 12, 13))
BEFORE = datetime(2026, 12, 6, 15, tzinfo=UTC)
WITHIN = datetime(2026, 12, 9, 4, tzinfo=UTC)
AFTER = datetime(2026, 12, 13, 16, 1, tzinfo=UTC)
Clock = Callable[[datetime], None]


@pytest.fixture
def there(app: Flask, clock: Clock) -> Group:
    clock(BEFORE)
    return group()


def stand_in(there: Group, absent: Person, deputy: Person, *roles: RoleChoice, period: Period = WEEK) -> int:
    with inside(there.id, as_member(absent)):
        return name_stand_in(absent.member_id, deputy_id=deputy.member_id, roles=roles, period=period).id


def manager_and_deputy(there: Group) -> tuple[int, Person, Person]:
    shop = store(there)
    absent, deputy = member(there, role="store_manager", stores=[shop]), member(there, role="data_analyst")
    stand_in(there, absent, deputy, RoleChoice(role="store_manager", store_id=shop))
    return shop, absent, deputy


def may(there: Group, person: Person, permission: str, **where: int) -> bool:
    with inside(there.id, as_member(person)):
        return allowed(permission, **where)


def test_deputy_has_the_role_on_these_days_and_no_longer(there: Group, clock: Clock) -> None:
    shop, absent, deputy = manager_and_deputy(there)
    other = store(there)
    seen = []
    for moment in (BEFORE, WITHIN, AFTER):
        clock(moment)
        with inside(there.id):
            asked = members_with(WRITE, store_id=shop)
        seen.append(
            (may(there, deputy, WRITE, store_id=shop), may(there, deputy, WRITE, store_id=other), asked)
        )
        assert may(there, absent, WRITE, store_id=shop), "who is away keeps what is theirs"
    alone, both = [absent.member_id], sorted([absent.member_id, deputy.member_id])
    assert seen == [(False, False, alone), (True, False, both), (False, False, alone)]


def test_own_rows_are_those_of_the_one_who_is_away(there: Group, clock: Clock) -> None:
    absent, deputy = member(there, role="followup_specialist"), member(there, role="")
    stand_in(there, absent, deputy, RoleChoice(role="followup_specialist"))
    clock(WITHIN)
    assert may(there, deputy, READ, owner_id=absent.member_id)
    assert not may(there, deputy, READ, owner_id=deputy.member_id)


def test_deputy_has_never_more_than_the_member_has_now(there: Group, clock: Clock) -> None:
    shop, absent, deputy = manager_and_deputy(there)
    clock(WITHIN)
    with inside(there.id):
        change_role(find_role("store_manager").id, "customers.customer:merge", None)
    assert not may(there, deputy, "customers.customer:merge")
    with inside(there.id):
        withdraw_role(absent.member_id, "store_manager", store_id=shop)
    assert not may(there, deputy, WRITE)
    with inside(there.id):
        ended = Period(valid_until=date(2026, 12, 8))
        assign_role(absent.member_id, "store_manager", store_id=shop, period=ended)
    assert not may(there, deputy, WRITE), "the member's own role has ended"


def test_standing_in_is_not_handed_on(there: Group, clock: Clock) -> None:
    shop, _absent, deputy = manager_and_deputy(there)
    third = member(there, role="")
    clock(WITHIN)
    with pytest.raises(Invalid):
        stand_in(there, deputy, third, RoleChoice(role="store_manager", store_id=shop))
    stand_in(there, deputy, third, RoleChoice(role="data_analyst"))
    assert not may(there, third, WRITE)


def test_deputy_of_an_administrator_gives_nothing_that_lasts(there: Group, clock: Clock) -> None:
    deputy, third = member(there, role="data_analyst"), member(there, role="")
    stand_in(there, there.admin, deputy, RoleChoice(role="group_admin"))
    clock(WITHIN)
    assert may(there, deputy, "accounts.member:write")
    acts: list[Callable[[], object]] = [
        lambda: change_member(deputy.member_id, display_name="我", roles=[RoleChoice(role="group_admin")]),
        lambda: name_stand_in(
            there.admin.member_id,
            deputy_id=third.member_id,
            roles=[RoleChoice(role="group_admin")],
            period=WEEK,
        ),
    ]
    for act in acts:
        with inside(there.id, as_member(deputy)), pytest.raises(Forbidden):
            act()
    with inside(there.id, as_member(deputy)), pytest.raises(Invalid):
        create_api_client(name="lasting", scopes=["organisation.store:write"], giver=current_grants())


@pytest.mark.parametrize(
    ("role", "period"),
    [
        ("group_admin", WEEK),
        ("", WEEK),
        ("store_manager", Period(valid_from=date(2026, 12, 8), valid_until=date(2026, 12, 7))),
        ("store_manager", Period(valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 5))),
        ("store_manager", Period(valid_from=date(2026, 12, 1))),
    ],
)
def test_what_cannot_be_handed_over_is_refused(there: Group, role: str, period: Period) -> None:
    absent, deputy = member(there, role="store_manager"), member(there, role="")
    with pytest.raises(Invalid):
        stand_in(there, absent, deputy, *([RoleChoice(role=role)] if role else []), period=period)


def test_nobody_stands_in_who_cannot_come_in(there: Group) -> None:
    absent, deputy = member(there, role="store_manager"), member(there, role="")
    role = RoleChoice(role="store_manager")
    with pytest.raises(Invalid):
        stand_in(there, absent, absent, role)
    with inside(there.id):
        disable_member(deputy.member_id)
    with pytest.raises(Invalid):
        stand_in(there, absent, deputy, role)
    with inside(there.id):
        enable_member(deputy.member_id)
        disable_member(absent.member_id)
    with pytest.raises(Conflict):
        stand_in(there, absent, deputy, role)


@pytest.mark.parametrize("who", ["absent", "deputy"])
def test_standing_in_ends_with_the_membership_of_either(there: Group, clock: Clock, who: str) -> None:
    _shop, absent, deputy = manager_and_deputy(there)
    gone = absent if who == "absent" else deputy
    clock(WITHIN)
    with inside(there.id):
        disable_member(gone.member_id)
        enable_member(gone.member_id)
    assert not may(there, deputy, WRITE)


def test_either_ends_it_and_nobody_else(there: Group, clock: Clock) -> None:
    shop, absent, deputy = manager_and_deputy(there)
    with inside(there.id) as work:
        (one,) = stand_ins_of(absent.member_id)
        assert one == stand_ins_of(deputy.member_id)[0]
        assert (one.state, one.roles) == (
            StandInState.COMING,
            {RoleChoice(role="store_manager", store_id=shop)},
        )
        with pytest.raises(NotFound):
            end_stand_in(one.id, of=there.admin.member_id)
        end_stand_in(one.id, of=deputy.member_id)
        end_stand_in(one.id, of=absent.member_id)
        assert stand_ins_of(absent.member_id)[0].state is StandInState.OVER
        said = select(AuditEntry.action).where(AuditEntry.object_id == absent.member_id)
        actions = [one for one in work.scalars(said) if one.startswith("accounts.delegation")]
    assert sorted(actions) == ["accounts.delegation.ended", "accounts.delegation.named"]
    clock(WITHIN)
    assert not may(there, deputy, WRITE)


def test_log_says_on_whose_behalf(app: Flask, there: Group, clock: Clock) -> None:
    shop, absent, deputy = manager_and_deputy(there)
    with inside(there.id):
        theirs = customer("王晓明", store_id=shop).id
    clock(WITHIN)
    for person, behalf in ((deputy, [absent.member_id]), (absent, None)):
        browser = signed_in(app.test_client(), person)
        edit(browser, f"/t/{there.code}/customers/{theirs}/edit", store_id=shop, note=person.login)
        with inside(there.id) as work:
            mine = (
                AuditEntry.tenant_id == there.id,
                AuditEntry.object_type == "customer",
                AuditEntry.object_id == theirs,
                AuditEntry.actor_id == person.member_id,
            )
            said = list(work.scalars(select(AuditEntry.changes).where(*mine)))
        assert said
        assert [one.get("on_behalf_of") for one in said] == [behalf] * len(said)
    told = signed_in(app.test_client(), there.admin)
    newest = told.get(f"/t/{there.code}/settings/audit/?member_id={deputy.member_id}").text
    entry = re.search(r"/settings/audit/\d+", newest)
    assert entry
    with inside(there.id):
        (name,) = member_names([absent.member_id]).values()
    assert name in told.get(f"/t/{there.code}{entry[0]}").text


def test_log_names_nobody_for_what_was_done_with_ones_own_role(
    app: Flask, there: Group, clock: Clock
) -> None:
    absent = member(there, role="service_advisor")
    shop = store(there)
    deputy = member(there, role="store_manager", stores=[shop])
    stand_in(there, absent, deputy, RoleChoice(role="service_advisor"))
    with inside(there.id):
        own = customer("王晓明", store_id=shop).id
        other = store(there)
        theirs = customer("李芳", store_id=other).id
    clock(WITHIN)
    browser = signed_in(app.test_client(), deputy)
    said = []
    for place, row in ((shop, own), (other, theirs)):
        edit(browser, f"/t/{there.code}/customers/{row}/edit", store_id=place)
        with inside(there.id) as work:
            entry = (AuditEntry.tenant_id == there.id, AuditEntry.object_type == "customer")
            mine = (*entry, AuditEntry.object_id == row, AuditEntry.actor_id == deputy.member_id)
            said.append(
                {
                    str(one.get("on_behalf_of"))
                    for one in work.scalars(select(AuditEntry.changes).where(*mine))
                }
            )
    assert said == [{"None"}, {str([absent.member_id])}]


def edit(browser: FlaskClient, address: str, *, store_id: int, note: str = "改") -> None:
    page = browser.get(address).text
    sent = {"_csrf": field(page, "_csrf"), "_version": field(page, "_version"), "name": "王小明"}
    more = {"kind": "person", "gender": "male", "note": note, "store_id": store_id}
    assert browser.post(address, data={**sent, **more}).status_code == 303


def test_own_page_names_somebody_and_shows_it_to_both(app: Flask, there: Group) -> None:
    absent, deputy = member(there, role="store_manager", name="李娜"), member(there, role="", name="王强")
    browser = signed_in(app.test_client(), absent)
    place = f"/t/{there.code}/settings/stand-ins/"
    shown = browser.get(place).text
    sent: dict[str, Any] = {
        "_csrf": field(shown, "_csrf"),
        "deputy_id": deputy.member_id,
        "valid_from": "2026-12-07",
        "valid_until": "2026-12-13",
        "roles": ["store_manager"],
    }
    assert browser.post(place, data={**sent, "roles": ["group_admin"]}).status_code == 422
    assert browser.post(place, data=sent).status_code == 303
    theirs = signed_in(app.test_client(), deputy).get(place).text
    admin = signed_in(app.test_client(), there.admin)
    of_member = admin.get(f"/t/{there.code}/settings/members/{deputy.member_id}").text
    for page in (browser.get(place).text, theirs):
        assert "2026-12-07 至 2026-12-13" in page
        assert "尚未开始" in page
    assert "2026-12-07 至 2026-12-13 由王强为李娜代班" in of_member
    with inside(there.id):
        (one,) = stand_ins_of(deputy.member_id)
    assert admin.post(f"{place}{one.id}/end", data={"_csrf": sent["_csrf"]}).status_code in (400, 404)
    assert browser.post(f"{place}{one.id}/end", data={"_csrf": sent["_csrf"]}).status_code == 303
    assert "已结束" in browser.get(place).text


def test_administrator_names_somebody_for_a_member(app: Flask, there: Group) -> None:
    absent, deputy = member(there, role="store_manager"), member(there, role="")
    admin = signed_in(app.test_client(), there.admin)
    place = f"/t/{there.code}/settings/members/{absent.member_id}/stand-ins/"
    sent = {
        "_csrf": field(admin.get(place).text, "_csrf"),
        "deputy_id": deputy.member_id,
        "valid_from": "2026-12-06",
        "valid_until": "2026-12-13",
        "roles": ["store_manager"],
    }
    assert admin.post(place, data=sent).status_code == 303
    assert may(there, deputy, WRITE)
    with inside(there.id):
        (one,) = stand_ins_of(absent.member_id)
    assert admin.post(f"{place}{one.id}/end", data={"_csrf": sent["_csrf"]}).status_code == 303
    assert not may(there, deputy, WRITE)
