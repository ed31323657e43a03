"""The declaration hooks of the engine itself: what it mounts and what it looks at."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint

from saas.platform.plugins.markers import HookKind, hookspec
from saas.platform.tenancy import TenantModel


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
