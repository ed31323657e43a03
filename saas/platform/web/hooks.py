"""The hooks through which rooms and plugins add to the shell; each is asked once, at start."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.plugins import hookspec
from saas.platform.web.navigation import Action, NavItem, Panel, Widget


@hookspec
def register_nav() -> Sequence[NavItem]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Entries of the navigation."""


@hookspec
def register_panels() -> Sequence[Panel]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Cards on other rooms' pages."""


@hookspec
def register_actions() -> Sequence[Action]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Buttons and menu entries on other rooms' pages."""


@hookspec
def register_widgets() -> Sequence[Widget]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Tiles of the start page."""
