"""What the catalogue of plugins tells: how each stands, what it adds, what it would store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saas.core.contracts.exporters import Exporter
from saas.core.contracts.importers import Importer
from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.schedule_words import when_in_words
from saas.platform.clock import now
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.jobs import Job, Schedule
from saas.platform.permissions import Permission
from saas.platform.plugin_life import waits_for
from saas.platform.plugins import (
    Availability,
    Category,
    LegalBasis,
    PluginInfo,
    Reason,
    Standing,
    current_registry,
    explain,
    explain_all,
    loaded_plugin,
)
from saas.platform.plugins.decisions import all_decisions, find_decision
from saas.platform.plugins.models import TenantPlugin
from saas.platform.plugins.registry import settings_of
from saas.platform.tenancy import current_tenant
from saas.platform.web import Action, FormExtension, NavItem, Panel, SearchSource, Widget
from saas.platform.web.filters import day

STATES: Mapping[Reason, LazyStr] = {
    Reason.EFFECTIVE: _l("On"),
    Reason.NOT_ENABLED: _l("Off"),
    Reason.REQUIREMENT_INACTIVE: _l("Needs another plugin that is off"),
    Reason.NOT_ENTITLED: _l("Not released for this group"),
    Reason.SUSPENDED: _l("Suspended by the operator"),
    Reason.MIGRATIONS_PENDING: _l("Still being set up"),
    Reason.UPGRADE_FAILED: _l("Could not be brought up to date"),
}
_ELSE = _l("Does not work at the moment")
CATEGORIES: Mapping[Category, LazyStr] = {
    Category.QUALITY: _l("Quality"),
    Category.APPRAISAL: _l("Appraisal of needs"),
    Category.PARTS: _l("Parts"),
    Category.FINANCE: _l("Finance"),
    Category.CHANNEL: _l("Channels"),
    Category.INTEGRATION: _l("Connections"),
    Category.REPORT: _l("Reports"),
}
BASES: Mapping[LegalBasis, LazyStr] = {
    LegalBasis.CONSENT: _l("Consent"),
    LegalBasis.CONTRACT: _l("Contract with the customer"),
    LegalBasis.LEGAL_DUTY: _l("Duty by law"),
    LegalBasis.EMPLOYMENT: _l("Management of staff"),
    LegalBasis.LEGITIMATE_INTEREST: _l("Legitimate interest"),
}
_SWITCHABLE = (Reason.EFFECTIVE, Reason.NOT_ENABLED, Reason.REQUIREMENT_INACTIVE)

# What a declaration is called, and under which heading the catalogue lists it.
_ADDS: tuple[tuple[LazyStr, type, Callable[[Any], object]], ...] = (
    (_l("Menu"), NavItem, lambda one: one.label),
    (_l("Cards on other pages"), Panel, lambda one: one.title),
    (_l("Buttons on other pages"), Action, lambda one: one.label),
    (_l("Tiles on the start page"), Widget, lambda one: one.title),
    (_l("Fields in forms"), FormExtension, lambda one: one.title),
    (_l("Search"), SearchSource, lambda one: one.title),
    (_l("Files to import"), Importer, lambda one: one.title),
    (_l("Tables to export"), Exporter, lambda one: one.title),
    (_l("Settings"), SettingsPage, lambda one: one.title),
    (_l("Permissions"), Permission, lambda one: one.title),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What a plugin adds of one kind, as people call it."""

    kind: LazyStr
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginView:
    """A plugin as the catalogue shows it. requires: titles; purge: when its data go, or why not yet; empty unless asked."""

    info: PluginInfo
    state: LazyStr
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


def plugin_view(name: str) -> PluginView:
    """One loaded plugin for the current group; raises NotFound."""
    info = loaded_plugin(name)
    return _view(info, explain(current_tenant(), name), find_decision(name))


def _view(info: PluginInfo, standing: Standing, decision: TenantPlugin | None) -> PluginView:
    registry = current_registry()
    titles = {name: registry.info(name) for name in sorted(info.requires)}
    return PluginView(
        info=info,
        state=STATES.get(standing.reason, _ELSE),
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
            what=", ".join(waiting),
        )
    return _("Its data are due to be removed since %(day)s; this is tried every night.", day=day(purge_at))


def additions(name: str) -> list[Addition]:
    """What a plugin adds to the group's pages and work, by kind."""
    registry = current_registry()
    found: list[tuple[LazyStr, Sequence[object]]] = [
        (kind, [called(one.value) for one in registry.contributions.get(declared, ()) if one.owner == name])
        for kind, declared, called in _ADDS
    ]
    found.append((_l("Work by the clock"), work_by_the_clock(name)))
    # Two slots may carry the same button.
    return [Addition(kind=kind, names=list(dict.fromkeys(map(str, names)))) for kind, names in found if names]


def work_by_the_clock(name: str) -> list[str]:
    """What a plugin does by itself and when, in words."""
    registry = current_registry()
    titles = {one.value.key: str(one.value.title) for one in registry.declared(Job) if one.owner == name}
    return [
        _(
            "%(work)s: %(when)s",
            work=titles.get(one.value.job) or one.value.job,
            when=when_in_words(one.value.cron),
        )
        for one in registry.declared(Schedule)
        if one.owner == name
    ]
