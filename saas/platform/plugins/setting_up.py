"""Bringing each group up to a plugin's new version: settings, then the plugin's own hook; recorded group by group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import structlog
from packaging.version import Version
from sqlalchemy import select

from saas.platform.audit import record
from saas.platform.database import global_session, session, system_session, unit_of_work
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.declared_settings import is_older
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.hooks import plugin_upgraded
from saas.platform.plugins.models import TenantPlugin
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings import migrate_group_settings, migrate_platform_settings
from saas.platform.tenancy import SYSTEM, tenant_context

log = structlog.get_logger(__name__)


class SetUpFailed(Exception):
    """A plugin's `plugin_upgraded` failed; the message says under which id the log has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    """A group that a plugin is to be set up for. version: of the last time."""

    tenant_id: int
    plugin: str
    version: str


def set_up_groups(before: Mapping[str, str], *, leave: Collection[str] = ()) -> dict[str, str]:
    """Bring settings and groups to the versions of the loaded plugins, each group in a transaction of its own.

    before: what `installed_versions()` said; it counts where a group does not know its own. leave: plugins whose tables
    could not be upgraded. Returns what failed, by `plugin` or `plugin/id of the group`, with the reason: the plugin stays
    inert there, all else runs, and the next call tries again.
    """
    failed = _migrate_platform(leave)
    for pending in _pending(before, {*leave, *failed}):
        if reason := _set_up(pending):
            failed[f"{pending.plugin}/{pending.tenant_id}"] = reason
    return failed


def _migrate_platform(leave: Collection[str]) -> dict[str, str]:
    failed = {}
    for info in current_registry().loaded():
        if info.name in leave:
            continue
        try:
            with global_session() as work:
                migrate_platform_settings(work, info.name)
        except (Exception, SystemExit) as error:
            log.error("plugin_settings_not_migrated", plugin=info.name, exc_info=error)
            failed[info.name] = type(error).__name__
    return failed


def _pending(before: Mapping[str, str], leave: Collection[str]) -> list[_Pending]:
    with system_session("bring groups to the new versions of plugins") as work:
        rows = work.scalars(select(TenantPlugin).order_by(TenantPlugin.plugin, TenantPlugin.tenant_id)).all()
        return [
            found
            for row in rows
            if row.plugin not in leave and (found := _wanted(row, before.get(row.plugin))) is not None
        ]


def _wanted(row: TenantPlugin, before: str | None) -> _Pending | None:
    info = current_registry().info(row.plugin)
    if info is None:
        return None
    version = row.version or before or info.version
    behind = row.enabled_at is not None and (row.version is None or version != info.version)
    migrates = is_older(row.settings_version, settings_of(current_registry(), row.plugin))
    if not (behind or migrates or row.problem):
        return None
    return _Pending(tenant_id=row.tenant_id, plugin=row.plugin, version=version)


def _set_up(pending: _Pending) -> str:
    """Set a plugin up for one group; why not, or nothing."""
    with tenant_context(pending.tenant_id, SYSTEM):
        try:
            with unit_of_work():
                migrate_group_settings(pending.plugin)
                _tell(pending)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin's migration may fail in any way
            reason = str(error) if isinstance(error, SetUpFailed) else type(error).__name__
            log.error("plugin_not_set_up", plugin=pending.plugin, tenant=pending.tenant_id, error=reason)
            with unit_of_work():
                decision = locked_decision(pending.plugin)
                decision.version, decision.problem = decision.version or pending.version, reason
            return reason
    return ""


def _tell(pending: _Pending) -> None:
    decision, info = locked_decision(pending.plugin), current_registry().info(pending.plugin)
    decision.problem = None
    if info is None or decision.enabled_at is None:
        return
    if Version(pending.version) < Version(info.version):
        answers = tell_plugin(
            pending.plugin, plugin_upgraded, tenant_id=pending.tenant_id, from_version=pending.version
        )
        if failed := next((answer for answer in answers if answer.failed), None):
            raise SetUpFailed(f"plugin_upgraded failed, error {failed.error_id}")
        detail = {"plugin": pending.plugin, "from": pending.version, "to": info.version}
        record("plugins.plugin.upgraded", "tenant_plugin", decision.id, detail=detail)
    decision.version = info.version
    session().flush()
