"""The declaration hooks of the engine itself: what it mounts and what it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint

from saas.platform.i18n import LazyStr
from saas.platform.plugins.markers import HookKind, hookspec
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
    """


@hookspec
def register_models() -> Sequence[type[TenantModel]]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Tables; a plugin's are named `<plugin>_…`."""


@hookspec(kind=HookKind.LIFECYCLE)
def tenant_enabled(tenant_id: int, first_time: bool) -> None:
    """The group, which is the current tenant, has just switched this plugin on; `first_time`: for the first time.

    In the transaction that switches: a failing implementation leaves the plugin off, with nothing done.
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
