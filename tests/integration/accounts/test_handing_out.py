"""Who does what: told on an empty page to whoever may not begin it, and on the page of a plugin."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from saas.core.accounts.queries import roles_with
from saas.platform.permissions import UndeclaredPermission, assign_role
from saas.platform.permissions.models import RolePermission
from saas.platform.permissions.operations import find_role
from saas.platform.permissions.scopes import Scope
from saas.platform.plugins import enable_plugin
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group
from saas.testing.factories.members import member, signed_in
from saas.testing.kit.watching import statements

PART_WRITE = "parts.part:write"


@pytest.fixture
def there(client: FlaskClient) -> Group:
    made = group()
    with inside(made.id):
        enable_plugin("parts")
    signed_in(client, made.admin)
    return made


def empty_part(page: str) -> str:
    return page.partition('<div class="ui-empty">')[2].partition("</main>")[0]


def test_who_may_not_begin_is_led_to_give_a_role_that_nobody_has(client: FlaskClient, there: Group) -> None:
    told = empty_part(client.get(f"/t/{there.code}/x/parts/parts/").text)

    assert "还没有人拥有可以做这件事的角色：配件经理。" in told
    assert f'href="/t/{there.code}/settings/members/"' in told


def test_who_may_not_begin_hears_which_role_does_it(client: FlaskClient, there: Group) -> None:
    member(there, role="parts_manager")

    told = empty_part(client.get(f"/t/{there.code}/x/parts/parts/").text)

    assert "由以下角色的成员处理：配件经理。" in told
    assert "settings/members" not in told


def test_who_may_not_give_roles_is_sent_to_the_administrator(client: FlaskClient, there: Group) -> None:
    signed_in(client, member(there, role="store_manager"))

    told = empty_part(client.get(f"/t/{there.code}/x/parts/parts/").text)

    assert "请联系集团管理员。" in told
    assert "settings/members" not in told


def test_who_may_begin_hears_of_nobody(client: FlaskClient, there: Group) -> None:
    with inside(there.id):
        assign_role(there.admin.member_id, "parts_manager")

    told = empty_part(client.get(f"/t/{there.code}/x/parts/parts/").text)

    assert f'href="/t/{there.code}/x/parts/parts/new"' in told
    assert "角色" not in told


def test_what_a_group_took_from_a_role_it_does_no_longer(there: Group) -> None:
    with inside(there.id) as work:
        work.add(RolePermission(role_id=find_role("parts_manager").id, permission=PART_WRITE, scope=None))
        work.add(
            RolePermission(role_id=find_role("parts_clerk").id, permission=PART_WRITE, scope=Scope.GROUP)
        )
        work.flush()

        assert [line.role.code for line in roles_with([PART_WRITE])] == ["parts_clerk"]


def test_role_that_has_it_through_another_right_is_among_them(there: Group) -> None:
    with inside(there.id):
        assert "complaint_manager" in {line.role.code for line in roles_with(["complaints.case:read"])}


def test_right_that_nobody_declares_is_a_defect(there: Group) -> None:
    with inside(there.id), pytest.raises(UndeclaredPermission):
        roles_with(["parts.part:paint"])


def test_plugin_page_says_who_works_with_it(client: FlaskClient, there: Group) -> None:
    member(there, role="parts_manager")

    page = client.get(f"/t/{there.code}/settings/plugins/parts/").text

    rows = re.findall(r"<tr>(.*?)</tr>", page.partition("谁来使用")[2].partition("</table>")[0], re.DOTALL)
    told = {title: row for row in rows if (title := "".join(re.findall(r"data-row-link>(.*?)</a>", row)))}
    assert re.search(r'data-column="holders" class="num">\s*1<', told["配件经理"])
    assert "暂无" in told["配件员"]
    assert "客户回访专员" not in told


def test_plugin_that_is_off_has_nobody_who_works_with_it(client: FlaskClient, there: Group) -> None:
    assert "谁来使用" not in client.get(f"/t/{there.code}/settings/plugins/budget/").text


def test_roles_are_asked_for_by_four_statements_however_many_they_are(there: Group) -> None:
    with inside(there.id), statements() as few:
        roles_with([PART_WRITE])
    assert len([one for one in few if "role" in one]) <= 4
