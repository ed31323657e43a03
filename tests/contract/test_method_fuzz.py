"""Every method of every address, also those that no route answers: no address tells whether another group is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from saas.testing.applications import running_application
from tests.contract.fuzz.answers import difference
from tests.contract.fuzz.attacks import UNKNOWN, Route, address, both_caller, own_caller, routes
from tests.contract.fuzz.kinds import KINDS, scene_of
from tests.contract.fuzz.planted import TABLE as PLANTED
from tests.contract.fuzz.planted import plant_leaks
from tests.contract.fuzz.probes import Probe, filled, places_of_ids
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import MISSING_ID
from tests.contract.fuzz.worlds import Browser, Worlds, working_in

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
NOT_ALLOWED = 405


def places(app: Flask, table: Mapping[str, Probe]) -> dict[str, tuple[Route, set[str]]]:
    """Each address of a group with one of its routes and all methods that any of them answers."""
    found: dict[str, tuple[Route, set[str]]] = {}
    for route in routes(app, table):
        if route.of_group:
            _first, methods = found.setdefault(route.rule.rule, (route, set()))
            methods |= route.rule.methods or set()
    return found


@pytest.fixture(scope="module")
def at(_worlds: Worlds) -> dict[str, tuple[Route, set[str]]]:
    return places(_worlds.app, TABLE)


@pytest.mark.req("C-06")
@pytest.mark.parametrize("method", METHODS)
def test_method_tells_nothing_of_other_groups(
    method: str, worlds: Worlds, at: dict[str, tuple[Route, set[str]]]
) -> None:
    found = [one for route, answers in at.values() for one in told(worlds, route, method, answers)]
    assert not found, "\n".join(found)


def told(worlds: Worlds, route: Route, method: str, answers: set[str]) -> Iterator[str]:
    """What an address tells of B by a method that the route fuzz does not try; in the own group it is refused."""
    if method in answers - {"HEAD", "OPTIONS"}:
        return
    somebody = own_caller(worlds, route).browser
    at_b, nowhere = (_sent(somebody, route, method, worlds, code) for code in (worlds.b.code, UNKNOWN))
    if unlike := difference(nowhere, at_b, worlds.b.code, UNKNOWN):
        yield f"{method} {route.rule.rule}: otherwise than an unknown group:\n{unlike}"
    if method not in answers:
        own = _sent(somebody, route, method, worlds, worlds.a.code)
        if own.status_code != NOT_ALLOWED:
            yield f"twin: {method} {route.rule.rule} answers {own.status_code}, not {NOT_ALLOWED}"


def _sent(browser: Browser, route: Route, method: str, worlds: Worlds, code: str) -> TestResponse:
    call = filled(route.call, worlds.b_ids, {})
    return browser.send(method, address(route, code, call["path"], call["query"]), body={}, version=None)


@pytest.mark.parametrize("name", [name for name in TABLE if name.startswith("GET ")])
def test_head_of_a_foreign_row_is_that_of_a_missing_one(name: str, worlds: Worlds) -> None:
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == name]
    assert list(heads(worlds, route)) == []


def heads(worlds: Worlds, route: Route) -> Iterator[str]:
    """Ids of B in the address, asked for with HEAD."""
    caller = both_caller(worlds, route)
    # HEAD uses nothing up: own rows beside the foreign id serve all calls.
    scene = scene_of(caller.world, caller.person)
    for place, own in places_of_ids({"path": route.call["path"]}):
        missing = KINDS[own.kind].missing or MISSING_ID
        expected, found = (
            caller.send(replace(route, method="HEAD"), scene=scene, swap={place: value})
            for value in (missing, worlds.b_ids[own.kind])
        )
        if expected.status_code != found.status_code:
            yield f"{'.'.join(map(str, place))} of B: {found.status_code}, a missing one {expected.status_code}"


def test_method_that_tells_is_found(worlds: Worlds) -> None:
    with running_application(worlds.app.extensions["saas_settings"]) as app:
        plant_leaks(app)
        with working_in(app):
            leaking = replace(
                worlds,
                app=app,
                a=replace(worlds.a, browser=Browser(app, worlds.a.user)),
                both=Browser(app, worlds.both_in_a),
                stranger=Browser(app),
            )
            found = {one.name: one for one in routes(app, PLANTED)}
            assert "path.customer_id of B: 200" in "".join(heads(leaking, found["GET planted.row"]))
            assert list(heads(leaking, found["GET planted.sound"])) == []
