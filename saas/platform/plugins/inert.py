"""Which installed plugins run for nobody here, whatever groups have switched on, and why; for the operator."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.database import global_session
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.models import PluginInstallation
from saas.platform.plugins.records import PluginRecord
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.standing import behind_code


def inert_plugins() -> dict[str, str]:
    """The reason of each, by name: the kind of problem that kept it from loading, or that its tables are behind its code."""
    failed = {
        record.name: record.problem.kind.value if record.problem else "broken"
        for record in current_registry().failed()
    }
    return {**failed, **_behind()}


def _behind() -> dict[str, str]:
    installation = PluginInstallation.__table__.c
    columns = (
        installation.name,
        installation.schema_revision,
        installation.core_revision,
        installation.settings_version,
    )
    try:
        with global_session() as work:
            noted = {row.name: row for row in work.execute(select(*columns))}
    except SQLAlchemyError:
        # That the database is away, or behind itself, is told by checks of their own.
        return {}
    loaded = [record for record in current_registry().records.values() if record.loaded]
    found = {record.name: _why(record, noted.get(record.name)) for record in loaded}
    return {name: f"{why}: run `saas db upgrade`" for name, why in found.items() if why is not None}


def _why(record: PluginRecord, noted: Any) -> str | None:  # a row, whose columns have no types
    # As the gate judges: a plugin without tables must have been seen too.
    if noted is None:
        return f"tables at None, the code wants {record.head}"
    return behind_code(
        record,
        settings_of(current_registry(), record.name),
        schema_revision=noted.schema_revision,
        core_revision=noted.core_revision,
        settings_versions=(noted.settings_version,),
    )
