"""One walk through all that a plugin shows in a group, with everything that was sent and shown kept for the checks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import g
from werkzeug.test import TestResponse

from saas.core.accounts.queries import find_group
from saas.core.accounts.request.binding import bind_group
from saas.platform.database import global_connection, session
from saas.platform.i18n import locale_context
from saas.platform.plugins import SlotContext
from saas.platform.tenancy import tenant_context
from saas.platform.web import FactSource, NavItem, Panel, Rendered, SearchSource, Widget
from saas.testing.factories.members import as_member
from saas.testing.kit.answers import text_of
from saas.testing.kit.bodies import Body
from saas.testing.kit.report import Report
from saas.testing.kit.routes import Route, values_for
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.visitor import Visitor
from saas.testing.kit.watching import Prints, statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer. where: the address as a report names it; changed: tables of the group that it changed."""

    where: str
    text: str
    status: int
    route: Route | None = None
    sent: tuple[str, ...] = ()
    seconds: float = 0.0
    before: Prints = field(default_factory=dict)
    after: Prints = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        """Whether it is a whole page."""
        return "</html>" in self.text


def tour(stage: Stage, place: Place, *, locale: str = "en", watched: bool = False) -> list[Seen]:
    """Read every address of the plugin in a place as somebody who may do everything, and all its parts of other pages.

    watched: also compare the group's rows before and after each.
    """
    return [*_addresses(stage, place, locale, watched), *_parts(stage, place, locale)]


def callers(stage: Stage, place: Place) -> tuple[Visitor, Visitor]:
    """A person and a program that may do everything of the plugin in a place."""
    return stage.visitor(place), stage.program(place.group, stage.rights)


def body_of(stage: Stage, report: Report, route: Route) -> Body:
    """What the operation behind an address takes; the report tells where that could not be found out."""
    if route.safe:
        return Body(taken=True)
    body = stage.tried.bodies[route.name]
    if not body.taken:
        report.unsure(route.name, body.why)
    return body


def _addresses(stage: Stage, place: Place, locale: str, watched: bool) -> Iterator[Seen]:
    person, program = callers(stage, place)
    person.get(f"/t/{place.group.code}/", locale=locale)
    for route in stage.routes:
        values = values_for(route, stage.name, place.ids)
        if not route.safe or route.public or not values.keys() >= set(route.arguments):
            continue
        caller = program if route.in_api else person
        before = stage.watch.prints(place.id) if watched else {}
        started = time.perf_counter()
        with statements() as sent:
            answer = caller.get(route.address(place.group.code, values), locale=locale)
        seconds = time.perf_counter() - started
        after = stage.watch.prints(place.id) if watched else {}
        yield Seen(
            where=route.name, text=text_of(answer), status=_status(answer), route=route,
            sent=tuple(sent), before=before, after=after, seconds=seconds,
        )  # fmt: skip


def _status(answer: TestResponse) -> int:
    return int(answer.status_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What the plugin shows on a page of somebody else. draw: gives the text, in a request of the place."""

    where: str
    draw: Callable[[], str]


def parts_of(stage: Stage, ids: dict[str, list[int]]) -> list[Part]:
    """Each panel, fact, widget, badge and search of the plugin, drawn for the first row of its slot."""
    have = stage.subject.declared
    found = [
        _part("panel", one, lambda one: _drawn(one.render(_context(one.slot, ids)))) for one in have(Panel)
    ]
    found += [
        _part("facts", one, lambda one: _texts(one.facts(_context(one.slot, ids)), "text"))
        for one in have(FactSource)
    ]
    found += [_part("widget", one, lambda one: _drawn(one.render())) for one in have(Widget)]
    found += [_part("badge", one, lambda one: str(one.badge())) for one in have(NavItem) if one.badge]
    found += [
        _part("search", one, lambda one: _texts(one.find("王", 10), "title")) for one in have(SearchSource)
    ]
    return found


def _part(kind: str, declared: Any, draw: Callable[[Any], str]) -> Part:
    return Part(where=f"{kind} {declared.key}", draw=partial(draw, declared))


def _context(slot: str, ids: dict[str, list[int]]) -> SlotContext:
    thing = slot.partition(".")[2].removesuffix("_form").removesuffix("_outcome")
    tables = [slot.replace(".", "_"), thing, *(one for one in ids if one.endswith(thing))]
    row = next((ids[table][0] for table in tables if ids.get(table)), 0)
    return SlotContext(slot=slot, object_id=row)


def _drawn(rendered: Rendered) -> str:
    from flask import render_template

    return str(rendered.empty) or render_template(rendered.template, **rendered.context)


def _texts(values: Sequence[Any], name: str) -> str:
    return " ".join(str(getattr(value, name)) for value in values)


def _parts(stage: Stage, place: Place, locale: str) -> Iterator[Seen]:
    for part in parts_of(stage, place.ids):
        started = time.perf_counter()
        with statements() as sent:
            try:
                with in_request(stage, place, locale):
                    text, status = part.draw(), 200
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a part of a plugin may fail in any way
                text, status = repr(error), 500
        seconds = time.perf_counter() - started
        yield Seen(where=part.where, text=text, status=status, sent=tuple(sent), seconds=seconds)


@contextmanager
def in_request(stage: Stage, place: Place, locale: str = "en") -> Iterator[None]:
    """A request of the place's person at their start page, with whatever it writes undone."""
    with (
        stage.app.test_request_context(f"/t/{place.group.code}/"),
        tenant_context(place.id, as_member(place.person)),
        locale_context(locale),
    ):
        with global_connection() as work:
            found = find_group(work, place.group.code)
        assert found is not None
        bind_group(found)
        g.locale = locale
        try:
            yield
        finally:
            session().rollback()
