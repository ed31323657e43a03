"""Switching plugins on and off for the current group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.platform.audit import Change, record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, NotFound, Unavailable
from saas.platform.i18n import _, _l
from saas.platform.plugins.calls import guard, tell_plugin
from saas.platform.plugins.closures import dependants, requirements
from saas.platform.plugins.decisions import find_decision, locked_decision
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.gate import effective_plugins, explain, forget_effective_plugins
from saas.platform.plugins.hooks import before_plugin_disable, tenant_disabled, tenant_enabled
from saas.platform.plugins.manifest import Availability
from saas.platform.plugins.models import Switch, TenantPlugin
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings import change_settings, stored_settings
from saas.platform.plugins.settings.reading import forget_settings
from saas.platform.plugins.standing import Reason, Standing
from saas.platform.tenancy import current_actor, current_tenant

# What the group can do nothing about, and what it is told.
_BEYOND_THE_GROUP = {
    Reason.BROKEN: _l("This plugin does not work at the moment. The operator can see why."),
    Reason.INCOMPATIBLE: _l("This plugin does not fit this version of the system."),
    Reason.REQUIREMENT_MISSING: _l("This plugin needs another one that is not installed."),
    Reason.MIGRATIONS_PENDING: _l("This plugin is still being set up. Try again later."),
    Reason.UPGRADE_FAILED: _l(
        "This plugin could not be brought up to date for your group. The operator can see why."
    ),
    Reason.SUSPENDED: _l("The operator has suspended this plugin."),
    Reason.NOT_ENTITLED: _l("This plugin has not been released for your group. Ask the operator."),
}


class SettingsMissing(Conflict):
    """A plugin cannot be switched on before the group gives it what it needs. missing: the names of these settings."""

    code = "settings_missing"

    def __init__(self, plugin: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            _("Enter first what this plugin needs: %(names)s", names=", ".join(_labels(plugin, missing)))
        )
        self.plugin = plugin
        self.missing = missing


def enable_plugin(name: str, *, settings: Mapping[str, Any] | None = None) -> Standing:
    """Switch a plugin on for the current group; one that is on stays so. It counts at once, in every process.

    settings: of the group, saved before. A purge that was asked for is called off. Raises NotFound for one that is not
    installed; Conflict when it cannot run here, or when plugins that it requires are off; SettingsMissing; Invalid for
    settings that cannot be taken; Unavailable when it fails to set itself up.
    """
    standing = explain(current_tenant(), name)
    if standing.reason is Reason.NOT_INSTALLED:
        raise NotFound(_("There is no such plugin."))
    if refusal := _BEYOND_THE_GROUP.get(standing.reason):
        raise Conflict(str(refusal))
    if missing := sorted(set(requirements(current_registry(), name, deep=False)) - effective_plugins()):
        raise Conflict(_("Switch on first what it needs: %(plugins)s", plugins=titles(missing)))
    decision = locked_decision(name)
    if settings:
        change_settings(name, settings)
    if decision.state is not Switch.ENABLED:
        _require_settings(name)
        _switch_on(decision)
    return explain(current_tenant(), name)


def enable_together(name: str, *, settings: Mapping[str, Any] | None = None) -> list[str]:
    """Switch a plugin on with everything that it requires and that is off; all of it or nothing.

    Returns the names of what was switched on, required ones first. Raises like `enable_plugin`.
    """
    missing = requirements_off(name)
    for required in missing:
        enable_plugin(required)
    enable_plugin(name, settings=settings)
    return [*missing, name]


def requirements_off(name: str) -> list[str]:
    """What a plugin requires, directly or not, and what does not run for the current group; required ones first."""
    on = effective_plugins()
    return [one for one in requirements(current_registry(), name) if one not in on]


def dependants_on(name: str) -> list[str]:
    """The plugins that run for the current group and would stop with this one."""
    on = effective_plugins()
    return [one for one in dependants(current_registry(), name) if one in on]


def disable_plugin(name: str) -> Standing:
    """Switch a plugin off for the current group; its data stay, and those that require it stop with it.

    One that is off stays so; those that stopped with it run again when it is switched on. Raises NotFound for one that
    was never here, Conflict for one that is always on, PluginVeto when one of its guards objects.
    """
    info = current_registry().info(name)
    if info and info.availability is Availability.SYSTEM:
        raise Conflict(_("This plugin is always on."))
    standing = explain(current_tenant(), name)
    if standing.reason is Reason.NOT_INSTALLED and find_decision(name) is None:
        raise NotFound(_("There is no such plugin."))
    decision = locked_decision(name)
    if decision.state is not Switch.DISABLED:
        ask_guards(name)
        _switch_off(decision)
    return explain(current_tenant(), name)


def ask_guards(name: str) -> None:
    """Ask the guards whether a plugin may be switched off, with those that would stop; raises PluginVeto."""
    for stopping in (*dependants_on(name), name):
        guard(before_plugin_disable, tenant_id=current_tenant(), plugin=stopping)


def titles(names: list[str]) -> str:
    """The titles of plugins in one line; of one that is not loaded its name."""
    infos = [(name, current_registry().info(name)) for name in names]
    return ", ".join(str(info.title) if info else name for name, info in infos)


def _require_settings(name: str) -> None:
    if settings_of(current_registry(), name) and (missing := stored_settings(name).missing):
        raise SettingsMissing(name, missing)


def _labels(plugin: str, names: tuple[str, ...]) -> list[str]:
    declared = settings_of(current_registry(), plugin)
    fields = declared.schema().fields if declared else {}
    return [str(fields[name].metadata.get("title", name)) if name in fields else name for name in names]


def _switch_on(decision: TenantPlugin) -> None:
    first_time, info = decision.enabled_at is None, current_registry().info(decision.plugin)
    if decision.purge_at is not None:
        record("plugins.purge.cancelled", "tenant_plugin", decision.id, detail={"plugin": decision.plugin})
        decision.purge_at = decision.purge_by = decision.exported_at = None
    before, decision.state = decision.state, Switch.ENABLED
    decision.enabled_at, decision.enabled_by = now(), current_actor().member_id
    decision.version = decision.version or (info.version if info else None)
    _written(decision, before)
    for answer in tell_plugin(
        decision.plugin, tenant_enabled, tenant_id=current_tenant(), first_time=first_time
    ):
        if answer.failed:
            raise Unavailable(
                _("The plugin could not be set up and stays off. The operator finds the reason under %(id)s.",
                  id=answer.error_id)
            )  # fmt: skip


def _switch_off(decision: TenantPlugin) -> None:
    before, decision.state = decision.state, Switch.DISABLED
    decision.disabled_at, decision.disabled_by = now(), current_actor().member_id
    _written(decision, before)
    # A failing one is in the log: that it cannot leave in order is no reason to keep it running.
    tell_plugin(decision.plugin, tenant_disabled, tenant_id=current_tenant())


def _written(decision: TenantPlugin, before: Switch | None) -> None:
    session().flush()
    record(
        f"plugins.plugin.{decision.state}",
        "tenant_plugin",
        decision.id,
        changes={"state": Change(before=before, after=decision.state)},
        detail={"plugin": decision.plugin},
    )
    forget_effective_plugins()
    forget_settings()
