"""What this room asks of others: what a new group starts with, and their pages of settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from saas.platform.i18n import LazyStr
from saas.platform.plugins import HookKind, hookspec


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """An entry of the settings index.

    endpoint: built with `group` alone. permission: who sees it, empty for every member. weight: smaller is higher.
    """

    key: str
    title: LazyStr
    summary: LazyStr
    endpoint: str
    icon: str
    permission: str = ""
    weight: int = 50


@hookspec(kind=HookKind.DUTY)
def group_created(tenant_id: int) -> None:
    """Seed a new group with starters: rules, categories, policies.

    Called in the transaction that creates the group, with the group as the current tenant; a room that fails here
    stops the creation, a plugin loses only its own starters.
    """


@hookspec(namespaced="key")
def register_settings_pages() -> Sequence[SettingsPage]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Entries of the settings index, each leading to a page of its owner's.

    For lists that a group keeps, such as categories; single values are declared with `register_settings` and have
    their page already. An entry shows where its plugin is on, to those who hold its permission.
    """
