"""Calling a plugin's hooks one by one, with what they would be given, and telling how they failed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_origin, get_type_hints

from sqlalchemy.exc import SQLAlchemyError

from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.plugins import PluginVeto
from saas.platform.plugins.isolation import reading, writing
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.registry import Hook, Implementation
from saas.platform.plugins.returns import checked
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.subject import SPECS
from saas.testing.kit.watching import statements
from saas.testing.kit.work import row_for


class Failure(StrEnum):
    """In which way a hook failed."""

    NONE = ""
    RAISED = "raised"
    DATABASE = "made the database refuse a statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What became of one call. seconds: how long it took; statements: what it sent."""

    failure: Failure = Failure.NONE
    error: str = ""
    value: object = None
    seconds: float = 0.0
    statements: tuple[str, ...] = ()


class _Undone(Exception):
    """Ends a call whose writes are not to stay."""


def call_hook(stage: Stage, place: Place, hook: Hook, one: Implementation) -> Called:
    """Call an implementation as the engine would, as the place's person; what it writes is undone."""
    given = {**arguments_for(stage, place, hook)}
    values = {name: given[name] for name in one.accepts if name in given}
    run = reading if hook.policy.kind is HookKind.UI else writing
    started = time.perf_counter()
    failure, error, found = Failure.NONE, "", None
    with statements() as sent:
        try:
            with place.acting():
                found = run(session(), lambda: checked(one.function(**values), hook.returns))
                raise _Undone
        except (_Undone, PluginVeto):
            pass
        except SQLAlchemyError as caught:
            failure, error = Failure.DATABASE, repr(caught)[:200]
        except (Exception, SystemExit) as caught:  # noqa: BLE001 - a hook may fail in any way
            failure, error = Failure.RAISED, repr(caught)[:200]
    return Called(
        failure=failure,
        error=error,
        value=found,
        seconds=time.perf_counter() - started,
        statements=tuple(sent),
    )


def duty_of(stage: Stage, name: str) -> Implementation | None:
    """The plugin's own implementation of a duty."""
    found = stage.subject.registry.hooks[name].implementations
    return next((one for one in found if one.owner == stage.name), None)


def call_duty(one: Implementation, **given: object) -> Any:
    """Call a duty in the current unit of work, with those arguments that it takes."""
    return one.function(**{name: value for name, value in given.items() if name in one.accepts})


def arguments_for(stage: Stage, place: Place, hook: Hook) -> Mapping[str, Any]:
    """What a hook is given, by the names of its arguments."""
    known: dict[str, Any] = {
        "tenant_id": place.id,
        "before": None,
        "limit": 20,
        "now": now(),
        "plugin": "another",
        "first_time": False,
        "dry_run": True,
    }
    hints = get_type_hints(SPECS[hook.name])
    found = {}
    for name in hook.arguments:
        if name in known:
            found[name] = known[name]
        elif name.endswith("_ids"):
            thing = name.removesuffix("_ids")
            found[name] = list(place.ids.get(thing, [])) or [row_for(f"{thing}_id", place.ids, stage.name)]
        elif name.endswith("_id"):
            found[name] = row_for(name, place.ids, stage.name)
        else:
            found[name] = _anything(hints[name])
    return found


def _anything(hint: Any) -> Any:
    kind = get_origin(hint) or hint
    if isinstance(kind, type) and issubclass(kind, Mapping):
        return {1: 50}
    if isinstance(kind, type) and issubclass(kind, Sequence) and kind is not str:
        return ()
    return {str: "x", int: 1, bool: False}.get(kind)
