"""Roles that count on some days only: they begin and end by themselves, in the group's time zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from saas.core.accounts.operations import RoleChoice, change_member, disable_member, remove_member, roles_held
from saas.core.accounts.queries import active_members_with
from saas.platform.audit import AuditEntry
from saas.platform.errors import Conflict, Invalid
from saas.platform.permissions import Period, members_with
from saas.platform.tenancy.tenant import Tenant
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import field

TAKE = "followups.pool:take"
WINTER = Period(valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31))
NOVEMBER = datetime(2026, 11, 20, 4, tzinfo=UTC)
FIRST_MOMENT = datetime(2026, 11, 30, 16, 0, 1, tzinfo=UTC)
"""The first of December in Shanghai, still November in Greenwich."""
LAST_MOMENT = datetime(2026, 12, 31, 15, 59, 30, tzinfo=UTC)
AFTER = datetime(2026, 12, 31, 16, 0, 1, tzinfo=UTC)
Clock = Callable[[datetime], None]


@pytest.fixture
def there(app: Flask) -> Group:
    return group()


def acting_manager(there: Group, period: Period = WINTER) -> Person:
    person = member(there, role="")
    give(there, person, [RoleChoice(role="followup_specialist", period=period)])
    return person


def give(there: Group, person: Person, roles: list[RoleChoice]) -> None:
    with inside(there.id):
        change_member(person.member_id, display_name="李娜", roles=roles)


def test_role_counts_from_its_first_to_its_last_day_of_the_group(
    app: Flask, there: Group, clock: Clock
) -> None:
    clock(NOVEMBER)
    person = acting_manager(there)
    seen = []
    for moment in (FIRST_MOMENT.replace(hour=15), FIRST_MOMENT, LAST_MOMENT, AFTER):
        clock(moment)
        browser = signed_in(app.test_client(), person)
        page = browser.get(f"/t/{there.code}/followups/").status_code
        with inside(there.id):
            seen.append((page, members_with(TAKE), len(active_members_with(TAKE))))
    mine = [person.member_id]
    assert seen == [(403, [], 0), (200, mine, 1), (200, mine, 1), (403, [], 0)]


def test_days_are_those_of_the_groups_zone(there: Group, clock: Clock) -> None:
    clock(NOVEMBER)
    acting_manager(there)
    with inside(there.id) as work:
        work.execute(update(Tenant).where(Tenant.id == there.id).values(timezone="America/New_York"))
    clock(FIRST_MOMENT)
    with inside(there.id):
        assert members_with(TAKE) == []


def test_session_that_is_open_ends_with_the_role(app: Flask, there: Group, clock: Clock) -> None:
    clock(LAST_MOMENT.replace(month=11, day=30))
    person = acting_manager(there)
    clock(LAST_MOMENT)
    browser = signed_in(app.test_client(), person)
    assert browser.get(f"/t/{there.code}/followups/").status_code == 200
    clock(AFTER)
    assert browser.get(f"/t/{there.code}/followups/").status_code == 403


def test_role_that_ended_stays_as_past_and_is_given_anew(there: Group, clock: Clock) -> None:
    clock(NOVEMBER)
    person = acting_manager(there)
    clock(AFTER)
    again = RoleChoice(role="followup_specialist")
    give(there, person, [again])
    with inside(there.id):
        held = roles_held([person.member_id])[person.member_id]
        assert (held.standing, held.past) == (
            {again},
            {RoleChoice(role="followup_specialist", period=WINTER)},
        )
        remove_member(person.member_id)
        gone = roles_held([person.member_id])[person.member_id]
        assert (gone.standing, gone.past) == (frozenset(), held.past)


def test_form_drawn_before_the_end_may_still_name_the_role(there: Group, clock: Clock) -> None:
    clock(NOVEMBER)
    person = acting_manager(there)
    clock(AFTER)
    give(there, person, [RoleChoice(role="followup_specialist", period=WINTER)])
    with inside(there.id):
        assert roles_held([person.member_id])[person.member_id].standing == frozenset()


@pytest.mark.parametrize(
    "period",
    [
        Period(valid_from=date(2026, 12, 2), valid_until=date(2026, 12, 1)),
        Period(valid_until=date(2026, 11, 19)),
    ],
)
def test_days_that_cannot_be_are_refused(there: Group, clock: Clock, period: Period) -> None:
    clock(NOVEMBER)
    with pytest.raises(Invalid):
        acting_manager(there, period)


@pytest.mark.parametrize(
    "period", [Period(valid_until=date(2027, 1, 1)), Period(valid_from=date(2026, 12, 1))]
)
def test_administrator_for_some_days_is_no_substitute(there: Group, clock: Clock, period: Period) -> None:
    clock(NOVEMBER)
    other = member(there, role="")
    give(there, other, [RoleChoice(role="group_admin", period=period)])
    with inside(there.id), pytest.raises(Conflict):
        disable_member(there.admin.member_id)
    with pytest.raises(Conflict):
        give(there, there.admin, [RoleChoice(role="group_admin", period=period)])
    give(there, other, [RoleChoice(role="group_admin", period=Period(valid_from=date(2026, 11, 1)))])
    with inside(there.id):
        disable_member(there.admin.member_id)


def test_page_takes_days_shows_them_and_what_is_past(app: Flask, there: Group, clock: Clock) -> None:
    clock(NOVEMBER)
    person, shop = member(there, role=""), store(there, name="浦东店")
    admin = signed_in(app.test_client(), there.admin)
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    shown = admin.get(place).text
    sent = {
        "_csrf": field(shown, "_csrf"),
        "_version": field(shown, "_version"),
        "display_name": "李娜",
        "roles-0-role": "store_manager",
        "roles-0-store_id": shop,
        "roles-0-valid_from": "2026-12-01",
        "roles-0-valid_until": "2026-12-31",
    }
    assert admin.post(place, data=sent).status_code == 303
    assert "（浦东店），2026-12-01 至 2026-12-31" in admin.get(f"/t/{there.code}/settings/members/").text
    assert 'value="2026-12-31"' in admin.get(place).text
    assert "过往角色" not in admin.get(place).text
    clock(datetime(2027, 1, 3, tzinfo=UTC))
    signed_in(admin, there.admin)
    later = admin.get(place).text
    assert "过往角色" in later
    assert 'value="2026-12-31"' not in later
    assert "2026-12-31" in later


def test_entry_of_the_log_names_the_days(there: Group, clock: Clock) -> None:
    clock(NOVEMBER)
    person = acting_manager(there)
    with inside(there.id) as work:
        mine = (AuditEntry.tenant_id == there.id, AuditEntry.object_id == person.member_id)
        said = work.scalars(
            select(AuditEntry.changes).where(*mine, AuditEntry.action == "permissions.role.assigned")
        ).one()
    assert (said["valid_from"], said["valid_until"]) == ("2026-12-01", "2026-12-31")
