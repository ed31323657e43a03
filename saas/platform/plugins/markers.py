"""How a hook is specified and implemented: the pluggy markers, and the policy that each specification carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar, overload

import pluggy

from saas.platform.deprecation import Deprecation
from saas.platform.plugins.slots import SlotKind

P = ParamSpec("P")
R = TypeVar("R")

PROJECT = "saas"
# Declaration hooks are recognised by their name, as authors read them.
DECLARES = "register_"

hookimpl = pluggy.HookimplMarker(PROJECT)
_pluggy_spec = pluggy.HookspecMarker(PROJECT)


class HookKind(StrEnum):
    """What a hook is for; each kind is one policy of calling it."""

    REGISTER = "register"
    """Called once at start, without a tenant; returns declarations."""
    UI = "ui"
    """What a page shows: reads only; a failing implementation loses its own part of the page."""
    GUARD = "guard"
    """May refuse an act with PluginVeto."""
    FILTER = "filter"
    """Changes the argument `value` and returns it; a failing implementation leaves it as it was."""
    DUTY = "duty"
    """Owed by every loaded plugin, also where it is switched off."""
    LIFECYCLE = "lifecycle"
    """Called for the plugin alone that a switch is about."""


class OnError(StrEnum):
    """What a guard decides when its implementation fails."""

    ALLOW = "allow"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookPolicy:
    """How the engine calls a hook."""

    kind: HookKind
    on_error: OnError = OnError.ALLOW
    """For guards: what a failing implementation means."""
    namespaced: str = ""
    """For declarations: the attribute that is unique in the whole system, `<plugin>.…` for plugins."""
    deprecated: Deprecation | None = None
    """Since when it is not to be implemented any more; none for a hook that stays."""
    fills: SlotKind | None = None
    """For declarations that stand in a slot, named by their attribute `slot`: the kind of slot that takes them."""


@overload
def hookspec(function: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def hookspec(
    *,
    kind: HookKind | None = None,
    on_error: OnError = OnError.ALLOW,
    namespaced: str = "",
    deprecated: Deprecation | None = None,
    fills: SlotKind | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def hookspec(
    function: Callable[..., Any] | None = None,
    /,
    *,
    kind: HookKind | None = None,
    on_error: OnError = OnError.ALLOW,
    namespaced: str = "",
    deprecated: Deprecation | None = None,
    fills: SlotKind | None = None,
) -> Callable[..., Any]:
    """Mark a function as the specification of a hook; its signature and return type are the contract.

    A function named `register_…` is a declaration hook; every other one states its `kind`.
    A deprecated one is called as before; whoever implements it is warned at start.
    Raises TypeError for a runtime hook without kind.
    """

    def mark(spec: Callable[..., Any]) -> Callable[..., Any]:
        meant = HookKind.REGISTER if spec.__name__.startswith(DECLARES) else kind
        if meant is None:
            raise TypeError(f"hook {spec.__name__} states no kind")
        policy = HookPolicy(
            kind=meant, on_error=on_error, namespaced=namespaced, deprecated=deprecated, fills=fills
        )
        spec.__saas_policy__ = policy  # type: ignore[attr-defined]  # a note on a function
        return _pluggy_spec(spec, warn_on_impl=deprecated.warning(spec.__name__) if deprecated else None)

    return mark if function is None else mark(function)


def policy_of(spec: Callable[..., object]) -> HookPolicy:
    """The policy of a specification; raises TypeError for a function that states none.

    A `register_…` hook needs none: it may be marked with pluggy's own marker.
    """
    policy = getattr(spec, "__saas_policy__", None)
    if isinstance(policy, HookPolicy):
        return policy
    if spec.__name__.startswith(DECLARES):
        return HookPolicy(kind=HookKind.REGISTER)
    raise TypeError(f"hook {spec.__name__} states no kind")
