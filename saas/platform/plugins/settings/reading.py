"""Reading settings: what counts for the current group, guarded where the plugin is off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context

from saas.platform.plugins.declared_settings import PluginSettings, SettingLevel
from saas.platform.plugins.gate import effective_plugins
from saas.platform.plugins.settings.asking import by_schema, declared_settings
from saas.platform.plugins.settings.schemas import secret_names
from saas.platform.plugins.settings.storing import StoredSettings, layers_of_stores, stored_layers
from saas.platform.plugins.settings.values import ResolvedSettings, resolved
from saas.platform.tenancy import current_tenant


def settings(plugin: str, *, store_id: int | None = None) -> ResolvedSettings:
    """The settings of a plugin that count for the current group, or for one of its stores.

    Where the plugin does not run for the group: the plugin's own defaults, and `active` is false. Read once in a request.
    Raises LookupError for a plugin that declares none.
    """
    # Not by `by_schema`: who asks here is the plugin itself, in code of its own that is isolated already.
    declared = declared_settings(plugin)
    if plugin not in effective_plugins():
        return resolved(plugin, declared, (), active=False)
    return _cached(plugin, declared, store_id)


def settings_of_stores(plugin: str, store_ids: Iterable[int]) -> dict[int, ResolvedSettings]:
    """The settings of a plugin that count for each of several stores, by store; one statement whatever their number.

    Raises LookupError for a plugin that declares none.
    """
    declared = declared_settings(plugin)
    if plugin not in effective_plugins():
        return {store: resolved(plugin, declared, (), active=False) for store in store_ids}
    found = layers_of_stores(plugin, store_ids)
    return {store: resolved(plugin, declared, layers) for store, layers in found.items()}


def stored_settings(plugin: str, *, store_id: int | None = None) -> ResolvedSettings:
    """What is stored for the current group, whether the plugin runs or not: for duties, and for leaving things in order.

    Raises LookupError for a plugin that declares none, Unavailable when its schema fails.
    """
    declared, active = declared_settings(plugin), plugin in effective_plugins()
    layers = stored_layers(plugin, store_id).layers
    return by_schema(plugin, lambda: resolved(plugin, declared, layers, active=active))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnValues:
    """What a page of settings shows of one level.

    counting: the values that count. above: those that would count if this level set nothing. own: what this level sets,
    as in JSON, without secrets. secret: names of the secrets that it sets. version: for the optimistic lock.
    """

    counting: ResolvedSettings
    above: ResolvedSettings
    own: Mapping[str, Any]
    secret: frozenset[str]
    version: int


def own_values(plugin: str, *, store_id: int | None = None) -> OwnValues:
    """What the group, or one of its stores, sets itself and inherits; whether the plugin runs or not.

    Raises LookupError for a plugin that declares none, Unavailable when its schema fails.
    """
    declared, stored = declared_settings(plugin), stored_layers(plugin, store_id)
    level = SettingLevel.GROUP if store_id is None else SettingLevel.STORE
    return by_schema(plugin, lambda: _own_values(plugin, declared, stored, level))


def _own_values(
    plugin: str, declared: PluginSettings, stored: StoredSettings, level: SettingLevel
) -> OwnValues:
    own, wider = stored.own(level), [layer for layer in stored.layers if layer.level is not level]
    secret = own.keys() & secret_names(declared, stored.sealed(level))
    shown = {name: value for name, value in own.items() if name not in secret}
    return OwnValues(
        counting=resolved(plugin, declared, stored.layers),
        above=resolved(plugin, declared, wider),
        own=shown,
        secret=frozenset(secret),
        version=stored.row_version,
    )


def forget_settings() -> None:
    """Let this request read again, after it changed settings itself."""
    if has_request_context():
        g.pop("plugin_settings", None)


def _cached(plugin: str, declared: PluginSettings, store_id: int | None) -> ResolvedSettings:
    if not has_request_context():
        return resolved(plugin, declared, stored_layers(plugin, store_id).layers)
    known: dict[tuple[int, str, int | None], ResolvedSettings] = g.setdefault("plugin_settings", {})
    key = (current_tenant(), plugin, store_id)
    if key not in known:
        known[key] = resolved(plugin, declared, stored_layers(plugin, store_id).layers)
    return known[key]
