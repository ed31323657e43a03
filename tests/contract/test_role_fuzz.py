"""Every route by everybody: who lacks its permission is refused, and to whoever has it another group is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from saas.core.accounts.operations import create_api_client
from saas.platform.permissions import assign_role, current_catalogue
from saas.testing.applications import running_application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import member
from tests.contract.fuzz.answers import difference
from tests.contract.fuzz.attacks import Caller, Route, leaks, routes
from tests.contract.fuzz.kinds import KINDS, scene_of
from tests.contract.fuzz.planted import TABLE as PLANTED
from tests.contract.fuzz.planted import plant_leaks
from tests.contract.fuzz.probes import Place, places_of_ids
from tests.contract.fuzz.rights import holders, permission_of
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import MISSING_ID, changed, fingerprints
from tests.contract.fuzz.scenes import Scene
from tests.contract.fuzz.worlds import Browser, Worlds, working_in

REFUSED = 403
NOBODY, OF_A_STORE = "no role", "every role of one store"


@pytest.fixture(scope="session")
def people(_worlds: Worlds) -> Mapping[str, Browser]:
    """Somebody with each role for the whole group, with none, and with all of them for one store."""
    with working_in(_worlds.app), _worlds.app.app_context():
        roles = sorted(current_catalogue().roles)
        found = {
            role or NOBODY: Browser(_worlds.app, member(_worlds.a.group, role=role, name=f"fuzz {role}"))
            for role in ("", *roles)
        }
        place, person = store(_worlds.a.group), member(_worlds.a.group, role="", name="fuzz of a store")
        with inside(_worlds.a.group.id):
            for role in roles:
                assign_role(person.member_id, role, store_id=place)
        return {**found, OF_A_STORE: Browser(_worlds.app, person)}


@pytest.fixture(scope="session")
def programs(_worlds: Worlds) -> Mapping[str, Browser]:
    """A program with what each role may from the start, and one that may nothing."""
    with working_in(_worlds.app), _worlds.a.acting():
        defaults = current_catalogue().defaults
        tokens = {
            role: create_api_client(name=f"fuzz {role}", scopes=sorted(defaults[role])).token
            for role in sorted(defaults)
            if defaults[role]
        }
    return {role: Browser(_worlds.app, bearer=token) for role, token in tokens.items()}


@pytest.mark.req("C-06", "C-10")
@pytest.mark.parametrize("name", TABLE)
def test_route_keeps_groups_apart_for_every_role(
    name: str, worlds: Worlds, people: Mapping[str, Browser], programs: Mapping[str, Browser]
) -> None:
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == name]
    before = fingerprints(worlds.system, worlds.b.id)
    callers = programs if route.in_api else people
    permission = permission_of(worlds.app, route.rule)
    may = {*holders(permission), OF_A_STORE} if permission else set(callers)
    # Every id in the calls is another one: whatever of the scene says how a row stands serves all of them.
    scene = scene_of(worlds.a, worlds.a.user)
    found = [
        f"{role}: {said}"
        for role, who in callers.items()
        for said in told_to(worlds, route, who, scene, may=role in may)
    ]
    for kind in route.probe.after:
        _put_back = scene_of(worlds.a, worlds.a.user)[kind]
    assert not found, "\n".join(found)
    assert changed(before, fingerprints(worlds.system, worlds.b.id)) == []


def told_to(
    worlds: Worlds, route: Route, browser: Browser, scene: Scene, *, may: bool = True
) -> Iterator[str]:
    """What is wrong with what somebody of A is told when every id in the call is one of B.

    They are to be told what they are told of ids that nobody has, and to be refused if they may not call the route at all.
    """
    caller = Caller(worlds=worlds, browser=browser, world=worlds.a, person=worlds.a.user)
    places = dict(places_of_ids(route.call))
    foreign: dict[Place, Any] = {place: worlds.b_ids[own.kind] for place, own in places.items()}
    missing: dict[Place, Any] = {
        place: KINDS[own.kind].missing or MISSING_ID for place, own in places.items()
    }
    # The frame is the same around every page: the route fuzz looks at it once for each.
    answer = caller.send(route, scene=scene, swap=foreign, framed=False)
    yield from leaks(worlds, caller, answer, "ids of B")
    if not may and answer.status_code != REFUSED:
        yield f"is let in without the permission: {answer.status_code}"
    if answer.status_code == REFUSED:
        return  # whoever may not use it is not told of ids at all
    expected = caller.send(route, scene=scene, swap=missing, framed=False) if places else answer
    if answer.status_code >= 500:
        yield f"ids of B: answers {answer.status_code}"
    same = [str(value) for value in (*foreign.values(), *missing.values())]
    if unlike := difference(expected, answer, *same):
        yield f"ids of B: answers otherwise than for missing ones:\n{unlike}"


def test_role_that_is_told_more_is_found(worlds: Worlds) -> None:
    with running_application(worlds.app.extensions["saas_settings"]) as app:
        plant_leaks(app)
        with working_in(app):
            leaking = replace(worlds, app=app)
            found = {one.name: one for one in routes(app, PLANTED)}
            user = Browser(app, worlds.a.user)
            scene = scene_of(worlds.a, worlds.a.user)
            assert "shows 'Quobelo'" in "".join(told_to(leaking, found["GET planted.row"], user, scene))
            assert list(told_to(leaking, found["GET planted.sound"], user, scene)) == []
