"""What a call of a route looks like: one entry in a table, from which all its probes are derived."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Own:
    """The id of a row of whoever calls, made when it is asked for; `kind` is one of `scenes.KINDS`."""

    kind: str


@dataclass(frozen=True, slots=True)
class New:
    """A text that no earlier call held: for what must be unique."""

    beginning: str


_numbers = itertools.count(10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A call that succeeds for somebody who holds all roles.

    path: values of the rule's variables; `<int:task_id>` is `Own("task")` unless it says otherwise. query, body: as
    sent, a file as (content, name). version: the kind of row whose version goes along. with_rows: kinds of rows that
    must be there for a list to show something. shows: which of the caller's planted strings the answer holds, `row`,
    `store` or none; a reading holds that of a row unless it is said not to. no_permission: why a route that changes
    something asks for none. may_write: why a reading writes. by_outsider: called by somebody who signed in and is no
    member yet. after: kinds that put back what the call changed for all.
    """

    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    with_rows: tuple[str, ...] = ()
    shows: str | None = None
    no_permission: str = ""
    may_write: str = ""
    by_outsider: bool = False
    after: tuple[str, ...] = ()


Place = tuple[str | int, ...]
"""Where in a call a value stands: `("body", "roles", 0, "store_id")`."""


def places_of_ids(call: Mapping[str, Any]) -> Iterator[tuple[Place, Own]]:
    """Every id in a call with its place."""
    yield from _walk(call, ())


def _walk(value: Any, place: Place) -> Iterator[tuple[Place, Own]]:
    if isinstance(value, Own):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*place, number))


def filled(value: Any, ids: Mapping[str, Any], swap: Mapping[Place, Any], place: Place = ()) -> Any:
    """A call with its ids filled in; `swap` says what stands at a place instead."""
    if place in swap:
        return swap[place]
    if isinstance(value, Own):
        return ids[value.kind]
    if isinstance(value, New):
        return f"{value.beginning}{next(_numbers)}"
    if isinstance(value, Mapping):
        return {key: filled(inner, ids, swap, (*place, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, ids, swap, (*place, number)) for number, inner in enumerate(value)]
    return value
