"""Who may fill which slot: what fits nobody's keeps a plugin from loading, what is meant for an absent one is left out."""

from __future__ import annotations

from typing import Any

import pytest

from saas.core.contracts import room as contracts_room
from saas.parts import SPECIFICATIONS
from saas.platform.plugins import Candidate, Registry, Slot, SlotKind, load_plugins
from saas.platform.web import Action, FactSource, Panel, Rendered
from saas.testing.plugin_modules import manifest, plugin
from tests.integration.plugins.conftest import SLOTS


def loaded(*candidates: Candidate) -> Registry:
    rooms = (contracts_room, SLOTS)
    return load_plugins(specs=SPECIFICATIONS, rooms=rooms, candidates=candidates, core_version="1.0.0")


def panel(slot: str) -> Panel:
    return Panel(
        key="one", slot=slot, title="One", render=lambda _context: Rendered(empty="-"), permission=""
    )


def guest(slot: str, **about: Any) -> Candidate:
    """A plugin that puts one panel into a slot."""
    return plugin("guest", info=manifest("guest", **about), register_panels=lambda: [panel(slot)])


def host() -> Candidate:
    return plugin("host", register_slots=lambda: [Slot(name="host.case", title="A case")])


def problem(registry: Registry) -> str:
    found = registry.records["guest"].problem
    assert found is not None
    return found.message


def test_slot_that_nobody_declares_is_refused_with_its_name() -> None:
    registry = loaded(guest("core.custmer"))
    assert "the slot 'core.custmer' of Panel 'one' is nobody's" in problem(registry)
    assert registry.declared(Panel) == ()


def test_slot_of_a_plugin_that_the_manifest_does_not_name_is_refused_installed_or_not() -> None:
    assert "names that in `uses` or `requires`" in problem(loaded(guest("host.case")))
    assert "names that in `uses` or `requires`" in problem(loaded(guest("host.case"), host()))


def test_slot_of_another_plugin_is_filled_where_that_is_installed() -> None:
    registry = loaded(guest("host.case", uses=("host",)), host())
    assert [found.owner for found in registry.declared(Panel)] == ["guest"]


def test_what_is_meant_for_an_absent_plugin_is_left_out() -> None:
    registry = loaded(guest("host.case", uses=("host",)))
    assert registry.records["guest"].loaded
    assert registry.declared(Panel) == ()


def test_unknown_slot_of_a_plugin_that_is_there_is_refused() -> None:
    assert "the slot 'host.cases'" in problem(loaded(guest("host.cases", uses=("host",)), host()))


@pytest.mark.parametrize(
    "hooks",
    [
        {"register_panels": lambda: [panel("core.form")]},
        {"register_facts": lambda: [FactSource(key="one", slot="core.form", facts=lambda _c: [], permission="")]},
        {"register_actions": lambda: [
            Action(key="one", slot="core.form", label="Go", endpoint="x.y", argument="id", permission="")
        ]},
    ],
    ids=list,
)  # fmt: skip
def test_slot_of_another_kind_is_refused(hooks: dict[str, Any]) -> None:
    assert "is a form, and not a page" in problem(loaded(plugin("guest", **hooks)))


def test_slot_is_named_after_its_plugin_and_declared_once() -> None:
    theirs = plugin(
        "guest", register_slots=lambda: [Slot(name="core.customer", title="Mine", kind=SlotKind.PAGE)]
    )
    assert "does not start with 'guest'" in problem(loaded(theirs))
    assert "declared twice" in problem(loaded(theirs))
