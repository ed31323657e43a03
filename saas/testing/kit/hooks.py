"""What a plugin's module implements, judged without the engine, so that a refused plugin is told why."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from saas.platform.plugins.declarations import Declared
from saas.platform.plugins.markers import policy_of
from saas.platform.plugins.returns import WrongReturn, checked, element_type, promised
from saas.testing.kit.subject import SPECS, implementations, is_declaration


def faults_of_hooks(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Each implementation with what is wrong with it, empty when nothing is."""
    for name, function in implementations(module).items():
        yield f"{module.__name__}.{name}", _fault(name, function)


def _fault(name: str, function: Any) -> str:
    marks = function.saas_impl
    if name not in SPECS and not marks.get("optionalhook"):
        return "no hook of this name is specified"
    if marks.get("wrapper") or marks.get("hookwrapper"):
        return "a wrapper could call what the gate holds back"
    if name not in SPECS:
        return ""
    unknown = set(inspect.signature(function).parameters) - set(inspect.signature(SPECS[name]).parameters)
    if unknown:
        return f"the specification has no argument {', '.join(sorted(unknown))}"
    return _declaring_fails(name, function) if is_declaration(name) else ""


def _declaring_fails(name: str, function: Any) -> str:
    try:
        checked(function(), promised(SPECS[name]))
    except WrongReturn as error:
        return str(error)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a declaration may fail in any way
        return f"raises {error!r}"
    return ""


def declared_by(module: ModuleType) -> list[Declared]:
    """What a module declares, also one that the engine refused; what fails is left out and told by KIT-C07."""
    found: list[Declared] = []
    for name, function in implementations(module).items():
        if is_declaration(name) and not _fault(name, function):
            returns = promised(SPECS[name])
            policy = policy_of(SPECS[name])
            values = checked(function(), returns)
            found += [Declared(kind=element_type(returns), policy=policy, value=value) for value in values]
    return found
