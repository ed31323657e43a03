"""Loading at start: discover, import alone, check, order, register, collect; a plugin that fails stops nobody."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from inspect import signature
from types import ModuleType
from typing import cast

import pluggy
import structlog
from flask import Blueprint

from saas.platform.plugins.declarations import (
    Declared,
    Refused,
    declarations_of,
    judge,
    spec_function,
    unique_name,
)
from saas.platform.plugins.discovery import Candidate, examine
from saas.platform.plugins.manifest import CORE, PluginInfo
from saas.platform.plugins.markers import PROJECT, HookKind, policy_of
from saas.platform.plugins.ordering import in_requirement_order, unmet
from saas.platform.plugins.process_state import Watch
from saas.platform.plugins.records import PluginRecord, Problem, ProblemKind
from saas.platform.plugins.registry import Contribution, Hook, Implementation, Registry
from saas.platform.plugins.returns import WrongReturn, element_type, promised
from saas.platform.plugins.side_effects import Rehearsal
from saas.platform.plugins.slots import Slot, is_elsewhere

log = structlog.get_logger(__name__)

_CONTRACT = (Refused, WrongReturn, pluggy.PluginValidationError)


def load_plugins(
    *,
    specs: Sequence[ModuleType],
    rooms: Sequence[ModuleType],
    candidates: Iterable[Candidate],
    core_version: str,
) -> Registry:
    """Load the core rooms and every plugin that keeps the contract.

    specs: modules with hook specifications; the engine knows none beside them.
    rooms: the core rooms' tables of contents, in the order of their layers; an error in one is raised, since it is ours.
    candidates: the installed plugins; what is wrong with one is written into its record.
    """
    loader = _Loader(specs)
    for room in rooms:
        loader.admit(room, CORE)
    # From here on: what a plugin changes in the process is its own doing.
    loader.watch = Watch()
    records: dict[str, PluginRecord] = {}
    examined = examine(candidates, core_version=core_version, watch=loader.watch)
    for record in in_requirement_order(examined):
        records[record.name] = loader.try_plugin(record, records)
    for failed in (record for record in records.values() if record.problem):
        log.error("plugin_not_loaded", plugin=failed.name, **_reported(failed.problem))
    return loader.registry(records)


def _reported(problem: Problem | None) -> dict[str, str]:
    return {"kind": problem.kind, "reason": problem.message, "trace": problem.trace} if problem else {}


class _Loader:
    def __init__(self, specs: Sequence[ModuleType]) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        for module in specs:
            self._manager.add_hookspecs(module)
        self._rehearsal = Rehearsal()
        self.watch = Watch()
        self._admitted: list[tuple[str, Declared]] = []
        self._owners: dict[ModuleType, str] = {}

    def try_plugin(self, record: PluginRecord, before: dict[str, PluginRecord]) -> PluginRecord:
        """Admit a plugin, or say in its record why not."""
        if record.info is None or record.module is None or record.problem:
            return record
        if missing := unmet(record.info, before):
            return _marked(record, ProblemKind.REQUIREMENT, "; ".join(missing))
        try:
            self.admit(record.module, record.name)
        except _CONTRACT as error:
            return self._taken_back(record, ProblemKind.INVALID, str(error))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a declaration hook may fail in any way
            return self._taken_back(record, ProblemKind.BROKEN, repr(error), traceback.format_exc())
        return record

    def admit(self, module: ModuleType, owner: str) -> None:
        """Register a module and take over what it declares; all of it or nothing. Raises Refused."""
        self._manager.register(module, name=module.__name__ if owner == CORE else owner)
        self._manager.check_pending()
        self._refuse_wrappers(module)
        slots = self._slots()
        found = declarations_of(self._manager, module)
        slots |= {item.value.name: item.value for item in found if item.kind is Slot}
        declared = [item for item in found if not self._is_elsewhere(module, item, slots)]
        # Core's own rooms set up nothing here that a look could find; it is the plugins that are watched.
        changes = self.watch.changes() if owner != CORE else []
        if problems := [*changes, *judge(owner, declared, self._taken(), self._rehearsal, slots)]:
            raise Refused("; ".join(problems))
        self._admitted += [(owner, item) for item in declared]
        self._owners[module] = owner
        self._tell_of_deprecated(module, owner)

    def registry(self, records: dict[str, PluginRecord]) -> Registry:
        """The finished registry."""
        by_kind: dict[type, list[Contribution[object]]] = {kind: [] for kind in self._kinds()}
        for owner, item in self._admitted:
            by_kind[item.kind].append(Contribution(owner=owner, value=item.value))
        blueprints = [c for c in by_kind.get(Blueprint, []) if c.owner != CORE]
        return Registry(
            records=records,
            contributions={kind: _in_order(found) for kind, found in by_kind.items()},
            hooks={hook.name: hook for hook in self._hooks()},
            blueprint_owners={c.value.name: c.owner for c in blueprints if isinstance(c.value, Blueprint)},
        )

    def _refuse_wrappers(self, module: ModuleType) -> None:
        # A wrapper could call or hide what the gate holds back.
        for caller in self._manager.get_hookcallers(module) or []:
            for found in caller.get_hookimpls():
                if found.plugin is module and (found.wrapper or found.hookwrapper):
                    raise Refused(f"its {caller.name} is a wrapper")

    def _tell_of_deprecated(self, module: ModuleType, owner: str) -> None:
        # The interpreter shows such warnings to nobody but tests; operators read the log.
        for caller in self._manager.get_hookcallers(module) or []:
            spec = spec_function(caller)
            if spec and (found := policy_of(spec).deprecated):
                log.warning("plugin_uses_deprecated", plugin=owner, told=str(found.warning(caller.name)))

    def _slots(self) -> dict[str, Slot]:
        return {item.value.name: item.value for _, item in self._admitted if item.kind is Slot}

    def _is_elsewhere(self, module: ModuleType, item: Declared, slots: dict[str, Slot]) -> bool:
        if item.policy.fills is None:
            return False
        info = getattr(module, "info", None)
        expected = {*info.requires, *info.uses} if isinstance(info, PluginInfo) else set[str]()
        return is_elsewhere(item.value.slot, slots, expected, set(self._owners.values()))

    def _taken(self) -> list[tuple[type, str]]:
        names = [(item.kind, unique_name(item)) for _, item in self._admitted]
        return [(kind, name) for kind, name in names if name is not None]

    def _taken_back(
        self, record: PluginRecord, kind: ProblemKind, message: str, trace: str = ""
    ) -> PluginRecord:
        self.watch.changes()
        if self._manager.is_registered(record.module):
            self._manager.unregister(record.module)
        return _marked(record, kind, message, trace)

    def _callers(self) -> list[tuple[pluggy.HookCaller, Callable[..., object]]]:
        callers = [c for c in vars(self._manager.hook).values() if isinstance(c, pluggy.HookCaller)]
        return [(caller, spec) for caller in callers if (spec := spec_function(caller))]

    def _kinds(self) -> list[type]:
        specs = [spec for _, spec in self._callers() if policy_of(spec).kind is HookKind.REGISTER]
        return [element_type(promised(spec)) for spec in specs]

    def _hooks(self) -> list[Hook]:
        return [
            Hook(
                name=caller.name,
                policy=policy_of(spec),
                returns=promised(spec),
                arguments=tuple(signature(spec).parameters),
                implementations=self._implementations(caller),
            )
            for caller, spec in self._callers()
            if policy_of(spec).kind is not HookKind.REGISTER
        ]

    def _implementations(self, caller: pluggy.HookCaller) -> tuple[Implementation, ...]:
        ranked = []
        # pluggy lists the last registered last; rooms keep the order of their layers, plugins go by name.
        for place, found in enumerate(caller.get_hookimpls()):
            owner = self._owners[cast(ModuleType, found.plugin)]
            turn = 0 if found.tryfirst else 2 if found.trylast else 1
            rank = (turn, owner != CORE, owner if owner != CORE else "", place)
            accepts = frozenset((*found.argnames, *found.kwargnames))
            ranked.append((rank, Implementation(owner=owner, function=found.function, accepts=accepts)))
        return tuple(implementation for _, implementation in sorted(ranked, key=lambda pair: pair[0]))


def _in_order(found: list[Contribution[object]]) -> tuple[Contribution[object], ...]:
    # The sort is stable: core rooms keep the order of their layers, plugins go by name and not by load order.
    return tuple(sorted(found, key=lambda c: (c.owner != CORE, c.owner if c.owner != CORE else "")))


def _marked(record: PluginRecord, kind: ProblemKind, message: str, trace: str = "") -> PluginRecord:
    return replace(record, problem=Problem(kind=kind, message=message, trace=trace))
