"""Bringing the tables of core and plugins to what their code needs, and noting what is installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, create_engine, inspect, select
from sqlalchemy.dialects.postgresql import insert

from saas.platform.clock import now
from saas.platform.database.migrations import CORE, Chain, heads, upgrade
from saas.platform.plugins.failing_migrations import told
from saas.platform.plugins.manifest import PluginInfo
from saas.platform.plugins.models import PlatformState, PluginInstallation
from saas.platform.plugins.registry import Registry

log = structlog.get_logger(__name__)


def plugin_chains(registry: Registry) -> Mapping[str, Chain]:
    """The migration chains of the loaded plugins that have tables, required ones first."""
    folders = {record.name: record.migrations for record in registry.records.values() if record.loaded}
    return {name: Chain(name=name, versions=folder) for name, folder in folders.items() if folder}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Where the tables of a chain are. at: the revision of the database; newest: that of the code; none without any."""

    at: str | None
    newest: str | None


def revisions_of(owner_url: str, registry: Registry) -> dict[str, Tables]:
    """Where the tables of the core and of each loaded plugin are, the core first."""
    owner = create_engine(owner_url)
    try:
        with owner.connect() as connection:
            found = {}
            for chain in (CORE, *plugin_chains(registry).values()):
                at, newest = heads(connection, chain)
                found[chain.name] = Tables(at=at, newest=newest)
            return found
    finally:
        owner.dispose()


def installed_versions(owner_url: str) -> dict[str, str]:
    """The version of each plugin as the database knows it, to be asked before an upgrade; empty for a new database."""
    owner = create_engine(owner_url)
    try:
        with owner.connect() as connection:
            if not inspect(connection).has_table(PluginInstallation.__tablename__):
                return {}
            rows = connection.execute(select(PluginInstallation.name, PluginInstallation.version))
            return {row.name: row.version for row in rows}
    finally:
        owner.dispose()


def upgrade_everything(owner_url: str, role_prefix: str, registry: Registry) -> dict[str, str]:
    """Upgrade the core, then each plugin in its own transaction, then note what is installed.

    Returns the plugins whose upgrade failed, with the reason: they stay inert until it succeeds, all others run.
    Raises what stopped the core's own upgrade.
    """
    upgrade(owner_url, role_prefix, (CORE,))
    failed: dict[str, str] = {}
    for name, chain in plugin_chains(registry).items():
        try:
            upgrade(owner_url, role_prefix, (chain,))
        except (Exception, SystemExit) as error:
            # Not as text: a database error quotes values, which the log leaves out of a traceback.
            log.error("plugin_upgrade_failed", plugin=name, exc_info=error)
            failed[name] = told(error, chain)
    note_installed(owner_url, registry)
    return failed


def note_installed(owner_url: str, registry: Registry) -> None:
    """Write down each loaded plugin with its version and the revision its tables are at; never removes a row."""
    owner = create_engine(owner_url)
    try:
        chains = plugin_chains(registry)
        with owner.begin() as connection:
            core, _wanted = heads(connection, CORE)
            for info in registry.loaded():
                chain = chains.get(info.name)
                _note(connection, info, heads(connection, chain)[0] if chain else None, core)
    finally:
        owner.dispose()


def _note(connection: Connection, info: PluginInfo, revision: str | None, core: str | None) -> None:
    seen = {
        "version": info.version,
        "schema_revision": revision,
        "core_revision": core,
        "last_seen_at": now(),
    }
    first = {"name": info.name, "first_seen_at": now(), "platform_state": PlatformState.ACTIVE, "note": ""}
    row = insert(PluginInstallation).values(**first, **seen)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=seen))
