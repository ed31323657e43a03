"""What the catalogue of plugins tells: how each stands, what it adds, what it would store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saas.core.organisation.plugin_additions import Addition, additions
from saas.core.organisation.plugin_words import ADVICE, CATEGORIES, STATES
from saas.platform.clock import now
from saas.platform.i18n import LazyStr, _
from saas.platform.plugin_life import waits_for
from saas.platform.plugins import (
    Availability,
    PluginInfo,
    Reason,
    Standing,
    current_registry,
    explain,
    explain_all,
    loaded_plugin,
)
from saas.platform.plugins.decisions import all_decisions, find_decision
from saas.platform.plugins.models import Switch, TenantPlugin
from saas.platform.plugins.records import PluginRecord
from saas.platform.plugins.registry import settings_of
from saas.platform.tenancy import current_tenant
from saas.platform.web.filters import day, listed

_SWITCHABLE = (Reason.EFFECTIVE, Reason.NOT_ENABLED, Reason.REQUIREMENT_INACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginView:
    """A plugin as the catalogue shows it.

    advice: what can be done about the state, where anything is to be done. requires: titles; purge: when its data go,
    or why not yet; empty unless asked.
    """

    info: PluginInfo
    state: LazyStr
    advice: LazyStr
    reason: Reason
    detail: str
    adds: Sequence[Addition]
    requires: Sequence[tuple[str, LazyStr]]
    on: bool
    switchable: bool
    has_settings: bool
    purge: str
    was_on: bool

    @property
    def tone(self) -> str:
        """How the badge of the state is coloured."""
        if self.reason is Reason.EFFECTIVE:
            return "good"
        return "plain" if self.reason in (Reason.NOT_ENABLED, Reason.NOT_ENTITLED) else "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A category with its plugins."""

    title: LazyStr
    views: Sequence[PluginView]


def shelves() -> list[Shelf]:
    """All loaded plugins for the current group, by category; those that are on first."""
    standings, decisions = explain_all(current_tenant()), all_decisions()
    views = [
        _view(info, standing, decisions.get(info.name))
        for standing in standings
        if (info := current_registry().info(standing.plugin))
    ]
    views.sort(key=lambda view: (not view.on, str(view.info.title)))
    found = [
        Shelf(title=title, views=[view for view in views if view.info.category is category])
        for category, title in CATEGORIES.items()
    ]
    return [shelf for shelf in found if shelf.views]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPlugin:
    """A plugin that the group has switched on and whose code does not run here: unfit, broken, or gone."""

    title: str
    summary: LazyStr
    icon: str
    state: LazyStr
    advice: LazyStr


def lost_plugins() -> list[LostPlugin]:
    """What the group has switched on and the catalogue cannot offer, so that nobody wonders where it went."""
    registry, decisions = current_registry(), all_decisions()
    return [
        _lost(standing, registry.records.get(standing.plugin))
        for standing in explain_all(current_tenant())
        if registry.info(standing.plugin) is None
        and (decision := decisions.get(standing.plugin))
        and decision.state is Switch.ENABLED
    ]


def _lost(standing: Standing, record: PluginRecord | None) -> LostPlugin:
    # The manifest of one that does not fit can be read; of one that is broken or gone there is only the name.
    info = record.info if record and record.readable else None
    return LostPlugin(
        title=str(info.title) if info else standing.plugin,
        summary=info.summary if info else "",
        icon=info.icon if info else "puzzle",
        state=STATES[standing.reason],
        advice=ADVICE[standing.reason],
    )


def plugin_view(name: str) -> PluginView:
    """One loaded plugin for the current group; raises NotFound."""
    info = loaded_plugin(name)
    return _view(info, explain(current_tenant(), name), find_decision(name))


def _view(info: PluginInfo, standing: Standing, decision: TenantPlugin | None) -> PluginView:
    registry = current_registry()
    titles = {name: registry.info(name) for name in sorted(info.requires)}
    return PluginView(
        info=info,
        state=STATES[standing.reason],
        advice=ADVICE.get(standing.reason, ""),
        reason=standing.reason,
        # What a plugin's code says of itself is for the operator; which plugin is off, for the group.
        detail=standing.detail if standing.reason is Reason.REQUIREMENT_INACTIVE else "",
        adds=additions(info.name),
        requires=[(name, found.title if found else name) for name, found in titles.items()],
        on=standing.reason in (Reason.EFFECTIVE, Reason.REQUIREMENT_INACTIVE),
        switchable=info.availability is not Availability.SYSTEM and standing.reason in _SWITCHABLE,
        has_settings=settings_of(registry, info.name) is not None,
        purge=_purge_told(info.name, decision.purge_at if decision else None),
        was_on=decision is not None and decision.enabled_at is not None,
    )


def _purge_told(name: str, purge_at: datetime | None) -> str:
    if purge_at is None:
        return ""
    if purge_at > now():
        return _("Its data will be removed on %(day)s.", day=day(purge_at))
    if waiting := waits_for(name):
        return _(
            "Its data are due to be removed since %(day)s. This waits for: %(what)s",
            day=day(purge_at),
            what=listed(waiting),
        )
    return _("Its data are due to be removed since %(day)s; this is tried every night.", day=day(purge_at))
