"""The engine as a part of the application: the registry of this process and what runs beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

from flask import Blueprint, Flask, current_app

from saas.config import Settings
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.observability import Figure
from saas.platform.plugins.addresses import mount_prefix
from saas.platform.plugins.breaker import Breaker
from saas.platform.plugins.manifest import CORE, PluginInfo
from saas.platform.plugins.meters import Meters
from saas.platform.plugins.registry import Registry

_EXTENSION = "saas_plugins"


@dataclass(slots=True, kw_only=True)
class PluginEngine:
    """What a process holds for its plugins."""

    registry: Registry
    """Everything declared and implemented."""
    breaker: Breaker = field(default_factory=Breaker)
    """Which places of which plugins are not called for a while, after failing too often."""
    meters: Meters = field(default_factory=Meters)
    """How often and how long they were called."""
    trace: bool = False
    """Whether each call is told in the log."""


Mount = Callable[..., object]
"""Mounts a blueprint; `url_prefix=` is left out for one that carries its whole address itself."""


def install_plugins(app: Flask, registry: Registry, mount_api: Mount) -> None:
    """Give the application its registry and mount the blueprints of the core rooms and of all loaded plugins.

    mount_api: mounts the blueprints whose names end in `_api`, with their documentation.
    """
    settings: Settings = app.extensions["saas_settings"]
    app.extensions[_EXTENSION] = PluginEngine(registry=registry, trace=settings.trace_hooks)
    for contribution in registry.declared(Blueprint):
        blueprint = contribution.value
        mount = mount_api if blueprint.name.endswith("_api") else app.register_blueprint
        if contribution.owner == CORE:
            mount(blueprint)
        else:
            mount(blueprint, url_prefix=mount_prefix(contribution.owner, blueprint))


def engine() -> PluginEngine:
    """The engine of the current application."""
    return cast(PluginEngine, current_app.extensions[_EXTENSION])


def registry_of(app: Flask) -> Registry:
    """The registry of an application, where none is current."""
    return cast(PluginEngine, app.extensions[_EXTENSION]).registry


def current_registry() -> Registry:
    """The registry of the current application."""
    return engine().registry


def loaded_plugin(name: str) -> PluginInfo:
    """The manifest of a plugin that somebody named; raises NotFound for one that is not loaded."""
    info = current_registry().info(name)
    if info is None:
        raise NotFound(_("There is no such plugin."))
    return info


def plugin_figures() -> Iterable[Figure]:
    """How often, how long and with how many failures each plugin was called in this process."""
    return engine().meters.figures()
