"""What rooms and plugins add to the shell and to each other's pages, as data; the shell asks the registry for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from saas.platform.i18n import LazyStr, _l
from saas.platform.plugins import SlotContext


class Section(StrEnum):
    """The sections of the navigation, in the order in which they stand."""

    WORK = "work"
    CUSTOMERS = "customers"
    INSIGHT = "insight"
    MODULES = "modules"
    SETTINGS = "settings"

    @property
    def label(self) -> LazyStr:
        """The section's heading."""
        return _SECTION_LABELS[self]


_SECTION_LABELS: Mapping[Section, LazyStr] = {
    Section.WORK: _l("Daily work"),
    Section.CUSTOMERS: _l("Customers and vehicles"),
    Section.INSIGHT: _l("Insight"),
    Section.MODULES: _l("Modules"),
    Section.SETTINGS: _l("Settings"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """An entry of the navigation.

    endpoint: of a page below `/t/<group>`, built with `group` alone. icon: a name of `frontend/icons.txt`.
    weight: smaller is higher, ties by key; in the section of modules the entries of each plugin stand below its title.
    permission: who sees it, empty for every member.
    badge: the count beside it, None for none; asked once a page, so it must be one cheap query. That of a plugin is
    asked by a request of its own after the page, together with those of other plugins.
    """

    key: str
    label: LazyStr
    endpoint: str
    icon: str
    section: Section = Section.MODULES
    weight: int = 50
    permission: str = ""
    badge: Callable[[], int | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What a panel shows: a template of its package and the values for it; `empty` shows the empty state instead."""

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    empty: LazyStr = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A card on another room's page, loaded lazily by a request of its own."""

    key: str
    slot: str
    title: LazyStr
    render: Callable[[SlotContext], Rendered]
    permission: str
    icon: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button or menu entry on another room's page. endpoint: built with `group` and the slot's `<argument>`.

    method: `GET` opens a page, `POST` acts; confirm: the question before it acts.
    """

    key: str
    slot: str
    label: LazyStr
    endpoint: str
    argument: str
    permission: str
    method: str = "GET"
    confirm: LazyStr = ""
    icon: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A tile of the start page. refresh_s: seconds between two loads, 0 for never; roles: codes that see it first."""

    key: str
    title: LazyStr
    render: Callable[[], Rendered]
    permission: str
    refresh_s: int = 0
    roles: Sequence[str] = ()
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NavLink:
    """A navigation entry as the shell draws it. badge_id: where the count of a plugin is put when it comes."""

    key: str
    label: LazyStr
    url: str
    icon: str
    current: bool
    badge: int | None
    badge_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavGroup:
    """A section of the navigation with its entries."""

    label: LazyStr
    links: Sequence[NavLink]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry and where it comes from. module: the title of the plugin, empty for the core."""

    item: NavItem
    link: NavLink
    module: LazyStr = ""


def arrange(entries: Sequence[Entry]) -> list[NavGroup]:
    """The entries by section, heavy ones last; sections without entries are left out.

    Each module has a heading of its own, so that what belongs together stands together; the lightest entry of a module
    places it among the others.
    """
    place = {section: number for number, section in enumerate(Section)}
    ordered = sorted(entries, key=lambda one: (place[one.item.section], one.item.weight, one.item.key))
    groups: dict[tuple[Section, str], list[NavLink]] = {}
    for entry in ordered:
        section = entry.item.section
        module = str(entry.module) if section is Section.MODULES else ""
        groups.setdefault((section, module), []).append(entry.link)
    return [
        NavGroup(label=module or section.label, links=links) for (section, module), links in groups.items()
    ]
