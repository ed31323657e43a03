"""The hooks through which rooms and plugins add to the shell and to each other's pages; each is asked once, at start."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.plugins import SlotKind, hookspec
from saas.platform.web.extending import FactSource, FormExtension, ListFilter, SearchSource
from saas.platform.web.navigation import Action, NavItem, Panel, Widget


@hookspec
def register_nav() -> Sequence[NavItem]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Entries of the navigation.

    Each leads to a page built with the group alone; `badge` is a count beside it, asked with every page and therefore
    one cheap query. A badge that fails is absent, and so is the entry for whoever lacks its permission.
    """


@hookspec(fills=SlotKind.PAGE)
def register_panels() -> Sequence[Panel]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Cards on other rooms' pages.

    Each is loaded by a request of its own when it comes into view, after the page has checked who may see its object;
    `render` may only read. One that fails loses its own card: administrators see that it failed, others nothing.
    """


@hookspec(fills=SlotKind.PAGE)
def register_facts() -> Sequence[FactSource]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Chips in the headers of other rooms' pages, such as "2 open complaints".

    `facts` is asked with the id of the page's object, may only read, and makes one cheap query at most. It is not asked
    for whoever lacks its permission; one that fails loses its own chips.
    """


@hookspec(fills=SlotKind.PAGE)
def register_actions() -> Sequence[Action]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Buttons and menu entries on other rooms' pages.

    Each leads to the plugin's own page with the id of the slot's object, or posts there. Whether this very object
    allows the act is checked by that page; the button shows for whoever holds the permission.
    """


@hookspec
def register_widgets() -> Sequence[Widget]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Tiles of the start page.

    Each is loaded by a request of its own and may only read; one that fails loses its own tile. `roles` brings it to
    the front for those who have one of them, `refresh_s` loads it again while the page stands open.
    """


@hookspec(fills=SlotKind.FORM)
def register_form_extensions() -> Sequence[FormExtension]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Fields in forms of others, validated with the form and saved in its transaction.

    The fields are absent where the plugin is off, and for whoever lacks the permission. A `load` that fails leaves the
    fields out and says so; a `save` that fails in any other way than refusing is undone alone: the form is saved, and
    the person is shown what they had typed for it. The API and imports do not ask for the fields of plugins.
    """


@hookspec
def register_search() -> Sequence[SearchSource]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Sections of the search page, below the customers.

    `find` is called with what was typed, never empty and at most 64 characters, in a request of its own, and may only
    read. One that fails loses its own section.
    """


@hookspec(fills=SlotKind.LIST)
def register_list_filters() -> Sequence[ListFilter]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Choices among the filters of other rooms' lists.

    `criterion` is asked while its filter is chosen, and becomes a part of the list's one statement, so it must be one
    that an index serves. A criterion that cannot be built shows the list unfiltered and says so; the address of a
    filter whose plugin is off shows the list unfiltered.
    """
