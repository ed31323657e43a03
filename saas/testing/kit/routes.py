"""The addresses of a plugin, as they stand in the application's map."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

_ARGUMENT = re.compile(r"<(?:(?P<converter>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
MISSING_ID = 99_000_099


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one rule of the plugin."""

    rule: Rule
    method: str
    permission: str
    handler: Any
    """The function that answers."""

    @property
    def name(self) -> str:
        """As a report names it."""
        return f"{self.method} {self.rule.rule}"

    @property
    def safe(self) -> bool:
        """Whether it only reads."""
        return self.method == "GET"

    @property
    def in_api(self) -> bool:
        """Whether programs call it."""
        return self.rule.rule.startswith("/api/")

    @property
    def public(self) -> bool:
        """Whether it is for people without a sign-in."""
        return self.rule.rule.startswith("/p/")

    @property
    def arguments(self) -> list[str]:
        """The variables of the rule beside the group."""
        return [found["name"] for found in _ARGUMENT.finditer(self.rule.rule) if found["name"] != "group"]

    @property
    def tokens(self) -> list[str]:
        """The variables that are texts; a number would be guessed."""
        found = _ARGUMENT.finditer(self.rule.rule)
        texts = [one["name"] for one in found if one["converter"] in (None, "string")]
        return [name for name in texts if name != "group"]

    def address(self, group: str, values: Mapping[str, object]) -> str:
        """The address in a group; a variable without value gets one that leads nowhere."""

        def fill(found: re.Match[str]) -> str:
            name, number = found["name"], found["converter"] == "int"
            return group if name == "group" else str(values.get(name, MISSING_ID if number else "x"))

        return _ARGUMENT.sub(fill, self.rule.rule)


def routes_of(app: Flask, blueprints: Sequence[str]) -> list[Route]:
    """Every method of every address of some blueprints."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in blueprints:
            continue
        view: Any = app.view_functions[rule.endpoint]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            handler = _handler(view, method)
            permission = str(getattr(handler, "required_permission", ""))
            found.append(Route(rule=rule, method=method, permission=permission, handler=handler))
    return sorted(found, key=lambda one: (one.rule.rule, one.method))


def _handler(view: Any, method: str) -> Any:
    # A class with a method for each verb carries the mark on the method.
    return getattr(getattr(view, "view_class", None), method.lower(), view)


def values_for(route: Route, plugin: str, ids: Mapping[str, Sequence[int]]) -> dict[str, object]:
    """A row for each variable of a route: `case_id` is of `<plugin>_case`, else of the core's `case`, else of any table."""
    found: dict[str, object] = {}
    for name in route.arguments:
        row = row_named(name, plugin, ids)
        # Whatever is called an id may be one of any table; a word is not guessed.
        own = [table for table in ids if table.startswith(f"{plugin}_") and name.endswith("_id")]
        row = row or next((ids[table][0] for table in own if ids[table]), None)
        if row is not None:
            found[name] = row
    return found


def row_named(name: str, plugin: str, ids: Mapping[str, Sequence[int]]) -> int | None:
    """The row that a variable or field of this name means, of the plugin's tables or the core's."""
    thing = name.removesuffix("_id")
    own = [table.removeprefix(f"{plugin}_") for table in ids if table.startswith(f"{plugin}_")]
    ending = [f"{plugin}_{table}" for table in own if table.endswith(thing)]
    core = [table for table in ids if table.endswith(f"_{thing}")] if name.endswith("_id") else []
    # Two plugins with an address for one thing tell theirs by a word before it: `stock_transfer_id`.
    within = [f"{plugin}_{table}" for table in own if thing.endswith(f"_{table}")]
    # `store_id` is a store, though a table of the plugin may be called `<plugin>_part_store`.
    tables = (f"{plugin}_{thing}", thing, *ending, *within, *core)
    return next((ids[table][0] for table in tables if ids.get(table)), None)
