"""Gating of addresses: pages, API, public pages, wrong methods, links and templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from werkzeug.test import TestResponse

import saas
from saas.platform.permissions import Permission
from saas.platform.web import NavItem
from saas.testing.kit.answers import comparable, excerpt
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.routes import Route, values_for
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.visitor import Visitor

_MEND = (
    "let the engine mount it: return the blueprint from register_blueprints(), under one of its three names"
)


def _caller(stage: Stage, app: Flask, place: Place, route: Route, *, on: bool) -> Visitor:
    if route.public:
        return Visitor(app)
    if not route.in_api:
        return stage.visitor(place, app)
    core = next(one.value.name for one in stage.subject.registry.declared(Permission) if one.owner == "core")
    return stage.program(place.group, [route.permission or core] if on else [core], app)


def _nowhere(address: str) -> str:
    before, _sep, _rest = address.partition("/x/")
    return f"{before}/x/nothing/here"


def _closed(stage: Stage, report: Report, chosen: Callable[[Route], bool]) -> None:
    routes = [one for one in stage.routes if chosen(one)]
    if not routes:
        return
    for route in (one for one in routes if one.safe and not one.public):
        values = values_for(route, stage.name, stage.a.ids)
        if values.keys() >= set(route.arguments):
            answer = _caller(stage, stage.app, stage.a, route, on=True).get(
                route.address(stage.a.group.code, values)
            )
            report.expect(answer.status_code != 404, f"{route.name} where it is on", "answers 404", _MEND)
    for label, app, place in stage.inactive():
        caller = _caller(stage, app, place, routes[0], on=False)
        known: dict[str, TestResponse] = {}
        for route in routes:
            address = route.address(place.group.code, values_for(route, stage.name, place.ids))
            _like_nothing(report, caller, route.method, address, where=f"{route.name} {label}", known=known)


def _like_nothing(
    report: Report, caller: Visitor, method: str, address: str, *, where: str, known: dict[str, TestResponse]
) -> None:
    """known: what unknown addresses answer to the caller, by method; each is asked once."""
    nowhere = _nowhere(address)
    answer = caller.call(method, address)
    unknown = known[method] = known.get(method) or caller.call(method, nowhere)
    alike = comparable(answer, address) == comparable(unknown, nowhere)
    what = f"answers {answer.status_code}, not like an unknown address: {excerpt(answer)}"
    report.expect(alike and answer.status_code in (404, 405), where, what, _MEND)
    allow = answer.headers.get("Allow") == unknown.headers.get("Allow")
    report.expect(allow, where, "tells by its methods that it exists", _MEND)


@check("GATE-01", Family.GATING, "Its pages answer only where it is on")
def pages(stage: Stage, report: Report) -> None:
    """Each page and method: reachable where it is on, like an unknown address in every other state."""
    _closed(stage, report, lambda route: not route.in_api and not route.public)


@check("GATE-02", Family.GATING, "Its API answers only where it is on")
def programs(stage: Stage, report: Report) -> None:
    """Each operation and method, likewise; it is absent from the group's description too."""
    _closed(stage, report, lambda route: route.in_api)
    if any(route.in_api for route in stage.routes):
        for label, app, place in stage.inactive():
            caller = stage.program(place.group, ["customers.customer:read"], app)
            text = caller.get(f"/api/v1/t/{place.group.code}/openapi.json").get_data(as_text=True)
            report.expect(
                f"/x/{stage.name}/" not in text, f"openapi.json {label}", "lists its operations", _MEND
            )


@check("GATE-03", Family.GATING, "Its public pages answer only where it is on")
def public_pages(stage: Stage, report: Report) -> None:
    """Each page for people without a sign-in, likewise."""
    _closed(stage, report, lambda route: route.public)


@check("GATE-04", Family.GATING, "Nothing below its addresses tells that it exists")
def below_its_addresses(stage: Stage, report: Report) -> None:
    """Wrong methods, missing slashes and unknown addresses below its own answer like everything unknown."""
    if not stage.routes:
        return
    places = {route.rule.rule.partition(f"/x/{stage.name}")[0] for route in stage.routes}
    for label, app, place in stage.inactive():
        for base in sorted(places):
            route = next(one for one in stage.routes if one.rule.rule.startswith(f"{base}/x/"))
            caller = _caller(stage, app, place, route, on=False)
            root = base.replace("<group>", place.group.code)
            known: dict[str, TestResponse] = {}
            for method, path in (("GET", ""), ("DELETE", "/"), ("GET", "/no/such/thing"), ("PUT", "/")):
                below = f"/x/{stage.name}{path}"
                _like_nothing(
                    report, caller, method, root + below, where=f"{method} {base}{below} {label}", known=known
                )


@check("GATE-05", Family.GATING, "No page of the product links to it where it is off")
def links(stage: Stage, report: Report) -> None:
    """The start page, a customer, a vehicle, the follow-ups, the settings."""
    pattern = re.compile(rf'(?:href|action|hx-(?:get|post)|src)="([^"]*/x/{stage.name}(?:/[^"]*)?)"')
    on = list(_links(stage.visitor(stage.a), stage.a, pattern))
    if stage.subject.declared(NavItem):
        report.expect(
            bool(on), "pages where it is on", "no page links to it", "declare a NavItem or an Action"
        )
    for label, app, place in stage.inactive():
        for page, link in _links(stage.visitor(place, app), place, pattern):
            report.fault(f"{page} {label}", f"links to {link}", "declare it as NavItem, Panel or Action")
        report.expect(True, label, "", "")


def _links(visitor: Visitor, place: Place, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for page in core_pages(place):
        text = visitor.get(page).get_data(as_text=True)
        yield from ((page, found) for found in pattern.findall(text))


def core_pages(place: Place) -> list[str]:
    """The pages of the product on which plugins stand."""
    root = f"/t/{place.group.code}"
    shown = [
        f"{root}/",
        f"{root}/settings/",
        f"{root}/customers/",
        f"{root}/followups/",
        f"{root}/settings/plugins/",
    ]
    shown += [f"{root}/customers/{one}" for one in place.ids.get("customer", [])[:1]]
    shown += [f"{root}/vehicles/{one}" for one in place.ids.get("vehicle", [])[:1]]
    return shown + [f"{root}/followups/tasks/{one}" for one in place.ids.get("followup_task", [])[:1]]


@check("GATE-06", Family.GATING, "The product names none of its templates", Needs.LOADED)
def templates(stage: Stage, report: Report) -> None:
    """Templates are rendered by the plugin's own code, which the gate holds back."""
    names = {str(path.relative_to(stage.subject.folder / "templates")) for path in stage.subject.templates}
    if not names:
        return
    root = Path(str(saas.__file__)).parent
    for path in (*(root / "core").rglob("*.html"), *(root / "platform").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for name in names:
            report.expect(
                name not in text, str(path), f"names {name}", "render it from the plugin's own code"
            )


@check("GATE-16", Family.GATING, "It adds no command that would run where it is off", Needs.STAGE)
def commands(stage: Stage, report: Report) -> None:
    """Plugins have no commands of their own: those of the product ask the gate."""
    report.expect(set(stage.app.cli.commands) <= set(stage.others.removed.cli.commands), "commands", "it adds some",
                  "make it a job, which the operator can ask for")  # fmt: skip
