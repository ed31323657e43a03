"""Every route and its permission: roles that have it are let in, who lacks it changes nothing, and what changes asks for one.

That every single role without it is refused, test_role_fuzz sees where it calls each route as each role.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest

from saas.core.accounts.operations import create_api_client
from saas.platform.permissions import Permission, Scope, assign_role, current_catalogue
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import member
from tests.contract.fuzz.answers import excerpt
from tests.contract.fuzz.attacks import Caller, Route, own_caller, routes
from tests.contract.fuzz.kinds import scene_of
from tests.contract.fuzz.rights import holders, permission_of, shipped_rights
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import changed, fingerprints
from tests.contract.fuzz.scenes import number
from tests.contract.fuzz.worlds import Browser, Worlds, working_in

FOR_ANY_MEMBER = {
    "GET organisation.home": "everybody begins there, and sees what they may",
    "GET organisation.widget": "each tile has its own permission; without it the tile is not there",
    "GET search.everything": "shows what each section's permission lets a person find, nothing for many",
    "GET search.section": "each section has its own permission; without it the section is not there",
    "GET organisation.settings": "lists the settings that a person may open, none for many",
    "GET accounts.own_provider": "everybody sees whether their own single sign-on is linked",
    "GET accounts.stand_ins": "everybody sees who stands in for them, and for whom they do",
    "GET exports.export": "asks for the permission of the table that is named",
    "GET later.badges": "asks for the permission of each entry of the navigation",
    "GET later.panel": "asks for the permission of the panel, and the slot's owner who may see the object",
    "GET later.facts": "asks for the permission of what is shown, and the slot's owner who may see the object",
    "GET api_docs.group_document": "the description of what is on, without any row",
}
"""Readings that ask for no permission."""
OF_SOME_STORES = {"budget.audit:write"}
"""Rights that a role has for the whole group, unless it is given for some stores: an auditor of a region has theirs."""
REFUSED, NO_ROLE = 403, ""


@pytest.fixture(scope="session")
def staff(_worlds: Worlds) -> Mapping[str, Browser]:
    """A browser of somebody with each built-in role for the whole group, and of somebody with none."""
    with working_in(_worlds.app), _worlds.app.app_context():
        roles = [NO_ROLE, *sorted(current_catalogue().roles)]
        return {
            role: Browser(_worlds.app, member(_worlds.a.group, role=role, name=f"role {role}"))
            for role in roles
        }


def route_of(worlds: Worlds, name: str) -> Route:
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == name]
    return route


@pytest.mark.parametrize("name", TABLE)
def test_route_that_changes_something_asks_for_a_permission(name: str, worlds: Worlds) -> None:
    route = route_of(worlds, name)
    if permission_of(worlds.app, route.rule):
        assert not route.probe.no_permission, "it asks for one: take the reason out"
    elif route.safe:
        assert name in FOR_ANY_MEMBER or not route.of_group, (
            "a reading of a group's rows asks for a permission"
        )
    else:
        assert route.probe.no_permission, "ask for a permission, or say in its entry why it needs none"


@pytest.mark.parametrize("name", [name for name in TABLE if "_api." not in name and "api_docs" not in name])
def test_roles_with_the_permission_are_let_in_and_nobody_else(
    name: str, worlds: Worlds, staff: Mapping[str, Browser]
) -> None:
    route = route_of(worlds, name)
    permission = permission_of(worlds.app, route.rule)
    if not permission:
        return
    wrong = list(_wrong_answers(worlds, route, staff, holders(permission)))
    assert not wrong, "\n".join(wrong)


def _wrong_answers(
    worlds: Worlds, route: Route, staff: Mapping[str, Browser], may: set[str]
) -> Iterator[str]:
    if not route.safe:
        # The success of those who may is the twin of the route fuzz; here it would use the row up.
        yield from _told_to_nobody(worlds, route, staff[NO_ROLE])
        return
    scene = scene_of(worlds.a, worlds.a.user)
    for role in sorted({NO_ROLE, *may}):
        caller = Caller(worlds=worlds, browser=staff[role], world=worlds.a, person=worlds.a.user)
        answer = caller.send(route, scene=scene, framed=False)
        # Out of the role's reach a row is like one that does not exist.
        right = answer.status_code < 400 or answer.status_code == 404
        if (right if role in may else answer.status_code == REFUSED) is False:
            yield f"{role or 'no role'}: {answer.status_code}: {excerpt(answer)}"


def _told_to_nobody(worlds: Worlds, route: Route, browser: Browser) -> Iterator[str]:
    caller = Caller(worlds=worlds, browser=browser, world=worlds.a, person=worlds.a.user)
    scene = caller.prepared(route)
    before = fingerprints(worlds.system, worlds.a.id)
    answer = caller.send(route, scene=scene, framed=False)
    if answer.status_code != REFUSED:
        yield f"no role: {answer.status_code}: {excerpt(answer)}"
    if changed(before, fingerprints(worlds.system, worlds.a.id)):
        yield "somebody who was refused changed something"


def test_rights_to_change_what_is_the_groups_say_so() -> None:
    """A right to write that no role has for a store is over what no store has."""
    declared = [one.value for one in shipped_rights().permissions.values()]
    silent = [
        one.name
        for one in declared
        if one.name.endswith(":write") and not one.of_the_group and set(_scopes(one)) == {Scope.GROUP}
    ]
    assert set(silent) == OF_SOME_STORES


def _scopes(permission: Permission) -> Iterable[Scope]:
    declared = permission.default_roles
    return declared.values() if isinstance(declared, Mapping) else ()


@pytest.fixture(scope="session")
def stores_staff(_worlds: Worlds) -> Browser:
    """A browser of somebody who has every built-in role, for one store."""
    with working_in(_worlds.app), _worlds.app.app_context():
        place = store(_worlds.a.group)
        person = member(_worlds.a.group, role="", name="every role of a store")
        with inside(_worlds.a.group.id):
            for role in current_catalogue().roles:
                assign_role(person.member_id, role, store_id=place)
        return Browser(_worlds.app, person)


@pytest.mark.parametrize("name", [name for name in TABLE if "_api." not in name and "api_docs" not in name])
def test_what_is_the_groups_is_changed_by_nobody_of_one_store(
    name: str, worlds: Worlds, stores_staff: Browser
) -> None:
    route = route_of(worlds, name)
    permission = permission_of(worlds.app, route.rule)
    if not permission or not shipped_rights().permissions[permission].value.of_the_group:
        return
    caller = Caller(worlds=worlds, browser=stores_staff, world=worlds.a, person=worlds.a.user)
    answer = caller.send(route, scene=scene_of(worlds.a, worlds.a.user), framed=False)
    assert answer.status_code == REFUSED, excerpt(answer)


@pytest.mark.parametrize("name", [name for name in TABLE if "_api." in name])
def test_token_without_the_permission_is_refused(name: str, worlds: Worlds) -> None:
    route = route_of(worlds, name)
    permission = permission_of(worlds.app, route.rule)
    assert permission
    with worlds.a.acting():
        catalogue = current_catalogue()
        others = catalogue.permissions.keys() - set(catalogue.sources[permission])
        token = create_api_client(name=f"all but {number()}", scopes=sorted(others)).token
    program = Browser(worlds.app, bearer=token)
    caller = Caller(worlds=worlds, browser=program, world=worlds.a, person=worlds.a.user)
    answer = caller.send(route)
    assert answer.status_code == REFUSED, answer.text[:300]


@pytest.mark.parametrize(
    "name", [name for name in TABLE if not name.startswith("GET ") and "_api." not in name]
)
def test_form_of_another_site_is_refused(name: str, worlds: Worlds) -> None:
    route = route_of(worlds, name)
    caller = own_caller(worlds, route)
    scene = caller.prepared(route)
    before = fingerprints(worlds.system, worlds.a.id)
    answer = caller.send(route, scene=scene, forge=True)
    assert answer.status_code == 400, f"{answer.status_code}: {excerpt(answer)}"
    assert changed(before, fingerprints(worlds.system, worlds.a.id)) == []
