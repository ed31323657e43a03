"""Members: invited by a link, changed, disabled, removed; the group never touches an account."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from saas.core.accounts.models import Account, Invitation, Member, MemberStatus
from saas.core.accounts.operations import RoleChoice, change_member, disable_member, roles_of
from saas.core.accounts.queries import active_members_with, role_titles
from saas.core.organisation.models import Employee
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.platform.mail.models import MailMessage
from saas.platform.permissions.models import RoleRow
from saas.platform.security.idempotency import IdempotencyKey
from saas.platform.tenancy.tenant import Tenant
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, Group, Person, group, number, store
from saas.testing.factories.members import join, member, signed_in
from saas.testing.factories.pages import csrf_token, field


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def admin(app: Flask, there: Group) -> FlaskClient:
    return signed_in(app.test_client(), there.admin)


def send(client: FlaskClient, address: str, page: str = "", **data: object) -> "object":
    shown = client.get(page or address).text
    return client.post(
        address, data={"_csrf": field(shown, "_csrf"), "_version": field(shown, "_version"), **data}
    )


def invite(admin: FlaskClient, there: Group, **values: object) -> str:
    answer = send(admin, f"/t/{there.code}/settings/members/new", display_name="李娜", **values)
    assert answer.status_code == 200, answer.text
    found = re.search(r'value="http://localhost(/p/[^"]+)"', answer.text)
    return found.group(1) if found else ""


def accounts_by_login(app: Flask, login: str) -> list[tuple[int, datetime | None]]:
    with app.app_context(), global_session() as work:
        return [
            (one.id, one.login_confirmed_at) for one in work.scalars(select(Account)) if one.login == login
        ]


def test_invited_person_joins_with_a_new_sign_in(
    app: Flask, client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    shop = store(there)
    roles = {"roles-0-role": "followup_specialist", "roles-0-store_id": shop}
    link = invite(admin, there, **roles)
    assert there.name in client.get(link).text
    login = f"lina{number()}@example.com"
    answer = send(client, f"{link}/join", link, display_name="李娜", login=login, password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, f"/t/{there.code}/")
    assert client.get(answer.location).status_code == 200
    assert client.get(link).status_code == 404
    [(account_id, confirmed_at)] = accounts_by_login(app, login)
    assert confirmed_at is None, "a link that was copied proves no address"
    with inside(there.id) as work:
        joined = work.scalars(select(Member).where(Member.account_id == account_id)).one()
        assert roles_of([joined.id])[joined.id] == {RoleChoice(role="followup_specialist", store_id=shop)}


def test_link_that_was_mailed_proves_the_address(
    app: Flask, client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    login = f"lina{number()}@example.com"
    assert invite(admin, there, email=login) == "", "nobody but the person sees it"
    link = mailed_link(app, login)
    send(client, f"{link}/join", link, display_name="李娜", login=login, password=PASSWORD)
    [(_account_id, confirmed_at)] = accounts_by_login(app, login)
    assert confirmed_at is not None


def test_person_with_a_sign_in_joins_as_who_they_are(
    app: Flask, client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    person = group().admin
    link = invite(admin, there)
    signed_in(client, person)
    before = client.get_cookie("aftercare_session").value
    answer = send(client, f"{link}/accept", link)
    assert answer.location == f"/t/{there.code}/"
    assert client.get_cookie("aftercare_session").value != before, "more rights, a new token"
    assert client.get(answer.location).status_code == 200


def test_login_of_somebody_is_told_no_more_than_at_the_sign_in(
    app: Flask, client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    person, link = group().admin, invite(admin, there)
    tried = {"display_name": "别人", "login": person.login}
    said = "登录名与密码不符"
    refused = send(client, f"{link}/join", link, **tried, password="another password!")
    at_sign_in = send(client, "/sign-in", login=person.login, password="another password!")
    assert (refused.status_code, at_sign_in.status_code) == (422, 422)
    assert said in refused.text
    assert said in at_sign_in.text
    with app.app_context(), global_session() as work:
        assert work.get_one(Account, person.account_id).failed_count == 2, "both tries are counted"
    for login in (person.login, f"new{number()}@example.com"):
        weak = send(client, f"{link}/join", link, display_name="别人", login=login, password="1234567890")
        assert (weak.status_code, said in weak.text) == (422, False), (
            "the password is judged before the login"
        )
    joined = send(client, f"{link}/join", link, **tried, password=person.password)
    assert joined.location == f"/t/{there.code}/"
    assert client.get(joined.location).status_code == 200
    assert len(accounts_by_login(app, person.login)) == 1
    with app.app_context(), global_session() as work:
        assert work.get_one(Account, person.account_id).display_name != "别人"


def test_invitation_is_tried_ten_times_an_hour(client: FlaskClient, admin: FlaskClient, there: Group) -> None:
    link = invite(admin, there)
    tried = {"display_name": "别人", "password": "another password!"}
    answers = [
        send(client, f"{link}/join", link, login=group().admin.login, **tried).status_code for _n in range(11)
    ]
    assert answers == [422] * 10 + [429]


def test_links_that_are_not_open_answer_alike(
    client: FlaskClient, admin: FlaskClient, there: Group, clock: Callable[[datetime], None]
) -> None:
    first = invite(admin, there)
    with inside(there.id) as work:
        member_id = work.scalars(select(Invitation.member_id)).one()
    token = csrf_token(admin, f"/t/{there.code}/settings/members/{member_id}")
    again = admin.post(f"/t/{there.code}/settings/members/{member_id}/renew", data={"_csrf": token})
    second = re.search(r'value="http://localhost(/p/[^"]+)"', again.text).group(1)
    foreign = second.replace(f"/p/{there.code}/", f"/p/{group().code}/")
    unknown = f"/p/{there.code}/invitations/{'x' * 43}"
    nowhere = second.replace(f"/p/{there.code}/", "/p/nobody-has-this/")
    assert client.get(second).status_code == 200
    clock(now() + timedelta(days=15))
    bodies = set()
    for link in (first, second, foreign, unknown, nowhere):
        answer = client.get(link)
        assert answer.status_code == 404, link
        bodies.add(answer.text.replace(link, "LINK").replace(field(answer.text, "_csrf"), ""))
    assert len({re.sub(r'content="[^"]*"|value="[^"]*"', "", body) for body in bodies}) == 1


def test_invitation_is_used_once_even_by_two_at_once(
    client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    link = invite(admin, there)
    first, second = group().admin, group().admin
    signed_in(client, first)
    assert send(client, f"{link}/accept", link).status_code == 303
    signed_in(client, second)
    token = csrf_token(client, "/account/")
    assert client.post(f"{link}/accept", data={"_csrf": token}).status_code == 404


def test_member_cannot_join_twice(client: FlaskClient, admin: FlaskClient, there: Group) -> None:
    person = member(there)
    link = invite(admin, there)
    signed_in(client, person)
    assert send(client, f"{link}/accept", link).status_code == 409


def test_disabled_member_is_out_at_once_and_comes_back(
    client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    person = member(there)
    signed_in(client, person)
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    assert send(admin, f"{place}/disable", place).status_code == 303
    assert client.get(f"/t/{there.code}/").status_code == 404
    assert send(admin, f"{place}/enable", place).status_code == 303
    assert client.get(f"/t/{there.code}/").status_code == 200


def test_removed_member_leaves_history_and_may_be_invited_again(
    client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    person = member(there)
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    assert send(admin, f"{place}/remove", place).status_code == 303
    assert admin.get(place).status_code == 404
    signed_in(client, person)
    assert client.get(f"/t/{there.code}/").status_code == 404
    link = invite(admin, there)
    assert send(client, f"{link}/accept", link).status_code == 303
    with inside(there.id) as work:
        rows = work.scalars(select(Member).where(Member.display_name.in_(["李娜"]))).all()
        old = work.get_one(Member, (there.id, person.member_id))
        assert old.status is MemberStatus.REMOVED
        assert old.account_id is None
        assert [row.account_id for row in rows] == [person.account_id]


@pytest.mark.parametrize("act", ["disable", "remove"])
def test_last_administrator_stays(admin: FlaskClient, there: Group, act: str) -> None:
    place = f"/t/{there.code}/settings/members/{there.admin.member_id}"
    assert send(admin, f"{place}/{act}", place).status_code == 409
    changed = send(admin, place, display_name="我", **{"roles-0-role": "store_manager"})
    assert changed.status_code == 409
    second = member(there, role="group_admin")
    other = f"/t/{there.code}/settings/members/{second.member_id}"
    assert send(admin, f"{other}/{act}", other).status_code == 303
    assert admin.get(place).status_code == 200


def test_invited_administrator_is_no_substitute_for_one_who_can_come_in(
    admin: FlaskClient, there: Group
) -> None:
    invite(admin, there, **{"roles-0-role": "group_admin"})
    place = f"/t/{there.code}/settings/members/{there.admin.member_id}"
    assert send(admin, f"{place}/remove", place).status_code == 409


def test_invitation_sent_twice_invites_once(admin: FlaskClient, there: Group) -> None:
    values = {"display_name": "李娜", "_request": "the-same-form-twice"}
    place = f"/t/{there.code}/settings/members/new"
    assert "/invitations/" in send(admin, place, **values).text
    again = send(admin, place, **values)
    assert "/invitations/" not in again.text, "the link is stored nowhere"
    with inside(there.id) as work:
        (member_id,) = work.scalars(select(Invitation.member_id))
        assert "/invitations/" not in "".join(
            body or "" for body in work.scalars(select(IdempotencyKey.body))
        )
    assert again.location == f"/t/{there.code}/settings/members/{member_id}"


@pytest.mark.parametrize(
    "page", ["", "settings/members/", "settings/employees/", "settings/stores/", "settings/tokens/"]
)
def test_queries_of_a_page_do_not_grow(
    admin: FlaskClient,
    there: Group,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    page: str,
) -> None:
    def fill() -> None:
        shop = store(there)
        member(there, role="store_manager", stores=[shop])
        with inside(there.id) as work:
            work.add(Employee(employee_no=f"E{shop}", name="王", store_id=shop))

    fill()
    admin.get(f"/t/{there.code}/{page}")
    with count_queries() as few:
        admin.get(f"/t/{there.code}/{page}")
    for _n in range(4):
        fill()
    with count_queries() as many:
        answer = admin.get(f"/t/{there.code}/{page}")
    assert answer.status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 14, many


def test_list_says_a_role_once_with_all_its_stores(admin: FlaskClient, there: Group) -> None:
    shops = [store(there, name="浦东店"), store(there, name="闵行店")]
    member(there, role="followup_specialist", stores=shops)
    member(there, role="data_analyst")
    page = admin.get(f"/t/{there.code}/settings/members/").text
    assert "回访专员（浦东店、闵行店）" in page
    assert "数据分析员</td>" in page


def test_roles_of_a_member_are_changed(admin: FlaskClient, there: Group) -> None:
    person, shop = member(there, role="followup_specialist"), store(there)
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    roles = {"roles-0-role": "store_manager", "roles-0-store_id": shop, "roles-1-role": "data_analyst"}
    assert send(admin, place, display_name="王", **roles).status_code == 303
    with inside(there.id):
        assert roles_of([person.member_id])[person.member_id] == {
            RoleChoice(role="store_manager", store_id=shop),
            RoleChoice(role="data_analyst"),
        }


@pytest.mark.parametrize(
    "roles",
    [
        {"roles-0-role": "no_such_role"},
        {"roles-0-role": "store_manager", "roles-0-store_id": 999_999},
        {"roles-0-role": "group_admin", "roles-0-store_id": "OWN"},
    ],
)
def test_roles_that_cannot_be_are_refused(admin: FlaskClient, there: Group, roles: dict[str, object]) -> None:
    person, shop = member(there), store(there)
    sent = {key: shop if value == "OWN" else value for key, value in roles.items()}
    answer = send(admin, f"/t/{there.code}/settings/members/{person.member_id}", display_name="王", **sent)
    assert answer.status_code == 422


def test_change_of_own_roles_gives_a_new_session_token(admin: FlaskClient, there: Group) -> None:
    before = admin.get_cookie("aftercare_session").value
    place = f"/t/{there.code}/settings/members/{there.admin.member_id}"
    roles = {"roles-0-role": "group_admin", "roles-1-role": "data_analyst"}
    assert send(admin, place, display_name="我", **roles).status_code == 303
    assert admin.get_cookie("aftercare_session").value != before
    assert admin.get(place).status_code == 200


def token_of(browser: FlaskClient) -> str:
    return str(browser.get_cookie("aftercare_session").value)


@pytest.mark.parametrize("act", ["roles", "enable", "other_group"])
def test_change_of_rights_by_somebody_else_gives_each_browser_a_new_token(
    app: Flask, admin: FlaskClient, there: Group, act: str
) -> None:
    person = member(there, role="followup_specialist")
    browsers = [signed_in(app.test_client(), person) for _browser in range(2)]
    before = [token_of(browser) for browser in browsers]
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    if act == "roles":
        assert send(admin, place, display_name="王", **{"roles-0-role": "store_manager"}).status_code == 303
    elif act == "enable":
        for step in ("disable", "enable"):
            assert send(admin, f"{place}/{step}", place).status_code == 303
    else:
        join(person, group())
    for browser, old in zip(browsers, before, strict=True):
        assert browser.get(f"/t/{there.code}/", headers={"HX-Request": "true"}).status_code == 200
        assert token_of(browser) == old, "what a page's script asks for comes with the page's token"
        assert browser.get(f"/t/{there.code}/").status_code == 200
        new = token_of(browser)
        assert new != old
        assert browser.get(f"/t/{there.code}/").status_code == 200
        assert token_of(browser) == new
        browser.set_cookie("aftercare_session", old)
        assert browser.get("/account/").status_code == 303, "the old token opens nothing"


def test_change_of_the_name_alone_leaves_the_token(app: Flask, admin: FlaskClient, there: Group) -> None:
    person = member(there, role="store_manager")
    browser = signed_in(app.test_client(), person)
    before = token_of(browser)
    place = f"/t/{there.code}/settings/members/{person.member_id}"
    assert send(admin, place, display_name="新名", **{"roles-0-role": "store_manager"}).status_code == 303
    assert browser.get(f"/t/{there.code}/").status_code == 200
    assert token_of(browser) == before


class TestPersonOfTwoGroups:
    """What one group tries on a person who belongs to another too."""

    @pytest.fixture
    def other(self) -> Group:
        return group()

    @pytest.fixture
    def person(self, there: Group, other: Group) -> Person:
        return join(member(other), there)

    def place(self, there: Group, person: Person) -> str:
        return f"/t/{there.code}/settings/members/{person.member_id}"

    @pytest.mark.parametrize("act", ["disable", "remove"])
    def test_act_touches_only_this_group(
        self, client: FlaskClient, admin: FlaskClient, person: Person, other: Group, act: str
    ) -> None:
        signed_in(client, person)
        place = f"/t/{person.group}/settings/members/{person.member_id}"
        assert send(admin, f"{place}/{act}", place).status_code == 303
        assert client.get(f"/t/{person.group}/").status_code == 404
        assert client.get(f"/t/{other.code}/").status_code == 200, "the session and the other group live on"

    def test_reset_link_is_refused(self, admin: FlaskClient, there: Group, person: Person) -> None:
        place = self.place(there, person)
        assert send(admin, f"{place}/reset", place).status_code == 403

    def test_edit_leaves_the_account_alone(
        self, app: Flask, admin: FlaskClient, there: Group, person: Person
    ) -> None:
        with app.app_context(), global_session() as work:
            before = work.get_one(Account, person.account_id).display_name
        place = self.place(there, person)
        send(admin, place, display_name="新名字", **{"roles-0-role": "data_analyst"})
        with app.app_context(), global_session() as work:
            account = work.get_one(Account, person.account_id)
            assert (account.display_name, account.row_version) == (before, account.row_version)

    def test_member_id_of_the_other_group_answers_like_a_missing_one(
        self, admin: FlaskClient, there: Group, other: Group
    ) -> None:
        stranger = member(other)
        token = csrf_token(admin, f"/t/{there.code}/settings/members/")
        for rest in ("", "/disable", "/remove", "/renew", "/reset", "/enable"):
            for member_id in (stranger.member_id, 999_999_999):
                address = f"/t/{there.code}/settings/members/{member_id}{rest}"
                known = member_id == stranger.member_id and exists_in(there, member_id)
                data = {"_csrf": token, "display_name": "x"}
                assert known or admin.post(address, data=data).status_code == 404, address


def exists_in(there: Group, member_id: int) -> bool:
    with inside(there.id) as work:
        return work.get(Member, (there.id, member_id)) is not None


def mailed_link(app: Flask, login: str) -> str:
    with app.app_context(), global_session() as work:
        texts = [one.text for one in work.scalars(select(MailMessage)) if one.recipient == login]
    return re.search(r"http://localhost(\S+)", texts[-1]).group(1)


def test_closed_group_takes_no_invitation(client: FlaskClient, admin: FlaskClient, there: Group) -> None:
    link = invite(admin, there)
    with inside(there.id) as work:
        work.get_one(Tenant, there.id).status = "suspended"
    assert client.get(link).status_code == 404


def test_search_for_what_no_text_can_hold_is_refused(admin: FlaskClient, there: Group) -> None:
    assert admin.get(f"/t/{there.code}/settings/members/?q=%00").status_code == 422


def test_members_that_something_can_be_given_to_are_at_work(admin: FlaskClient, there: Group) -> None:
    working, away = member(there, name="在职"), member(there, name="停用")
    with inside(there.id):
        disable_member(away.member_id)
        assert active_members_with("followups.pool:take") == [(working.member_id, "在职")]


def test_role_of_a_later_release_is_offered_and_given_in_an_older_group(there: Group) -> None:
    person = member(there, role="")
    with inside(there.id) as work:
        work.execute(delete(RoleRow).where(RoleRow.tenant_id == there.id, RoleRow.code == "auditor"))
        assert "auditor" in role_titles()
        change_member(person.member_id, display_name="审计", roles=[RoleChoice(role="auditor")])
        assert roles_of([person.member_id])[person.member_id] == {RoleChoice(role="auditor")}
