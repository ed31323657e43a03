"""Which plugins the group has on, and switching them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, g, make_response, redirect, url_for

from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.saving import save
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.jobs import Schedule
from saas.platform.permissions import Permission, requires
from saas.platform.plugins import (
    Availability,
    PluginInfo,
    Reason,
    Standing,
    current_registry,
    disable_plugin,
    enable_plugin,
    explain_all,
)
from saas.platform.web import Action, Level, NavItem, Panel, render, tell

_STATES: Mapping[Reason, LazyStr] = {
    Reason.EFFECTIVE: _l("On"),
    Reason.NOT_ENABLED: _l("Off"),
    Reason.REQUIREMENT_INACTIVE: _l("Needs another plugin that is off"),
    Reason.NOT_ENTITLED: _l("Not released for this group"),
    Reason.SUSPENDED: _l("Suspended by the operator"),
    Reason.MIGRATIONS_PENDING: _l("Still being set up"),
}
_ELSE = _l("Does not work at the moment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What a plugin adds of one kind, as people call it."""

    kind: LazyStr
    names: Sequence[LazyStr]


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginView:
    """A plugin as the page shows it."""

    info: PluginInfo
    state: LazyStr
    adds: Sequence[Addition]
    on: bool
    switchable: bool


@pages.get("/settings/plugins/", endpoint="plugins")
@requires(SETTINGS_WRITE)
def show_plugins() -> Response:
    """All installed plugins and how they stand for this group."""
    registry = current_registry()
    found = [(registry.info(standing.plugin), standing) for standing in explain_all(g.tenant.id)]
    views = [_view(info, standing) for info, standing in found if info is not None]
    return render("organisation/plugins.html", views=views)


@pages.post("/settings/plugins/<name>/on", endpoint="plugin_on")
@requires(SETTINGS_WRITE)
def switch_on(name: str) -> Response:
    """Switch a plugin on; it counts at once."""
    return _switch(name, enable_plugin, _("The plugin is on."))


@pages.post("/settings/plugins/<name>/off", endpoint="plugin_off")
@requires(SETTINGS_WRITE)
def switch_off(name: str) -> Response:
    """Switch a plugin off; its data stay."""
    return _switch(name, disable_plugin, _("The plugin is off. Its data were kept."))


def _switch(name: str, act: Callable[[str], Standing], said: str) -> Response:
    def work() -> None:
        act(name)

    faults = save(work)
    tell(*((faults.error.message, Level.ERROR) if faults else (said, Level.SUCCESS)))
    return make_response(redirect(url_for("organisation.plugins"), 303))


def _view(info: PluginInfo, standing: Standing) -> PluginView:
    switched_off = standing.reason is Reason.NOT_ENABLED
    return PluginView(
        info=info,
        state=_STATES.get(standing.reason, _ELSE),
        adds=_additions(info.name),
        on=not switched_off and standing.reason in (Reason.EFFECTIVE, Reason.REQUIREMENT_INACTIVE),
        switchable=info.availability is not Availability.SYSTEM
        and standing.reason in (Reason.EFFECTIVE, Reason.NOT_ENABLED, Reason.REQUIREMENT_INACTIVE),
    )


def _additions(name: str) -> list[Addition]:
    registry = current_registry()
    kinds: tuple[tuple[LazyStr, Sequence[LazyStr]], ...] = (
        (_l("Menu"), [one.value.label for one in registry.declared(NavItem) if one.owner == name]),
        (
            _l("Cards on other pages"),
            [one.value.title for one in registry.declared(Panel) if one.owner == name],
        ),
        (
            _l("Buttons on other pages"),
            [one.value.label for one in registry.declared(Action) if one.owner == name],
        ),
        (_l("Settings"), [one.value.title for one in registry.declared(SettingsPage) if one.owner == name]),
        (_l("Permissions"), [one.value.title for one in registry.declared(Permission) if one.owner == name]),
        (
            _l("Work by the clock"),
            [one.value.cron for one in registry.declared(Schedule) if one.owner == name],
        ),
    )
    # Two slots may carry the same button.
    return [Addition(kind=kind, names=list(dict.fromkeys(map(str, names)))) for kind, names in kinds if names]
