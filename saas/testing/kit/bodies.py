"""What is sent to the addresses that change something: tried in a group of its own until the operation takes it.

An empty body is refused before the operation sees it, and a refusal for its own sake would hide one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from marshmallow import Schema
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from saas.testing.kit.forms import Manner, SeenForm, forms_of
from saas.testing.kit.routes import Route, row_named, values_for
from saas.testing.kit.values import body_for
from saas.testing.kit.visitor import Visitor

if TYPE_CHECKING:
    from saas.testing.kit.stage import Place, Stage

_MOST_ROWS = 5
"""Rows of a table with which an address is tried: what may be done depends on how a row stands."""
_ROUNDS = 2
"""Times that all pages are looked through: what was done makes forms for what can be done next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What an address was sent. values: the variables of the address; taken: whether the operation took it."""

    values: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    taken: bool = False
    why: str = "no page of it holds a form for this"
    """Why it could not be shown that it is what the operation wants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of trying all changing addresses in a place, which changed with it.

    bodies: for each, by the route's name. links: the addresses of public pages that were shown on the way, the latest last.
    """

    bodies: Mapping[str, Body]
    links: Sequence[str]


def tried(stage: Stage, place: Place) -> Tried:
    """Try all changing addresses of the plugin in a place."""
    trial = _Trial(stage, place)
    trial.try_pages()
    trial.try_programs()
    return Tried(bodies=trial.found, links=list(trial.links))


class _Trial:
    def __init__(self, stage: Stage, place: Place) -> None:
        self._stage = stage
        self._place = place
        self._person = stage.visitor(place)
        self._routes = [one for one in stage.routes if not one.safe and not one.public]
        self.found = {one.name: Body() for one in self._routes}
        self.links: dict[str, None] = {}

    def try_pages(self) -> None:
        """Fill in the forms of its pages."""
        for _ in range(_ROUNDS):
            for page in self._pages() if self._left() else ():
                # What was done changes the page, so it is read again.
                while any(self._fill_in(form, page) for form in self._forms(page)):
                    continue

    def _forms(self, page: str) -> list[SeenForm]:
        answer = self._person.get(page)
        self._keep_links(answer)
        return forms_of(answer.get_data(as_text=True))

    def _keep_links(self, answer: TestResponse) -> None:
        public = rf"/p/{self._place.group.code}/x/{self._stage.name}/[^\s\"'<>?#]+"
        self.links |= dict.fromkeys(re.findall(public, answer.get_data(as_text=True)))

    def _left(self) -> bool:
        return any(not one.in_api and not self.found[one.name].taken for one in self._routes)

    def _pages(self) -> Iterator[str]:
        for route in self._stage.routes:
            if route.safe and not route.in_api and not route.public:
                for values in self._rows(route):
                    yield route.address(self._place.group.code, values)

    def _rows(self, route: Route) -> Iterator[dict[str, object]]:
        """The variables of a route for one row after the other."""
        for number in range(_MOST_ROWS):
            ids = {table: rows[number:] for table, rows in self._place.ids.items()}
            values = values_for(route, self._stage.name, ids)
            if number and (not values or not route.arguments):
                return
            yield values

    def _fill_in(self, form: SeenForm, page: str) -> bool:
        """Whether this form was wanting and was taken now."""
        address = (form.action or page).partition("?")[0]
        rule, values = self._where(address, form.method)
        route = next(
            (one for one in self._routes if (one.rule.rule, one.method) == (rule, form.method)), None
        )
        rows = {one.name: self._row(one.name) for one in form.inputs if one.name.endswith("_id")}
        for manner in Manner:
            if route is None or self.found[route.name].taken:
                return False
            data = form.filled(manner, rows)
            self._note(route, values, data, self._person.call(form.method, address, data=data))
            if self.found[route.name].taken:
                return True
        return False

    def _row(self, name: str) -> int | None:
        return row_named(name, self._stage.name, self._place.ids)

    def _where(self, path: str, method: str) -> tuple[str, dict[str, object]]:
        try:
            rule, values = self._stage.app.url_map.bind("localhost").match(path, method, return_rule=True)
        except (HTTPException, RequestRedirect):
            return "", {}
        return rule.rule, {name: value for name, value in values.items() if name != "group"}

    def try_programs(self) -> None:
        """Send to its API what the schemas take."""
        program = self._stage.program(self._place.group, self._stage.rights)
        for route in (one for one in self._routes if one.in_api):
            for values, data in product(self._rows(route), self._of_schema(route)):
                if not self.found[route.name].taken:
                    self._send(program, route, values, data)

    def _send(
        self, program: Visitor, route: Route, values: Mapping[str, object], data: dict[str, Any]
    ) -> None:
        """Call the API, and once more without the fields at which it finds fault."""
        address = route.address(self._place.group.code, values)
        for _ in range(2):
            version = program.version(address)
            answer = program.call(route.method, address, data=data, version=version)
            self._note(route, values, data, answer)
            at_fault = _at_fault(answer)
            if not at_fault & data.keys():
                return
            data = {name: value for name, value in data.items() if name not in at_fault}

    def _of_schema(self, route: Route) -> Iterator[dict[str, Any]]:
        """What the declared schema takes: every field that can be guessed, then those alone that it wants."""
        schema = _schema(route)
        if schema is None:
            yield {}
            return
        names = {name: self._row(name) for name in schema.load_fields}
        whole = body_for(schema, {name: row for name, row in names.items() if row is not None})
        yield whole
        wanted = {one.data_key or name for name, one in schema.load_fields.items() if one.required}
        yield {name: value for name, value in whole.items() if name in wanted}

    def _note(
        self, route: Route, values: Mapping[str, object], data: Mapping[str, Any], answer: TestResponse
    ) -> None:
        self._keep_links(answer)
        status = int(answer.status_code)
        said = answer.json.get("detail", "") if answer.is_json and answer.json else ""
        why = f"what the kit makes up for it is refused: {status} {said}".strip()
        self.found[route.name] = Body(values=values, data=data, taken=status < 400, why=why)


def _schema(route: Route) -> Schema | None:
    declared = getattr(route.handler, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    for one in declared:
        if one["in"] == "json":
            schema: Schema | type[Schema] = one["schema"]
            return schema() if isinstance(schema, type) else schema
    return None


def _at_fault(answer: TestResponse) -> set[str]:
    found = answer.json.get("errors", ()) if answer.is_json and answer.json else ()
    return {str(one.get("pointer", "")).removeprefix("#/").partition("/")[0] for one in found}
