"""A person's own pages, registration, API tokens and staff files."""

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.config import Registration
from saas.core.accounts.models import ApiClient, Member
from saas.core.organisation.models import Department, Employee
from saas.platform.security.idempotency import IdempotencyKey
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, Group, group, number, store
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.integration.accounts.test_members import send


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def admin(client: FlaskClient, there: Group) -> FlaskClient:
    return signed_in(client, there.admin)


@pytest.mark.parametrize("page", ["", "password", "sessions", "groups"])
def test_account_page_needs_a_sign_in(client: FlaskClient, there: Group, page: str) -> None:
    assert client.get(f"/account/{page}").location.startswith("/sign-in")
    signed_in(client, there.admin)
    assert client.get(f"/account/{page}").status_code == 200


def test_profile_changes_language_and_look(admin: FlaskClient) -> None:
    assert send(admin, "/account/", display_name="王明", locale="en", theme="dark").status_code == 303
    page = admin.get("/account/").text
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page
    assert "王明" in page


def test_look_follows_the_person_into_another_browser(app: Flask, admin: FlaskClient, there: Group) -> None:
    send(admin, "/account/", display_name="王明", locale="zh_CN", theme="dark")
    other = app.test_client()
    send(other, "/sign-in", login=there.admin.login, password=PASSWORD)
    assert 'data-theme="dark"' in other.get(f"/t/{there.code}/").text


def test_password_change_ends_other_sessions_and_rotates_this_one(
    app: Flask, admin: FlaskClient, there: Group
) -> None:
    other = signed_in(app.test_client(), there.admin)
    before = admin.get_cookie("aftercare_session").value
    wrong = send(admin, "/account/password", current_password="not this", password="a completely new one")
    assert wrong.status_code == 422
    assert (
        send(
            admin, "/account/password", current_password=PASSWORD, password="a completely new one"
        ).status_code
        == 303
    )
    assert admin.get_cookie("aftercare_session").value != before
    assert admin.get("/account/").status_code == 200
    assert other.get(f"/t/{there.code}/").status_code == 303


@pytest.mark.parametrize("weak", ["short", "password123", "1111111111111", "qwertyuiop", "aaaaaaaaaaaaaa"])
def test_weak_password_is_refused(admin: FlaskClient, weak: str) -> None:
    assert send(admin, "/account/password", current_password=PASSWORD, password=weak).status_code == 422


def test_page_is_told_whose_session_lives_or_gets_the_dialog(client: FlaskClient, admin: FlaskClient) -> None:
    alive = admin.get("/account/alive", headers={"HX-Request": "true"})
    assert (alive.status_code, alive.data) == (204, b"")
    assert f'name="account" content="{alive.headers["X-Account"]}"' in admin.get("/account/").text
    assert f'data-session="{alive.request.path}"' in admin.get("/account/").text
    form = {"_csrf": alive.headers["X-CSRF-Token"], "display_name": "王总", "locale": "en", "theme": "dark"}
    assert admin.post("/account/", data=form).status_code == 303
    admin.delete_cookie("aftercare_session")
    ended = admin.get("/account/alive", headers={"HX-Request": "true"})
    assert (ended.status_code, "sign-in-dialog" in ended.text) == (401, True)


def test_sessions_are_listed_and_ended(app: Flask, admin: FlaskClient, there: Group) -> None:
    other = signed_in(app.test_client(), there.admin)
    page = admin.get("/account/sessions").text
    [row] = re.findall(r"/account/sessions/(\d+)/end", page)
    assert send(admin, f"/account/sessions/{row}/end", "/account/sessions").status_code == 303
    assert other.get("/account/").status_code == 303
    foreign = group().admin
    stranger = signed_in(app.test_client(), foreign)
    assert send(stranger, f"/account/sessions/{row}/end", "/account/sessions").status_code == 404


def test_group_is_registered_in_the_browser(client: FlaskClient) -> None:
    code = f"new{number()}"
    values = {"name": "华通汽车集团", "code": code, "display_name": "王总", "login": f"{code}@example.com"}
    weak = send(client, "/register", **values, password="1234567890")
    assert weak.status_code == 422
    answer = send(client, "/register", **values, password=PASSWORD)
    assert answer.location == f"/t/{code}/onboarding/"
    assert client.get(f"/t/{code}/").status_code == 200
    taken = send(client, "/register", name="另一个", code=code)
    assert taken.status_code == 422


def test_all_faults_of_a_registration_are_told_at_once(client: FlaskClient) -> None:
    refused = send(
        client, "/register", name="", code="Bad Code!", display_name="王总", login="nobody", password="short"
    )
    assert refused.status_code == 422
    marked = re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', refused.text)
    assert marked == ["name", "code", "login", "password"]


def test_group_is_registered_by_a_login_that_exists_with_its_own_password(client: FlaskClient) -> None:
    person, code = group().admin, f"new{number()}"
    values = {"name": "华通", "code": code, "display_name": "王总", "login": person.login}
    refused = send(client, "/register", **values, password="another password!")
    assert refused.status_code == 422
    assert "登录名与密码不符" in refused.text
    assert send(client, "/register", **values, password=person.password).location == f"/t/{code}/onboarding/"
    assert {client.get(f"/t/{one}/").status_code for one in (code, person.group)} == {200}


@pytest.mark.parametrize("how", [Registration.CLOSED, Registration.INVITED])
def test_registration_can_be_closed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, how: Registration
) -> None:
    settings = app.extensions["saas_settings"]
    monkeypatch.setitem(app.extensions, "saas_settings", replace(settings, registration=how))
    assert client.get("/register").status_code == 404
    signed_in(client, group().admin)
    assert client.get("/register").status_code == (200 if how is Registration.INVITED else 404)


def test_api_token_is_shown_once_works_and_is_revoked(
    client: FlaskClient, admin: FlaskClient, there: Group
) -> None:
    values = {"name": "ERP", "scopes": ["organisation.store:read"], "_request": "once-only-0123456789"}
    shown = send(admin, f"/t/{there.code}/settings/tokens/new", **values)
    token = re.search(r'value="(ac_[^"]+)"', shown.text).group(1)
    with inside(there.id) as work:
        client_id = work.scalars(select(ApiClient.id)).one()
    assert token not in admin.get(f"/t/{there.code}/settings/tokens/").text
    again = send(admin, f"/t/{there.code}/settings/tokens/new", **values)
    assert (again.status_code, again.location) == (303, f"/t/{there.code}/settings/tokens/")
    with inside(there.id) as work:
        assert token not in "".join(body or "" for body in work.scalars(select(IdempotencyKey.body)))
    bearer = {"Authorization": f"Bearer {token}"}
    stores = f"/api/v1/t/{there.code}/organisation/stores"
    assert client.get(stores, headers=bearer).status_code == 200
    assert client.post(stores, headers=bearer, json={}).status_code in (403, 422)
    assert client.get(f"/api/v1/t/{group().code}/organisation/stores", headers=bearer).status_code == 401
    place = f"/t/{there.code}/settings/tokens"
    assert send(admin, f"{place}/{client_id}/revoke", f"{place}/").status_code == 303
    assert client.get(stores, headers=bearer).status_code == 401


def test_browser_session_does_not_open_the_api(admin: FlaskClient, there: Group) -> None:
    assert admin.get(f"/api/v1/t/{there.code}/organisation/stores").status_code == 401


def test_staff_file_is_taken_row_by_row_and_twice_changes_nothing(admin: FlaskClient, there: Group) -> None:
    store(there, code="SH01", name="上海一店")
    text = (
        "工号,姓名,门店,部门,岗位,邮箱,角色\n"
        "A1,李娜,SH01,售后部,专员,,回访专员\n"
        f"A2,张强,上海一店,售后部,顾问,zq{number()}@example.com,service_advisor\n"
        "A3,王五,北京店,,,,\n"
        "A1,重复,SH01,,,,\n"
        ",无号,SH01,,,,\n"
        "A4,赵六,SH01,,,不是邮箱,回访专员\n"
        "A5,孙七,SH01,,,,没有的角色\n"
    )
    place = f"/t/{there.code}/settings/staff-file"

    def upload(content: bytes) -> str:
        form = {"_csrf": csrf_token(admin, place), "_request": f"the-file-{len(content)}"}
        data = {**form, "file": (io.BytesIO(content), "员工.csv")}
        return admin.post(place, data=data, content_type="multipart/form-data").text

    page = upload(text.encode("gb18030"))
    assert page.count("/p/") == page.count(f"/p/{there.code}/invitations/")
    assert f"/p/{there.code}/invitations/" in page
    for reason in ("北京店", "没有的角色"):
        assert reason in page
    with inside(there.id) as work:
        numbers = set(work.scalars(select(Employee.employee_no)))
        assert numbers == {"A1", "A2"}
        assert len(work.scalars(select(Department)).all()) == 1
        assert len(work.scalars(select(Member).where(Member.employee_id.is_not(None))).all()) == 2
    with inside(there.id) as work:
        assert work.scalars(select(IdempotencyKey)).all() == []
    again = upload(text.encode("utf-8-sig"))
    assert "/invitations/" not in again
    with inside(there.id) as work:
        assert len(work.scalars(select(Employee)).all()) == 2


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", "姓名,门店\n李,一店".encode()])
def test_staff_file_that_cannot_be_read_says_why(admin: FlaskClient, there: Group, content: bytes) -> None:
    place = f"/t/{there.code}/settings/staff-file"
    data = {"_csrf": csrf_token(admin, place), "file": (io.BytesIO(content), "x.csv")}
    answer = admin.post(place, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("page", ["members/", "members/new", "tokens/", "tokens/new", "staff-file"])
def test_settings_page_is_for_those_who_may(app: Flask, admin: FlaskClient, there: Group, page: str) -> None:
    assert admin.get(f"/t/{there.code}/settings/{page}").status_code == 200
    specialist = signed_in(app.test_client(), member(there))
    assert specialist.get(f"/t/{there.code}/settings/{page}").status_code == 403


def test_form_whose_token_ran_out_comes_back_without_any_password(admin: FlaskClient) -> None:
    typed = {"current_password": PASSWORD, "password": "a completely new one", "_csrf": "old"}
    answer = admin.post("/account/password", data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert PASSWORD not in answer.text
    assert "a completely new one" not in answer.text
