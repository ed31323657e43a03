"""Bringing stored settings to the version that the code declares, through the plugin's own `migrate`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.platform.database import session
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.declared_settings import PluginSettings, is_older
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.models import PluginInstallation, PluginSetting
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings.schemas import secret_names
from saas.platform.plugins.settings.storing import installation_row, opened, sealed, sealed_names
from saas.platform.tenancy import current_tenant


def migrate_group_settings(name: str) -> int:
    """Bring the settings of the current group and its stores to the declared version; how many rows were changed.

    Raises what the plugin's `migrate` raises.
    """
    declared, decision = settings_of(current_registry(), name), locked_decision(name)
    if declared is None or not is_older(decision.settings_version, declared):
        return 0
    mine = (PluginSetting.tenant_id == current_tenant(), PluginSetting.plugin == name)
    rows = session().scalars(select(PluginSetting).where(*mine).with_for_update()).all()
    for row in rows:
        row.values, row.secrets = _migrated(declared, row, decision.settings_version)
    decision.settings_version = declared.version
    session().flush()
    return len(rows)


def migrate_platform_settings(work: Session, name: str) -> bool:
    """Bring the operator's settings of a plugin to the declared version; whether there was anything to do.

    Raises what the plugin's `migrate` raises.
    """
    declared, row = settings_of(current_registry(), name), installation_row(work, name)
    if declared is None or row is None or not is_older(row.settings_version, declared):
        return False
    row.values, row.secrets = _migrated(declared, row, row.settings_version)
    row.settings_version = declared.version
    return True


def _migrated(
    declared: PluginSettings, row: PluginSetting | PluginInstallation, version: int
) -> tuple[dict[str, Any], str | None]:
    new = dict(declared.migrate(opened(row.values, row.secrets), version))
    return sealed(new, secret_names(declared, sealed_names(row.secrets)))
