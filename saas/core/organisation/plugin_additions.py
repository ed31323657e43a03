"""What a plugin adds to a group's pages and work, as people call it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from saas.core.contracts.exporters import Exporter
from saas.core.contracts.importers import Importer
from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.schedule_words import when_in_words
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.jobs import Job, Schedule
from saas.platform.permissions import Permission
from saas.platform.plugins import Slot, current_registry
from saas.platform.web import Action, FormExtension, ListFilter, NavItem, Panel, SearchSource, Widget

# What a declaration is called, and under which heading the catalogue lists it; what fills a slot is told with its place.
_ADDS: tuple[tuple[LazyStr, type, Callable[[Any], object]], ...] = (
    (_l("Menu"), NavItem, lambda one: one.label),
    (_l("Cards on other pages"), Panel, lambda one: one.title),
    (_l("Buttons on other pages"), Action, lambda one: one.label),
    (_l("Tiles on the start page"), Widget, lambda one: one.title),
    (_l("Fields in forms"), FormExtension, lambda one: one.title),
    (_l("Filters of lists"), ListFilter, lambda one: one.label),
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


def additions(name: str) -> list[Addition]:
    """What a plugin adds to the group's pages and work, by kind."""
    found = [(kind, _named(name, declared, called)) for kind, declared, called in _ADDS]
    found.append((_l("Work by the clock"), work_by_the_clock(name)))
    return [Addition(kind=kind, names=names) for kind, names in found if names]


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


def _named(name: str, declared: type, called: Callable[[Any], object]) -> list[str]:
    """What of a class the plugin declares; what stands in several places is told once, with all of them."""
    places: dict[str, list[str]] = {}
    titles = {one.value.name: str(one.value.title) for one in current_registry().declared(Slot)}
    for one in current_registry().contributions.get(declared, ()):
        if one.owner == name:
            at = places.setdefault(str(called(one.value)), [])
            at += [titles[slot]] if (slot := getattr(one.value, "slot", "")) in titles else []
    return [
        _("%(thing)s: %(places)s", thing=thing, places=" · ".join(dict.fromkeys(at))) if at else thing
        for thing, at in places.items()
    ]
