"""Calling runtime hooks: our own loop, since pluggy's stops at the first exception and knows no groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

from saas.platform.i18n import _
from saas.platform.plugins.attempts import Answer, Attempt, PluginVeto, Runner
from saas.platform.plugins.extension import engine
from saas.platform.plugins.gate import effective_plugins
from saas.platform.plugins.isolation import reading, writing
from saas.platform.plugins.manifest import CORE
from saas.platform.plugins.markers import HookKind, OnError, policy_of
from saas.platform.plugins.registry import Contribution, Hook, Implementation
from saas.platform.plugins.returns import checked

P = ParamSpec("P")
R = TypeVar("R")


def ask(spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
    """Call a UI hook for the current tenant: each effective implementation by itself, reading only.

    A failing one, and one that is left alone since it failed too often, answers `failed`.
    """
    hook, values = _prepared(spec, HookKind.UI, args, kwargs)
    return [_attempt(hook, one, values, reading) for one in _effective(hook)]


def ask_owner(owner: str, spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
    """Like `ask`, of one owner alone; nothing when it is off or implements nothing."""
    hook, values = _prepared(spec, HookKind.UI, args, kwargs)
    return [_attempt(hook, one, values, reading) for one in _effective(hook) if one.owner == owner]


def implementers(spec: Callable[..., object]) -> tuple[str, ...]:
    """The owners that implement a hook for the current tenant, in the order of calling."""
    hook = engine().registry.hooks[spec.__name__]
    return tuple(dict.fromkeys(one.owner for one in _effective(hook)))


def plugins_of(spec: Callable[..., object]) -> tuple[str, ...]:
    """The plugins that implement a hook for the current tenant, in the order of calling."""
    return tuple(owner for owner in implementers(spec) if owner != CORE)


def ask_declared(
    declared: Contribution[Any], place: str, call: Callable[[], R], promised: Any = Any
) -> Answer[R]:
    """Call a function that a declaration carries, such as a panel's, the way `ask` calls a UI hook: reading only.

    place: its name for log, failures and breaker, `panel.cases`. promised: the type that it must return.
    """
    return _declared(declared, place, HookKind.UI, reading, ()).make(lambda: checked(call(), promised))


def act_declared(
    declared: Contribution[Any],
    place: str,
    call: Callable[[], R],
    promised: Any = Any,
    *,
    passes: tuple[type[Exception], ...] = (),
) -> Answer[R]:
    """Call a function that a declaration carries and that may write, such as the saving of a form's extension.

    What it wrote is undone when it fails, and the answer is `failed`; whoever saves goes on. passes: what it raises to
    refuse, which reaches the caller, with everything undone.
    """
    return _declared(declared, place, HookKind.FILTER, writing, passes).make(
        lambda: checked(call(), promised)
    )


def ask_plainly(owner: str, place: str, call: Callable[[], R], promised: Any = Any) -> Answer[R]:
    """Like `ask_declared`, without a SAVEPOINT, for what asks no database: building an address, drawing a text."""
    return Attempt(owner=owner, place=place, kind=HookKind.UI, run=_plainly).make(
        lambda: checked(call(), promised)
    )


def work_declared(
    declared: Contribution[Any],
    place: str,
    call: Callable[[], R],
    promised: Any = Any,
    *,
    passes: tuple[type[Exception], ...] = (),
) -> Answer[R]:
    """Like `act_declared`, in a job: nobody waits for it, so it is called however slow it is and however often it failed.

    Whoever calls gives up on an answer that is `failed`, and the job is tried again.
    """
    return _declared(declared, place, HookKind.DUTY, writing, passes).make(lambda: checked(call(), promised))


def fetch_declared(
    declared: Contribution[Any], place: str, call: Callable[[], R], promised: Any = Any
) -> Answer[R]:
    """Like `ask_declared`, of what may take its time, since somebody asked for much: all the rows of an export.

    It is called however slow it is and however often it failed; one statement has its limit as everywhere.
    """
    return _declared(declared, place, HookKind.DUTY, reading, ()).make(lambda: checked(call(), promised))


def guard(spec: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call a guard hook for the current tenant; returns when nobody objects.

    Raises PluginVeto of the first that refuses; also for a failing one, where the hook says `on_error=block`.
    """
    hook, values = _prepared(spec, HookKind.GUARD, args, kwargs)
    for one in _effective(hook):
        if _attempt(hook, one, values, writing).failed and hook.policy.on_error is OnError.BLOCK:
            message = _("This cannot be checked at the moment. Try again later.")
            raise PluginVeto(message, "guard_unavailable")


def filtered(spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Pass the argument `value` through a filter hook for the current tenant and return what becomes of it.

    A failing implementation, or one that returns another type, leaves the value as it was.
    """
    hook, values = _prepared(spec, HookKind.FILTER, args, kwargs)
    for one in _effective(hook):
        answer = _attempt(hook, one, values, writing)
        values["value"] = values["value"] if answer.failed else answer.value
    return cast(R, values["value"])


def perform(spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
    """Call a duty of every loaded plugin, also of those the group has switched off; there is no breaker.

    What a failing one did is undone; its answer is `failed`, and the caller tries it again later.
    """
    hook, values = _prepared(spec, HookKind.DUTY, args, kwargs)
    return [_attempt(hook, one, values, writing) for one in hook.implementations]


def perform_for(
    owners: Collection[str], spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> list[Answer[R]]:
    """Like `perform`, of some owners alone: those that still owe a duty."""
    hook, values = _prepared(spec, HookKind.DUTY, args, kwargs)
    return [_attempt(hook, one, values, writing) for one in hook.implementations if one.owner in owners]


def preview_duty(owner: str, spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
    """Ask one owner what a duty of it would do, while a person waits: called as a UI hook is, reading only."""
    hook, values = _prepared(spec, HookKind.DUTY, args, kwargs)
    return [
        _attempt(hook, one, values, reading, HookKind.UI)
        for one in hook.implementations
        if one.owner == owner
    ]


def owing(spec: Callable[..., object]) -> tuple[str, ...]:
    """The owners that implement a duty, whether or not the group has them on, in the order of calling."""
    hook = engine().registry.hooks[spec.__name__]
    return tuple(dict.fromkeys(one.owner for one in hook.implementations))


def tell_plugin(name: str, spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
    """Call a lifecycle hook of one plugin; what a failing implementation did is undone, and its answer is `failed`."""
    hook, values = _prepared(spec, HookKind.LIFECYCLE, args, kwargs)
    return [_attempt(hook, one, values, writing) for one in hook.implementations if one.owner == name]


def _prepared(
    spec: Callable[..., object], kind: HookKind, args: Iterable[object], kwargs: Mapping[str, object]
) -> tuple[Hook, dict[str, object]]:
    if policy_of(spec).kind is not kind:
        raise TypeError(f"{spec.__name__} is no {kind} hook")
    hook = engine().registry.hooks[spec.__name__]
    return hook, {**dict(zip(hook.arguments, args, strict=False)), **kwargs}


def _effective(hook: Hook) -> Iterator[Implementation]:
    if hook.implementations:
        effective = effective_plugins()
        yield from (one for one in hook.implementations if one.owner == CORE or one.owner in effective)


def _attempt(
    hook: Hook,
    one: Implementation,
    values: Mapping[str, object],
    run: Runner,
    kind: HookKind | None = None,
) -> Answer[Any]:
    def call() -> object:
        return checked(one.function(**{name: values[name] for name in one.accepts}), hook.returns)

    kind = kind or hook.policy.kind
    passes = () if kind is HookKind.UI else (PluginVeto,)
    return Attempt(owner=one.owner, place=f"hook.{hook.name}", kind=kind, run=run, passes=passes).make(call)


def _plainly(_work: Session, call: Callable[[], object]) -> object:
    return call()


def _declared(
    declared: Contribution[Any], place: str, kind: HookKind, run: Runner, passes: tuple[type[Exception], ...]
) -> Attempt:
    return Attempt(owner=declared.owner, place=place, kind=kind, run=run, passes=passes)
