"""Reading settings: what counts for the current group, guarded where the plugin is off."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context

from saas.platform.plugins.declared_settings import PluginSettings, SettingLevel, is_secret
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.gate import effective_plugins
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings.storing import StoredSettings, stored_layers
from saas.platform.plugins.settings.values import ResolvedSettings, resolved
from saas.platform.tenancy import current_tenant


def settings(plugin: str, *, store_id: int | None = None) -> ResolvedSettings:
    """The settings of a plugin that count for the current group, or for one of its stores.

    Where the plugin does not run for the group: the plugin's own defaults, and `active` is false. Read once in a request.
    Raises LookupError for a plugin that declares none.
    """
    declared = _declared(plugin)
    if plugin not in effective_plugins():
        return resolved(plugin, declared, (), active=False)
    return _cached(plugin, declared, store_id)


def stored_settings(plugin: str, *, store_id: int | None = None) -> ResolvedSettings:
    """What is stored for the current group, whether the plugin runs or not: for duties, and for leaving things in order.

    Raises LookupError for a plugin that declares none.
    """
    active = plugin in effective_plugins()
    return resolved(plugin, _declared(plugin), stored_layers(plugin, store_id).layers, active=active)


def own_values(
    plugin: str, *, store_id: int | None = None
) -> tuple[ResolvedSettings, dict[str, Any], frozenset[str], int]:
    """What a page of settings shows: the values that count, those that this level itself sets, without secrets, the
    names of the secrets that it sets, and the version for the optimistic lock.

    Raises LookupError for a plugin that declares none.
    """  # fmt: skip
    declared = _declared(plugin)
    stored: StoredSettings = stored_layers(plugin, store_id)
    own = stored.own(SettingLevel.GROUP if store_id is None else SettingLevel.STORE)
    fields = declared.schema().load_fields
    secret = frozenset(name for name in own if name in fields and is_secret(fields[name]))
    shown = {name: value for name, value in own.items() if name not in secret}
    return resolved(plugin, declared, stored.layers), shown, secret, stored.row_version


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


def _declared(plugin: str) -> PluginSettings:
    declared = settings_of(current_registry(), plugin)
    if declared is None:
        raise LookupError(f"the plugin {plugin} declares no settings")
    return declared
