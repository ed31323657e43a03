"""What the installed rooms and plugins declare fits together."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from saas.parts import SPECIFICATIONS, load_registry
from saas.platform.permissions.catalogue import catalogue_of
from saas.platform.plugins import Slot
from saas.platform.plugins.markers import HookKind, policy_of
from saas.platform.plugins.registry import Registry
from saas.platform.plugins.returns import element_type, promised


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def specifications() -> list[Callable[..., Any]]:
    functions = [value for module in SPECIFICATIONS for value in vars(module).values()]
    return [function for function in functions if hasattr(function, "saas_spec")]


@pytest.mark.parametrize("spec", specifications(), ids=lambda spec: spec.__name__)
def test_hook_is_documented_and_says_what_it_returns(spec: Callable[..., Any]) -> None:
    assert spec.__doc__
    assert promised(spec) is not None or policy_of(spec).kind is HookKind.GUARD


def test_roles_and_implied_permissions_are_declared(registry: Registry) -> None:
    assert catalogue_of(registry).unknown_names() == []


def test_permissions_of_views_are_declared(app: Flask, registry: Registry) -> None:
    asked = {getattr(view, "required_permission", None) for view in app.view_functions.values()} - {None}

    assert asked <= catalogue_of(registry).permissions.keys()


def test_rooms_fill_only_slots_that_are_there(registry: Registry) -> None:
    slots = {found.value.name: found.value.kind for found in registry.declared(Slot)}
    fillers = [
        (policy.fills, element_type(promised(spec)))
        for spec in specifications()
        if (policy := policy_of(spec)).fills
    ]
    assert fillers
    for kind, filler in fillers:
        filled = {found.value.slot for found in registry.declared(filler)}
        assert {name for name in filled if slots.get(name) is not kind} == set(), filler
