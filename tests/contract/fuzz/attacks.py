"""The probes of one route; each returns what it found, and nothing when all is well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from saas.testing.factories.groups import Person, group
from tests.contract.fuzz.answers import difference, excerpt, text_of, told
from tests.contract.fuzz.kinds import KINDS, scene_of
from tests.contract.fuzz.probes import Own, Place, Probe, filled, places_of_ids
from tests.contract.fuzz.rows import MISSING_ID, changed, changed_in, fingerprints, row_version, rows_naming
from tests.contract.fuzz.scenes import Scene
from tests.contract.fuzz.worlds import Browser, World, Worlds

UNKNOWN = "no-such-group"
AWAY = "elsewhere.example"
NOTED_BY_THE_WAY = ("api_client", "idempotency_key")
"""Tables that a reading may write: when a program was last there."""
NOTES_WHAT_WAS_ASKED = ("export_log",)
"""Tables that hold what somebody asked for as they asked it: the filter of an export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one rule, with its entry in the table."""

    rule: Rule
    method: str
    probe: Probe

    @property
    def name(self) -> str:
        """As the table calls it."""
        return f"{self.method} {self.rule.endpoint}"

    @property
    def in_api(self) -> bool:
        """Whether programs call it, with a token."""
        return self.rule.rule.startswith("/api/")

    @property
    def of_group(self) -> bool:
        """Whether it is an address of a group's members or programs."""
        return self.rule.rule.startswith(("/t/<group>", "/api/v1/t/<group>"))

    @property
    def safe(self) -> bool:
        """Whether it only reads."""
        return self.method == "GET"

    @property
    def call(self) -> dict[str, Any]:
        """Path, query and body with their ids still open."""
        variables = {name: Own(name.removesuffix("_id")) for name in self.rule.arguments if name != "group"}
        return {
            "path": {**variables, **self.probe.path},
            "query": dict(self.probe.query),
            "body": dict(self.probe.body),
        }


def routes(app: Flask, table: Mapping[str, Probe]) -> list[Route]:
    """Every method of every rule that the table has an entry for."""
    return [
        Route(rule=rule, method=method, probe=table[f"{method} {rule.endpoint}"])
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if f"{method} {rule.endpoint}" in table
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody with a browser or token, at the address of a group, with rows of their own there."""

    worlds: Worlds
    browser: Browser
    world: World
    person: Person

    def prepared(self, route: Route) -> Scene:
        """Fresh rows of theirs, all that the route's call names."""
        scene = scene_of(self.world, self.person)
        for kind in (*route.probe.with_rows, *(own.kind for _, own in places_of_ids(route.call))):
            _made = scene[kind]
        return scene

    def send(
        self,
        route: Route,
        *,
        scene: Scene | None = None,
        swap: Mapping[Place, Any] | None = None,
        code: str = "",
        more: Mapping[str, Any] | None = None,
        forge: bool = False,
        framed: bool = True,
    ) -> TestResponse:
        """Call the route with fresh rows of one's own; swap: other ids in their places. code: another group's address.

        framed: with the menu and all that stands around a page, rather than the piece that htmx asks for.
        """
        scene = scene or self.prepared(route)
        call = filled(route.call, scene, swap or {})
        version = None
        if route.probe.version:
            kind = KINDS[route.probe.version]
            row_id = scene[route.probe.version]
            version = row_version(
                self.worlds.system, kind.table, kind.version, tenant_id=self.world.id, row_id=row_id
            )
        path = address(route, code or self.world.code, call["path"], {**call["query"], **(more or {})})
        return self.browser.send(
            route.method, path, body=call["body"], version=version, forge=forge, framed=framed
        )


def address(route: Route, code: str, path: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """The address of a rule, filled in by hand: also for groups and values that no page would link to."""
    text = route.rule.rule.replace("<group>", code)
    for name, value in path.items():
        for before in ("", "int:", "path:"):
            text = text.replace(f"<{before}{name}>", quote(str(value)))
    return f"{text}?{urlencode(query, doseq=True)}" if query else text


def own_caller(worlds: Worlds, route: Route) -> Caller:
    """Somebody of A only, or for the links of A somebody who is to come."""
    if route.probe.by_outsider:
        person = group().admin
        return Caller(
            worlds=worlds, browser=Browser(worlds.app, person), world=worlds.a, person=worlds.a.user
        )
    browser = worlds.a.program if route.in_api else worlds.a.browser
    return Caller(worlds=worlds, browser=browser, world=worlds.a, person=worlds.a.user)


def both_caller(worlds: Worlds, route: Route) -> Caller:
    """Somebody of both groups, at the address of A; a program is of one group only."""
    browser = worlds.a.program if route.in_api else worlds.both
    return Caller(worlds=worlds, browser=browser, world=worlds.a, person=worlds.both_in_a)


def leaks(worlds: Worlds, caller: Caller, answer: TestResponse, what: str) -> Iterator[str]:
    """What of B an answer shows, or the page that it leads to."""
    shown = told(answer)
    place = answer.headers.get("Location", "").removeprefix("http://localhost")
    if place.startswith("/t/"):
        # What was said by the way is shown there.
        shown += text_of(caller.browser.send("GET", place, body={}, version=None))
    for word in worlds.b.words.told_in(shown):
        yield f"{what}: shows {word!r} of the other group"


def warm(worlds: Worlds, route: Route) -> None:
    """Read the route in B as one of B, so that whatever is kept is kept from there."""
    if not route.safe:
        return
    browser = worlds.b.program if route.in_api else worlds.both
    call = filled(route.call, worlds.b_ids, {})
    browser.send("GET", address(route, worlds.b.code, call["path"], call["query"]), body={}, version=None)


def twin(worlds: Worlds, route: Route) -> Iterator[str]:
    """With one's own ids the call succeeds, shows one's own string and nothing of the other's; a reading writes nothing."""
    caller = own_caller(worlds, route)
    scene = caller.prepared(route)
    answers = [caller.send(route, scene=scene)]
    if route.safe:
        before = fingerprints(worlds.system, worlds.a.id, leave_out=NOTED_BY_THE_WAY)
        answers.append(caller.send(route, scene=scene))
        after = fingerprints(worlds.system, worlds.a.id, leave_out=NOTED_BY_THE_WAY)
        if changed(before, after) and not route.probe.may_write:
            yield f"twin: a reading wrote {changed(before, after)}"
    for answer in answers:
        if answer.status_code >= 400:
            yield f"twin: {answer.status_code} instead of success: {excerpt(answer)}"
            return
        yield from leaks(worlds, caller, answer, "twin")
        word = _word_to_show(worlds, route)
        if word.lower() not in text_of(answer).lower():
            yield f'twin: does not show {word!r}; give its entry rows, or shows="" if it shows none'


def _word_to_show(worlds: Worlds, route: Route) -> str:
    shown = ("row" if route.safe else "") if route.probe.shows is None else route.probe.shows
    return {"": "", "row": worlds.a.words.row, "store": worlds.a.words.store}[shown]


def foreign_ids(worlds: Worlds, route: Route) -> Iterator[str]:
    """Each id in path, query and body in turn is one of B: the answer is that of a missing one, and nothing moves.

    On pages it is somebody of both groups who asks, and rows of B are theirs: nobody could be let further. Of their own
    rows only those are made that stand beside the foreign one.
    """
    caller = both_caller(worlds, route)
    scene = scene_of(caller.world, caller.person)
    for place, own in places_of_ids(route.call):
        missing, foreign = KINDS[own.kind].missing or MISSING_ID, worlds.b_ids[own.kind]
        what = f"{'.'.join(map(str, place))} of B"
        before = rows_naming(worlds.system, worlds.a.id, re.escape(str(foreign))) if not route.safe else {}
        expected = caller.send(route, scene=scene, swap={place: missing})
        if expected.status_code < 400 and not route.safe:
            scene = scene_of(caller.world, caller.person)
        answer = caller.send(route, scene=scene, swap={place: foreign})
        if answer.status_code >= 500:
            yield f"{what}: answers {answer.status_code}"
        elif unlike := difference(expected, answer, str(missing), str(foreign)):
            yield f"{what}: answers otherwise than for a missing one:\n{unlike}"
        yield from leaks(worlds, caller, answer, what)
        if answer.status_code < 400 and not route.safe:
            scene = scene_of(caller.world, caller.person)
            kept = changed_in(before, rows_naming(worlds.system, worlds.a.id, re.escape(str(foreign))))
            if found := [name for name in kept if name not in NOTES_WHAT_WAS_ASKED]:
                yield f"{what}: was written down in {found}"


def any_query(worlds: Worlds, route: Route, scene: Scene) -> Iterator[str]:
    """Ids of B under every name that a query might have, on a page that says nothing of reading them."""
    if not route.safe or route.in_api:
        return
    caller = both_caller(worlds, route)
    names = {f"{kind}_id": kind for kind in KINDS if KINDS[kind].missing is None}
    asked = {name: worlds.b_ids[kind] for name, kind in names.items()}
    away = dict.fromkeys(("next", "back", "return", "url", "redirect"), f"//{AWAY}/")
    answer = caller.send(route, scene=scene, more={**asked, **away})
    expected = caller.send(route, scene=scene, more={**dict.fromkeys(names, MISSING_ID), **away})
    if f'"//{AWAY}' in text_of(answer) or AWAY in answer.headers.get("Location", "").partition("?")[0]:
        yield "an address of somebody else's is linked to"
    if answer.status_code >= 500:
        yield f"ids of B in the query: answers {answer.status_code}"
    elif unlike := difference(expected, answer):
        yield f"ids of B in the query: answers otherwise than for missing ones:\n{unlike}"
    yield from leaks(worlds, caller, answer, "ids of B in the query")


def other_address(worlds: Worlds, route: Route, scene: Scene) -> Iterator[str]:
    """At the address of B, somebody of A gets what an unknown group answers; so does a token of the other group."""
    caller = own_caller(worlds, route)
    # What an act before it left to be told is told by the next page, whichever that is.
    caller.send(route, scene=scene, code=UNKNOWN)
    at_b = caller.send(route, scene=scene, code=worlds.b.code)
    with_their_ids = caller.send(route, scene=scene, code=worlds.b.code, swap=_all_foreign(worlds, route))
    nowhere = caller.send(route, scene=scene, code=UNKNOWN)
    for what, answer in (("at B", at_b), ("at B with ids of B", with_their_ids)):
        if unlike := difference(nowhere, answer, worlds.b.code, UNKNOWN):
            yield f"{what}: answers otherwise than an unknown group:\n{unlike}"
        yield from leaks(worlds, caller, answer, what)
    if route.in_api:
        yield from _other_token(worlds, route, scene)


def _other_token(worlds: Worlds, route: Route, scene: Scene) -> Iterator[str]:
    def asked_with(browser: Browser) -> TestResponse:
        caller = Caller(worlds=worlds, browser=browser, world=worlds.a, person=worlds.a.user)
        return caller.send(route, scene=scene)

    answer, expected = asked_with(worlds.b.program), asked_with(Browser(worlds.app, bearer="act_unknown"))
    if answer.status_code != 401:
        yield f"token of B at A: {answer.status_code}, not 401"
    if unlike := difference(expected, answer):
        yield f"token of B at A: answers otherwise than an unknown token:\n{unlike}"


def _all_foreign(worlds: Worlds, route: Route) -> dict[Place, Any]:
    return {place: worlds.b_ids[own.kind] for place, own in places_of_ids(route.call)}


def signed_out(worlds: Worlds, route: Route, scene: Scene) -> Iterator[str]:
    """Nobody signed in: alike for groups that exist and that do not."""
    caller = Caller(worlds=worlds, browser=worlds.stranger, world=worlds.a, person=worlds.a.user)
    expected = caller.send(route, scene=scene, code=UNKNOWN)
    for world in (worlds.a, worlds.b):
        answer = caller.send(route, scene=scene, code=world.code)
        if answer.status_code < 300:
            yield f"signed out: {answer.status_code}"
        if unlike := difference(expected, answer, world.code, UNKNOWN):
            yield f"signed out: answers otherwise than an unknown group:\n{unlike}"


def all_findings(worlds: Worlds, route: Route) -> list[str]:
    """Everything that any probe of the route finds, and whether a row of B moved meanwhile."""
    warm(worlds, route)
    before = fingerprints(worlds.system, worlds.b.id)
    found = list(foreign_ids(worlds, route))
    if route.of_group:
        scene = both_caller(worlds, route).prepared(route)
        found += any_query(worlds, route, scene)
        found += other_address(worlds, route, scene)
        found += signed_out(worlds, route, scene)
    found += twin(worlds, route)
    for kind in route.probe.after:
        _put_back = scene_of(worlds.a, worlds.a.user)[kind]
    if moved := changed(before, fingerprints(worlds.system, worlds.b.id)):
        found.append(f"rows of B changed: {moved}")
    return found
