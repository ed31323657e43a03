"""Each declaration hook: what a plugin declares is the plugin's, and counts where the plugin is on and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from flask import Blueprint
from marshmallow import Schema, fields
from sqlalchemy import true

from saas import plugin_api as api
from saas.parts import ROOMS, SPECIFICATIONS
from saas.platform.permissions import Role, Scope
from saas.platform.plugins import Registry, load_plugins
from saas.testing.plugin_modules import plugin


def load(**hooks: Callable[[], object]) -> Registry:
    """The registry of the core and one plugin with these hooks."""
    found = load_plugins(
        specs=SPECIFICATIONS, rooms=ROOMS, candidates=[plugin("sample", **hooks)], core_version="9"
    )
    assert found.failed() == ()
    return found


def counts(kind: type, hook: str, value: object) -> bool:
    """Whether a declared value is the plugin's, and counts only for groups that have it on."""
    registry = load(**{hook: lambda: [value]})
    mine = [one.value for one in registry.declared(kind) if one.owner == "sample"]
    on = [one.value for one in registry.for_tenant(kind, frozenset({"sample"}))]
    off = [one.value for one in registry.for_tenant(kind, frozenset())]
    return mine == [value] and value in on and value not in off


def nothing(*_: object) -> Any:
    return ()


class SampleSchema(Schema):
    """A field."""

    days = fields.Integer(load_default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleHappened(api.Event):
    """Something happened."""

    name: ClassVar[str] = "sample.happened"


def test_hook_register_blueprints_are_mounted_under_the_plugins_name() -> None:
    pages = Blueprint("sample", __name__)
    registry = load(register_blueprints=lambda: [pages])
    assert registry.blueprint_owners == {"sample": "sample"}


def test_hook_register_models_takes_tables_of_the_plugins_prefix_alone() -> None:
    foreign = type("Foreign", (), {"__tablename__": "customer"})
    found = load_plugins(
        specs=SPECIFICATIONS,
        rooms=ROOMS,
        candidates=[plugin("sample", register_models=lambda: [foreign])],
        core_version="9",
    )
    assert "a subclass of TenantModel was promised" in str(found.records["sample"].problem)


def test_hook_register_settings() -> None:
    assert counts(api.PluginSettings, "register_settings", api.PluginSettings(schema=SampleSchema))


def test_hook_register_slots() -> None:
    assert counts(api.Slot, "register_slots", api.Slot(name="sample.place", title="A place"))


def test_hook_register_permissions() -> None:
    right = api.Permission("sample.row:read", "See rows", default_roles={"store_manager": Scope.STORE})
    assert counts(api.Permission, "register_permissions", right)


def test_hook_register_roles() -> None:
    role = Role(code="sampler", title="Sampler", summary="Takes samples.", scope=Scope.STORE)
    assert counts(Role, "register_roles", role)


def test_hook_register_events() -> None:
    assert counts(api.Event, "register_events", SampleHappened)


def test_hook_register_subscriptions() -> None:
    heard = api.Subscription(event=api.CustomerCreated, handler=nothing)
    assert counts(api.Subscription, "register_subscriptions", heard)


def test_hook_register_jobs() -> None:
    assert counts(api.Job, "register_jobs", api.Job(key="sample.work", title="Work", target="sample:work"))


def test_hook_register_schedules() -> None:
    nightly = api.Schedule(key="sample.nightly", job="sample.work", cron="0 3 * * *")
    assert counts(api.Schedule, "register_schedules", nightly)


def test_hook_register_nav() -> None:
    entry = api.NavItem(key="rows", label="Rows", endpoint="sample.rows", icon="list")
    assert counts(api.NavItem, "register_nav", entry)


def test_hook_register_panels() -> None:
    card = api.Panel(
        key="card", slot="core.customer", title="Card", render=nothing, permission="sample.row:read"
    )
    assert counts(api.Panel, "register_panels", card)


def test_hook_register_facts() -> None:
    chips = api.FactSource(key="chips", slot="core.vehicle", facts=nothing, permission="sample.row:read")
    assert counts(api.FactSource, "register_facts", chips)


def test_hook_register_actions() -> None:
    button = api.Action(
        key="act",
        slot="core.customer",
        label="Act",
        endpoint="sample.act",
        argument="id",
        permission="sample.row:read",
    )
    assert counts(api.Action, "register_actions", button)


def test_hook_register_widgets() -> None:
    tile = api.Widget(key="tile", title="Tile", render=nothing, permission="sample.row:read")
    assert counts(api.Widget, "register_widgets", tile)


def test_hook_register_form_extensions() -> None:
    part = api.FormExtension(
        key="part", slot="core.customer_form", title="Part", schema=SampleSchema,
        load=dict, save=nothing, permission="sample.row:read",
    )  # fmt: skip
    assert counts(api.FormExtension, "register_form_extensions", part)


def test_hook_register_search() -> None:
    source = api.SearchSource(key="rows", title="Rows", find=nothing, permission="sample.row:read")
    assert counts(api.SearchSource, "register_search", source)


def test_hook_register_list_filters() -> None:
    narrow = api.ListFilter(
        key="narrow", slot="core.customers", label="Narrow", criterion=true, permission="sample.row:read"
    )
    assert counts(api.ListFilter, "register_list_filters", narrow)


def test_hook_register_importers() -> None:
    taken = api.Importer(
        key="sample.rows", title="Rows", summary="A row is a row.", columns=(), schema=SampleSchema,
        write=nothing, permission="sample.row:read",
    )  # fmt: skip
    assert counts(api.Importer, "register_importers", taken)


def test_hook_register_metrics() -> None:
    figure = api.Metric(
        key="sample.done", title="Done", summary="Number of things done.", unit=api.MetricUnit.COUNT,
        direction=api.MetricDirection.HIGHER, aggregate=api.MetricAggregate.COUNT, rows=nothing,
        source_title="Thing",
    )  # fmt: skip
    assert counts(api.Metric, "register_metrics", figure)


def test_hook_register_settings_pages() -> None:
    page = api.SettingsPage(
        key="sample.lists", title="Lists", summary="Lists of ours.", endpoint="sample.lists", icon="list"
    )
    assert counts(api.SettingsPage, "register_settings_pages", page)


@pytest.mark.parametrize("slot", ["core.nowhere", "complaints.nowhere"])
def test_what_fills_a_slot_that_nobody_declares_keeps_the_plugin_from_loading(slot: str) -> None:
    card = api.Panel(key="card", slot=slot, title="Card", render=nothing, permission="sample.row:read")
    found = load_plugins(
        specs=SPECIFICATIONS,
        rooms=ROOMS,
        candidates=[plugin("sample", register_panels=lambda: [card])],
        core_version="9",
    )
    assert slot in str(found.records["sample"].problem)
