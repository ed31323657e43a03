"""Collecting what one plugin or core room declares, and judging it before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pluggy
from flask import Blueprint

from saas.platform.plugins.addresses import blueprint_names
from saas.platform.plugins.declared_settings import PluginSettings, settings_problems
from saas.platform.plugins.manifest import CORE
from saas.platform.plugins.markers import HookKind, HookPolicy, policy_of
from saas.platform.plugins.returns import checked, element_type, promised
from saas.platform.plugins.side_effects import Rehearsal
from saas.platform.plugins.slots import Slot, slot_problem
from saas.platform.tenancy import TenantModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One declared value on its way into the registry."""

    kind: type
    """The class that the hook declares."""
    policy: HookPolicy
    """The policy of the hook."""
    value: Any
    """The value."""


class Refused(Exception):
    """A plugin breaks the contract; the message says where, for the operator."""


def spec_function(caller: pluggy.HookCaller) -> Callable[..., object] | None:
    """The specification behind a hook caller, or none for a hook that nobody specified."""
    function = caller.spec.function if caller.spec else None
    return function if callable(function) else None


def declarations_of(manager: pluggy.PluginManager, module: ModuleType) -> list[Declared]:
    """Everything a registered module declares, checked against the types of the specifications.

    Raises WrongReturn, and whatever the declaration hooks themselves raise.
    """
    found = []
    for caller in sorted(manager.get_hookcallers(module) or [], key=lambda c: c.name):
        spec = spec_function(caller)
        if spec is None or policy_of(spec).kind is not HookKind.REGISTER:
            continue
        returns = promised(spec)
        for implementation in caller.get_hookimpls():
            if implementation.plugin is module:
                values = checked(implementation.function(), returns)
                found += [
                    Declared(kind=element_type(returns), policy=policy_of(spec), value=v) for v in values
                ]
    return found


def judge(
    owner: str,
    declared: Sequence[Declared],
    taken: Iterable[tuple[type, str]],
    rehearsal: Rehearsal,
    slots: Mapping[str, Slot],
) -> list[str]:
    """What is wrong with the declarations of one owner, all of it, in words for the operator.

    taken: class and name of everything that must stay unique and that others declared before.
    slots: all that are known, its own among them.
    """
    found = _repeated(declared, set(taken))
    if owner == CORE:
        return found
    found += _outside_namespace(owner, declared) + _misplaced(declared, slots)
    found += _settings_problems([d.value for d in declared if d.kind is PluginSettings])
    blueprints = [d.value for d in declared if d.kind is Blueprint]
    misnamed = [b.name for b in blueprints if b.name not in blueprint_names(owner)]
    found += [
        f"the blueprint {name!r} is not named {owner}, {owner}_api or {owner}_public" for name in misnamed
    ]
    # A misnamed blueprint has no address to rehearse it at.
    return found if misnamed else found + rehearsal.problems(owner, blueprints)


def _settings_problems(declared: Sequence[PluginSettings]) -> list[str]:
    several = ["it declares settings more than once"] if len(declared) > 1 else []
    return [*several, *(problem for one in declared for problem in settings_problems(one))]


def unique_name(declared: Declared) -> str | None:
    """The name under which a value must be alone in the system, or none."""
    if declared.kind is Blueprint:
        return str(declared.value.name)
    return str(getattr(declared.value, declared.policy.namespaced)) if declared.policy.namespaced else None


def _misplaced(declared: Sequence[Declared], slots: Mapping[str, Slot]) -> list[str]:
    found = [
        slot_problem(f"{item.kind.__name__} {item.value.key!r}", item.value.slot, item.policy.fills, slots)
        for item in declared
        if item.policy.fills
    ]
    return [problem for problem in found if problem]


def _repeated(declared: Sequence[Declared], taken: set[tuple[type, str]]) -> list[str]:
    found, seen, own = [], set(taken), set[tuple[type, str]]()
    for item in declared:
        name, key = unique_name(item), getattr(item.value, "key", None)
        if name is not None:
            if (item.kind, name) in seen:
                found.append(f"{item.kind.__name__} {name!r} is declared twice")
            seen.add((item.kind, name))
        elif isinstance(key, str):
            if (item.kind, key) in own:
                found.append(f"{item.kind.__name__} {key!r} is declared twice")
            own.add((item.kind, key))
    return found


def _outside_namespace(owner: str, declared: Sequence[Declared]) -> list[str]:
    found = []
    for item in declared:
        name = unique_name(item)
        if item.policy.namespaced and name is not None and not name.startswith(f"{owner}."):
            found.append(f"{item.kind.__name__} {name!r} does not start with {owner!r} and a dot")
        if item.kind is TenantModel and not item.value.__tablename__.startswith(f"{owner}_"):
            found.append(
                f"the table {item.value.__tablename__!r} does not start with {owner!r} and an underscore"
            )
    return found
