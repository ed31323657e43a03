"""Calling runtime hooks: our own loop, since pluggy's stops at the first exception and knows no groups."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar, cast

import structlog
from sqlalchemy.orm import Session

from saas.platform.database import session
from saas.platform.errors import DomainError
from saas.platform.i18n import _
from saas.platform.plugins.extension import engine
from saas.platform.plugins.gate import effective_plugins
from saas.platform.plugins.isolation import TransactionEnded, reading, writing
from saas.platform.plugins.manifest import CORE
from saas.platform.plugins.markers import HookKind, HookPolicy, OnError, policy_of
from saas.platform.plugins.registry import Contribution, Hook, Implementation
from saas.platform.plugins.returns import checked
from saas.platform.tenancy import current_tenant

P = ParamSpec("P")
R = TypeVar("R")

Runner = Callable[[Session, Callable[[], object]], object]

log = structlog.get_logger(__name__)

SLOW_SECONDS = {HookKind.UI: 0.15, HookKind.GUARD: 1.0, HookKind.FILTER: 1.0}
"""From when on an implementation counts as slow; a slow guard or filter counts as failed, since a save waits for it."""


class PluginVeto(DomainError):
    """A guard refuses the act; the message is shown to the person."""

    status = 409
    code = "plugin_veto"

    def __init__(self, message: str, reason: str = "vetoed") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[R]):
    """What one implementation gave back, or that it failed."""

    owner: str
    """Name of the plugin, or `core`."""
    value: R | None
    """The checked return value; none when it failed."""
    error_id: str = ""
    """The id under which the log tells of the failure; empty when there was none."""

    @property
    def failed(self) -> bool:
        """Whether a card saying "unavailable" stands for it, for those who may see it."""
        return bool(self.error_id)


def ask(spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
    """Call a UI hook for the current tenant: each effective implementation by itself, reading only.

    A failing one answers `failed`; one whose breaker is open is left out.
    """
    hook, values = _prepared(spec, HookKind.UI, args, kwargs)
    awake = [one for one in _effective(hook) if not _resting(hook, one)]
    return [_attempt(hook, one, values, reading) for one in awake]


def ask_declared(declared: Contribution[Any], what: str, call: Callable[[], R], promised: Any) -> Answer[R]:
    """Call a function that a declaration carries, such as a badge, the way `ask` calls a UI hook.

    what: its name for the log and the breaker, `nav.customers.badge`. promised: the type that it must return.
    """
    hook = Hook(
        name=what, policy=HookPolicy(kind=HookKind.UI), returns=promised, arguments=(), implementations=()
    )
    one = Implementation(owner=declared.owner, function=call, accepts=frozenset())
    return Answer(owner=one.owner, value=None) if _resting(hook, one) else _attempt(hook, one, {}, reading)


def guard(spec: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call a guard hook for the current tenant; returns when nobody objects.

    Raises PluginVeto of the first that refuses; also for a failing one, where the hook says `on_error=block`.
    """
    hook, values = _prepared(spec, HookKind.GUARD, args, kwargs)
    for one in _effective(hook):
        if _resting(hook, one) or _attempt(hook, one, values, writing).failed:
            _refuse_unless_allowed(hook)


def filtered(spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Pass the argument `value` through a filter hook for the current tenant and return what becomes of it.

    A failing implementation, or one that returns another type, leaves the value as it was.
    """
    hook, values = _prepared(spec, HookKind.FILTER, args, kwargs)
    for one in _effective(hook):
        if not _resting(hook, one):
            answer = _attempt(hook, one, values, writing)
            values["value"] = values["value"] if answer.failed else answer.value
    return cast(R, values["value"])


def perform(spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
    """Call a duty of every loaded plugin, also of those the group has switched off; there is no breaker.

    What a failing one did is undone; its answer is `failed`, and the caller tries it again later.
    """
    hook, values = _prepared(spec, HookKind.DUTY, args, kwargs)
    return [_attempt(hook, one, values, writing) for one in hook.implementations]


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


def _breaker_key(hook: Hook, one: Implementation) -> tuple[int, str, str]:
    return (current_tenant(), one.owner, hook.name)


def _resting(hook: Hook, one: Implementation) -> bool:
    return one.owner != CORE and engine().breaker.is_open(_breaker_key(hook, one))


def _attempt(hook: Hook, one: Implementation, values: Mapping[str, object], run: Runner) -> Answer[Any]:
    def call() -> object:
        return checked(one.function(**{name: values[name] for name in one.accepts}), hook.returns)

    if one.owner == CORE:
        # Core is not isolated from itself: its errors are ours to see and to mend.
        return Answer(owner=CORE, value=call())
    started = time.perf_counter()
    try:
        value = run(session(), call)
    except (PluginVeto, TransactionEnded):
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way, and loses only its part
        return Answer(owner=one.owner, value=None, error_id=_failed(hook, one, error))
    _note_time(hook, one, time.perf_counter() - started)
    return Answer(owner=one.owner, value=value)


def _failed(hook: Hook, one: Implementation, error: BaseException) -> str:
    error_id = uuid.uuid4().hex[:12]
    log.error(
        "plugin_hook_failed",
        **_place(hook, one),
        error_id=error_id,
        # Not as text: what the log makes of it leaves out the values that a database error quotes.
        exc_info=error,
    )
    _count_failure(hook, one)
    return error_id


def _note_time(hook: Hook, one: Implementation, seconds: float) -> None:
    limit = SLOW_SECONDS.get(hook.policy.kind)
    if limit is None or seconds <= limit:
        return
    log.warning("plugin_hook_slow", **_place(hook, one), milliseconds=round(seconds * 1000))
    if hook.policy.kind in (HookKind.GUARD, HookKind.FILTER):
        _count_failure(hook, one)


def _count_failure(hook: Hook, one: Implementation) -> None:
    counted = hook.policy.kind not in (HookKind.DUTY, HookKind.LIFECYCLE)
    if counted and engine().breaker.failed(_breaker_key(hook, one)):
        log.error("plugin_hook_rests", **_place(hook, one))


def _place(hook: Hook, one: Implementation) -> dict[str, object]:
    info = engine().registry.info(one.owner)
    version = info.version if info else ""
    return {"plugin": one.owner, "version": version, "hook": hook.name, "tenant": current_tenant()}


def _refuse_unless_allowed(hook: Hook) -> None:
    if hook.policy.on_error is OnError.BLOCK:
        raise PluginVeto(_("This cannot be checked at the moment. Try again later."), "guard_unavailable")
