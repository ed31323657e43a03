"""The declaration hooks of the engine itself: what it mounts and what it looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from flask import Blueprint

from saas.platform.i18n import LazyStr
from saas.platform.plugins.declared_settings import PluginSettings
from saas.platform.plugins.markers import HookKind, OnError, hookspec
from saas.platform.plugins.reports import PurgeReport
from saas.platform.plugins.slots import Slot
from saas.platform.tenancy import TenantModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a plugin looked at in its surroundings.

    name: unique in the plugin, `recall_service`. title: what was looked at, translated. well: whether it is as it
    should be. line: one sentence of what was found, with neither secrets nor personal data.
    """

    name: str
    title: LazyStr
    well: bool
    line: LazyStr = ""


@hookspec
def register_blueprints() -> Sequence[Blueprint]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Pages and API routes.

    A plugin names them `<plugin>` (pages below /t/<group>/x/<plugin>/), `<plugin>_api` (below
    /api/v1/t/<group>/x/<plugin>/) and `<plugin>_public` (below /p/<group>/x/<plugin>/); a prefix of its
    own does not count. A core room's carry their whole address themselves.

    A public page takes a token as a text in its address, or is declared with `open_to_all(reason)`. It answers a token
    that is unknown, used or too old by `abort(404)`, as an address that is not there. An address of the network has 120
    tries in ten minutes at a group's public pages.
    """


@hookspec
def register_models() -> Sequence[type[TenantModel]]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Tables; a plugin's are named `<plugin>_…` and made by its own chain of migrations.

    Each is a `TenantModel`: its rows belong to a group and are seen by no other. A table with another name keeps the
    plugin from loading; one without its migration leaves the plugin inert until `saas db upgrade`. `__title__` says,
    translated, what people call its rows, where a page tells how many there are; without it what the manifest says of
    the data in them stands there.
    """


@hookspec
def register_settings() -> Sequence[PluginSettings]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """What can be set: one schema, from which the pages, the API and the check at switching on are made.

    At most one; a plugin that declares two is refused. The values are read with `settings(name)`.
    """


@hookspec(namespaced="name")
def register_slots() -> Sequence[Slot]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Places on the plugin's own pages, forms and lists that it opens to others.

    The page that declares one draws what stands in it with `panels_of`, `facts_of` and `actions_of`. A
    plugin that fills a slot of another names that one in `uses` or `requires`; what fills a slot that nobody
    declares keeps the plugin from loading, and what fills a slot of a named plugin that is not here is left out.
    """


@hookspec(kind=HookKind.LIFECYCLE)
def seed_demo(tenant_id: int, rng: Random, size: float) -> None:
    """Give the group, which is the current tenant, a history to look at; called for each plugin that it has on.

    The demo calls it once, after customers, vehicles and follow-ups are there, as the member who holds most of the
    plugin's permissions. `rng`: the only source of chance, so that the same seed makes the same rows. `size`: how much,
    1.0 for a group of the demo's own size and small fractions for tests. A failing implementation leaves the plugin
    without a history.
    """


@hookspec(kind=HookKind.LIFECYCLE)
def tenant_enabled(tenant_id: int, first_time: bool) -> None:
    """The group, which is the current tenant, has just switched this plugin on; `first_time`: for the first time.

    In the transaction that switches: a failing implementation leaves the plugin off, with nothing done. After a purge the
    next time is the first again. Not called for a group in which the manifest alone switches the plugin on.
    """


@hookspec(kind=HookKind.LIFECYCLE)
def tenant_disabled(tenant_id: int) -> None:
    """The group, which is the current tenant, has just switched this plugin off; its rows and settings are kept.

    For what must not go on outside: a subscription at another service, a webhook. In the transaction that switches, after
    the state was written: `settings()` gives defaults here, `stored_settings()` what the group had set. A failing
    implementation is undone and logged; the plugin is off all the same. Not called for plugins that merely stop because
    one that they require was switched off, when the operator suspends, or when the code is removed.
    """


@hookspec(kind=HookKind.LIFECYCLE)
def tenant_settings_changed(
    tenant_id: int, old: Mapping[str, Any], new: Mapping[str, Any], store_id: int | None
) -> None:
    """Somebody changed settings of this plugin for the group, or for one of its stores (`store_id`).

    `old` and `new` are the resolved values with secrets, as `settings()` gives them. In the transaction that saves: a
    failing implementation takes the change back. Not called while the plugin is off, for values that stay the same, and
    when the operator changes a default of the platform.
    """


@hookspec(kind=HookKind.LIFECYCLE)
def plugin_upgraded(tenant_id: int, from_version: str) -> None:
    """This plugin has a newer version than when it was last set up for the group, which is the current tenant.

    Called by `saas db upgrade` after the tables and the settings were migrated, once for each group that ever switched the
    plugin on, whether it is on now or not, in a transaction of its own. A failing implementation leaves the plugin inert
    for that group (`upgrade_failed`), and the next `saas db upgrade` tries again. Work that takes long belongs into a job
    that is asked for here. Not called for a group that has the plugin by its manifest alone.
    """


@hookspec(kind=HookKind.GUARD, on_error=OnError.ALLOW)
def before_plugin_disable(tenant_id: int, plugin: str) -> None:
    """Somebody wants to switch `plugin` off for the group; raise PluginVeto to say what must be done before.

    Asked of every plugin that is on, also about others, and once for each plugin that would stop; compare `plugin` with
    your own name. Also asked when the page shows beforehand what would stop, so it must change nothing. Not asked when
    the operator suspends a plugin or removes its code. A failing implementation allows.
    """


@hookspec(kind=HookKind.DUTY)
def purge_tenant(tenant_id: int, dry_run: bool) -> PurgeReport:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Remove what this plugin keeps of the group outside its tables: rows at another service, files of its own.

    The engine empties the plugin's tables, settings, jobs, deliveries and attachments itself, after this. `dry_run`: only
    count, for a person who waits: nothing can be written then, and a failing one costs its part of the page. The current
    tenant is the group; the plugin is off, so `stored_settings()` gives what it needs. A failing implementation stops the
    purge, with nothing removed, and it is tried again the next day. Called for the purged plugin alone.
    """


@hookspec(kind=HookKind.DUTY)
def check_health() -> Sequence[Check]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Say whether what the plugin needs around it is there: a service, a folder, a setting of the installation.

    Asked by the operator's page and by `saas plugins health`, never by a request of a group, and without a group:
    tables of groups cannot be read. It reads only; a connection of its own needs a time-out of two seconds at most.
    Returns one Check for each thing; no implementation means that there is nothing to look at. One that fails is shown
    as a check that is not well and is noted among the plugin's failures. Called of every loaded plugin, whoever has it
    on; not called where the plugin could not be loaded or its tables are behind its code.
    """
