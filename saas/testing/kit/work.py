"""Events, jobs and handlers of a plugin, with what they are given."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from types import NoneType
from typing import Any, get_args, get_type_hints

from saas.platform.clock import now
from saas.platform.events import Event, Subscription
from saas.platform.jobs import Job
from saas.testing.kit.stage import Place, Stage


def target_of(job: Job) -> Callable[..., Any]:
    """The function that a job runs."""
    module, _sep, name = job.target.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def payload_for(stage: Stage, place: Place, job: Job) -> dict[str, Any]:
    """What a job is given: an instant for `period`, rows for `<thing>_id`, a number or text for what else it wants."""
    found: dict[str, Any] = {}
    for name, parameter in inspect.signature(target_of(job)).parameters.items():
        if name == "period":
            found[name] = now().isoformat()
        elif name.endswith("_id"):
            found[name] = row_for(name, place.ids, stage.name)
        elif parameter.default is inspect.Parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            found[name] = 1 if parameter.annotation in (int, "int") else "x"
    return found


def row_for(name: str, ids: Mapping[str, Sequence[int]], plugin: str) -> int:
    """A row that a field or argument of this name means; of the plugin's first table where none is called so."""
    thing = name.removesuffix("_id")
    own = [table for table in ids if table.startswith(f"{plugin}_")]
    ending = [table for table in own if table.removeprefix(f"{plugin}_").endswith(thing)]
    core = [table for table in ids if table.endswith(thing)]
    for table in (f"{plugin}_{thing}", *ending, thing, *core, *own):
        if ids.get(table):
            return ids[table][0]
    return 0


def event_for(stage: Stage, place: Place, kind: type[Event]) -> Event:
    """An event that tells of rows of a place; raises what the event's own checks raise."""
    hints = get_type_hints(kind)
    values = {field.name: _value(stage, place, field.name, hints[field.name]) for field in fields(kind)}
    return kind(**values)


def _value(stage: Stage, place: Place, name: str, hint: Any) -> Any:
    options = [one for one in get_args(hint) if one is not NoneType]
    kind = options[0] if NoneType in get_args(hint) and options else hint
    if name.endswith("_ids"):
        return (row_for(name.removesuffix("_ids") + "_id", place.ids, stage.name),)
    if kind is int and name.endswith("_id"):
        return row_for(name, place.ids, stage.name)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    simple: dict[Any, Any] = {bool: True, int: 1, str: "x", datetime: now(), date: now().date(), float: 1.0}
    return simple.get(kind, ())


def subscriptions(stage: Stage) -> list[Subscription]:
    """What the plugin wants to hear."""
    return list(stage.subject.declared(Subscription))
