"""The one gate: which plugins run for a group, read live, so that a switch counts at once in every process."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Request, abort, g, has_request_context, request
from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from saas.platform.database import session
from saas.platform.plugins.addresses import plugin_of_path
from saas.platform.plugins.application import note_view
from saas.platform.plugins.extension import current_registry, registry_of
from saas.platform.plugins.manifest import Availability
from saas.platform.plugins.models import PluginInstallation, Switch, TenantPlugin
from saas.platform.plugins.registry import Contribution, Registry
from saas.platform.plugins.standing import Standing, StoredState, standing
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.tenancy import TenantMismatch, current_tenant, find_tenant

T = TypeVar("T")

STRANGERS = (120, 600)
"""How often one address may call plugins' public pages of a group, and in how many seconds: tokens are guessed by trying."""

_STANDING_ON = (Availability.DEFAULT_ON, Availability.SYSTEM)


def enabled_for(tenant_id: int, work: Session | None = None) -> frozenset[str]:
    """The plugins that are effective for a group now: one indexed query, which returns only what is switched on.

    work: a session of the system role, for relay and scheduler; else the session of the current tenant.
    Raises TenantMismatch when that is another one.
    """
    registry = current_registry()
    stored = _stored(_switched_on(), tenant_id, work, names=_standing_on(registry))

    def is_effective(name: str) -> bool:
        # What is not among the rows is not switched on; circles of requirements were refused at start.
        return name in stored and standing(registry, name, stored[name], is_effective).effective

    return frozenset(name for name in stored if is_effective(name))


def effective_plugins() -> frozenset[str]:
    """The plugins that are effective for the current tenant; read once in a request, anew at each call elsewhere.

    Raises NoTenant when none is set.
    """
    tenant = current_tenant()
    if not has_request_context():
        return enabled_for(tenant)
    known: tuple[int, frozenset[str]] | None = g.get("effective_plugins")
    if known is None or known[0] != tenant:
        g.effective_plugins = known = (tenant, enabled_for(tenant))
    return known[1]


def forget_effective_plugins() -> None:
    """Let this request read again, after it switched a plugin itself."""
    if has_request_context():
        g.pop("effective_plugins", None)


def contributions(kind: type[T]) -> tuple[Contribution[T], ...]:
    """What of a class counts for the current tenant: core's and that of its effective plugins."""
    return current_registry().for_tenant(kind, effective_plugins())


def explain(tenant_id: int, name: str, work: Session | None = None) -> Standing:
    """How a plugin stands for a group, with the first reason that applies."""
    registry = current_registry()
    stored = _stored(_all_states(), tenant_id, work)
    return _explained(registry, name, stored)


def explain_all(tenant_id: int, work: Session | None = None) -> tuple[Standing, ...]:
    """How each plugin stands that is installed, or was once and has left its traces, by name."""
    registry = current_registry()
    stored = _stored(_all_states(), tenant_id, work)
    names = sorted(registry.records.keys() | stored.keys())
    return tuple(_explained(registry, name, stored) for name in names)


def install_gate(app: Flask) -> None:
    """Put the gate before all requests; to be called after what binds the tenant and the member.

    Every address of a plugin that is off answers like an unknown one, before any code of the plugin runs. A wrong
    method or a missing slash below such an address would tell that it exists, so there the path is asked. Whoever comes
    to public pages without a sign-in has a limited number of tries at those of a group, of plugins that are on or not.
    """
    owners = registry_of(app).blueprint_owners

    def refuse_inactive_plugins() -> None:
        # The object behind the proxy, once: the gate stands before every request, so its microseconds count.
        asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the proxy hides the request
        if asked.url_rule is not None:
            owner = owners.get(asked.url_rule.endpoint.partition(".")[0])
        else:
            owner = plugin_of_path(asked.path)
        if owner is not None and asked.path.startswith("/p/"):
            hit("public_pages", asked.remote_addr or "", *STRANGERS, when_down=WhenDown.COUNT_HERE)
        if owner is not None and (find_tenant() is None or owner not in effective_plugins()):
            abort(404)

    app.before_request(refuse_inactive_plugins)
    app.after_request(note_view)


def _explained(registry: Registry, name: str, stored: dict[str, StoredState]) -> Standing:
    def is_effective(other: str) -> bool:
        return standing(registry, other, stored.get(other), is_effective).effective

    return standing(registry, name, stored.get(name), is_effective)


@lru_cache(maxsize=64)
def _standing_on(registry: Registry) -> tuple[str, ...]:
    return tuple(info.name for info in registry.loaded() if info.availability in _STANDING_ON)


@lru_cache(maxsize=1)
def _all_states() -> Select[*tuple[Any, ...]]:
    installation, decision = PluginInstallation.__table__, TenantPlugin.__table__
    decided = and_(decision.c.tenant_id == bindparam("tenant"), decision.c.plugin == installation.c.name)
    return select(
        installation.c.name,
        installation.c.platform_state,
        installation.c.schema_revision,
        decision.c.state,
        decision.c.entitled,
        installation.c.core_revision,
        installation.c.settings_version.label("wide_version"),
        decision.c.settings_version,
        decision.c.problem,
    ).select_from(installation.outerjoin(decision, decided))


@lru_cache(maxsize=1)
def _switched_on() -> Select[*tuple[Any, ...]]:
    standing_on = PluginInstallation.__table__.c.name.in_(bindparam("names", expanding=True))
    return _all_states().where(or_(TenantPlugin.__table__.c.state == Switch.ENABLED, standing_on))


def _stored(
    statement: Select[*tuple[Any, ...]],
    tenant_id: int,
    work: Session | None,
    names: Collection[str] | None = None,
) -> dict[str, StoredState]:
    if work is None and tenant_id != current_tenant():
        raise TenantMismatch(f"the plugins of {tenant_id} were asked for while {current_tenant()} is set")
    values: dict[str, object] = {"tenant": tenant_id}
    if names is not None:
        values["names"] = list(names)
    rows = (work or session()).execute(statement, values)
    return {
        row.name: StoredState(
            plugin=row.name,
            platform_state=row.platform_state,
            schema_revision=row.schema_revision,
            switch=row.state,
            entitled=bool(row.entitled),
            core_revision=row.core_revision,
            settings_versions=(row.wide_version, row.settings_version or 0),
            problem=row.problem,
        )
        for row in rows
    }
