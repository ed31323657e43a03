"""Taking a plugin out of the installation: its tables, its version table, and what was noted of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from saas.platform.audit.recording import record_platform
from saas.platform.database import global_session, system_session, unit_of_work
from saas.platform.database.migrations import refuse_stranded, remove_chain
from saas.platform.errors import Conflict, NotFound
from saas.platform.events.models import OPEN, EventDelivery
from saas.platform.i18n import _
from saas.platform.jobs.catalogue import PLATFORM
from saas.platform.jobs.models import UNFINISHED, JobRow
from saas.platform.permissions.models import RolePermission
from saas.platform.plugin_life.purging import purge_group
from saas.platform.plugin_life.referring import referring_tables
from saas.platform.plugin_life.tables import present_tables
from saas.platform.plugins import (
    PlatformState,
    current_registry,
    dependants,
    plugin_chains,
    set_platform_state,
)
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.models import (
    PluginFailure,
    PluginInstallation,
    PluginSetting,
    Switch,
    TenantPlugin,
)
from saas.platform.tenancy import SYSTEM, tenant_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What groups have of a plugin. on: ids of groups that switched it on; rows: how many of each table; groups: ids of
    all that have anything of it; referring: tables with keys to its own that belong to no loaded plugin."""  # fmt: skip

    on: tuple[int, ...]
    rows: Mapping[str, int]
    groups: tuple[int, ...]
    referring: tuple[str, ...]


def holdings(name: str) -> Holdings:
    """What the groups of this installation have of a plugin. Raises NotFound for one that is not loaded."""
    if current_registry().info(name) is None:
        raise NotFound(_("This plugin is not installed. Install its package again to remove what it left."))
    with system_session(f"see what groups have of the plugin {name}") as work:
        decided = work.execute(
            select(TenantPlugin.tenant_id, TenantPlugin.state).where(TenantPlugin.plugin == name)
        ).all()
        groups = {row.tenant_id for row in decided}
        rows = {}
        for table in present_tables(work, name):
            found = work.execute(select(table.c.tenant_id, func.count()).group_by(table.c.tenant_id)).all()
            groups |= {row[0] for row in found}
            if found:
                rows[table.name] = sum(row[1] for row in found)
        groups |= _with_work(work, name)
        referring = tuple(referring_tables(work, name))
    on = tuple(sorted(row.tenant_id for row in decided if row.state is Switch.ENABLED))
    return Holdings(on=on, rows=rows, groups=tuple(sorted(groups)), referring=referring)


def uninstall(name: str, owner_url: str, role_prefix: str, *, force: bool) -> dict[str, int]:
    """Remove a plugin from the installation; what was removed, by table or word.

    It is suspended first, so that nobody uses it meanwhile, then purged group by group, its migrations are taken back to
    the beginning, and what was noted of it is forgotten; audit entries stay. Interrupted, it can be run again. Until its
    package is removed, `saas db upgrade` installs it anew. force: also when groups have it on or hold data. Raises
    NotFound for one that is not loaded; Conflict when another plugin requires it or left tables that refer to it, when
    its migrations lack the revision of its tables, and without force for what is held.
    """
    held = holdings(name)
    _refuse_while_needed(name, held)
    if (held.on or held.rows) and not force:
        message = _(
            "%(groups)s groups have it on, and %(rows)s rows are stored. --force removes them all the same.",
            groups=len(held.on),
            rows=sum(held.rows.values()),
        )
        raise Conflict(message)
    chain = plugin_chains(current_registry()).get(name)
    if chain is not None:
        # Before anybody's rows are removed: without the file there is no way back to the beginning.
        with global_session() as work:
            refuse_stranded(work.connection(), chain)
    _suspend(name)
    removed = _purge_all(name, held)
    if chain is not None:
        remove_chain(owner_url, role_prefix, chain, tuple(current_registry().records))
    _forget(name, removed)
    return removed


def _refuse_while_needed(name: str, held: Holdings) -> None:
    if required_by := dependants(current_registry(), name):
        raise Conflict(_("Other plugins need it: %(plugins)s.", plugins=", ".join(required_by)))
    if held.referring:
        # Even an empty one would keep the plugin's tables from being dropped, after everybody's rows were removed.
        message = _(
            "The tables %(tables)s of a plugin that is not loaded refer to it. Install that plugin's package again and "
            "uninstall it first, with `saas plugins purge`.",
            tables=", ".join(held.referring),
        )
        raise Conflict(message)


def _suspend(name: str) -> None:
    try:
        set_platform_state(name, PlatformState.SUSPENDED, "is being uninstalled")
    except NotFound:
        # `saas db upgrade` never saw it, or an uninstallation was interrupted at its very end.
        return


def _purge_all(name: str, held: Holdings) -> dict[str, int]:
    removed: dict[str, int] = {}
    for tenant_id in held.groups:
        with tenant_context(tenant_id, SYSTEM), unit_of_work():
            locked_decision(name).state = Switch.DISABLED
            for key, count in purge_group(name).items():
                removed[key] = removed.get(key, 0) + count
    return removed


def _with_work(work: Session, name: str) -> set[int]:
    jobs = select(JobRow.tenant_id).where(JobRow.owner == name, JobRow.state.in_(UNFINISHED)).distinct()
    deliveries = (
        select(EventDelivery.tenant_id)
        .where(EventDelivery.owner == name, EventDelivery.state.in_(OPEN))
        .distinct()
    )
    # The platform's own jobs belong to no group; the runner holds those that nobody declares any longer.
    return {*work.scalars(jobs), *work.scalars(deliveries)} - {PLATFORM}


def _forget(name: str, removed: Mapping[str, int]) -> None:
    with system_session(f"forget the plugin {name}") as work:
        for model in (PluginSetting, TenantPlugin):
            work.execute(delete(model).where(model.plugin == name))
        granted = RolePermission.permission.startswith(f"{name}.", autoescape=True)
        work.execute(delete(RolePermission).where(granted))
    with global_session() as work:
        work.execute(delete(PluginInstallation).where(PluginInstallation.name == name))
        work.execute(delete(PluginFailure).where(PluginFailure.plugin == name))
        record_platform(work, "plugins.plugin.uninstalled", detail={"plugin": name, "removed": dict(removed)})
