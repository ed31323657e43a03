"""Bringing stored settings to the version that the code declares, through the plugin's own `migrate`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.platform.database import session
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.declared_settings import PluginSettings, is_older, is_secret
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.models import PluginSetting
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings.storing import installation_row, opened, sealed
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
        values = _migrated(declared, opened(row.values, row.secrets), decision.settings_version)
        row.values, row.secrets = values
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
    row.values, row.secrets = _migrated(declared, opened(row.values, row.secrets), row.settings_version)
    row.settings_version = declared.version
    return True


def _migrated(
    declared: PluginSettings, values: Mapping[str, Any], version: int
) -> tuple[dict[str, Any], str | None]:
    new = dict(declared.migrate(dict(values), version))
    fields = declared.schema().fields
    secret = frozenset(name for name in new if name in fields and is_secret(fields[name]))
    # A secret whose field is gone stays sealed.
    former = frozenset(name for name in values if name in new and name not in fields)
    return sealed(new, secret | former)
