"""Which installed plugins run for nobody here, whatever groups have switched on, and why; for the operator."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.database import global_session
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.models import PluginInstallation


def inert_plugins() -> dict[str, str]:
    """The reason of each, by name: the kind of problem that kept it from loading, or that its tables are behind its code."""
    failed = {
        record.name: record.problem.kind.value if record.problem else "broken"
        for record in current_registry().failed()
    }
    return {**failed, **_behind()}


def _behind() -> dict[str, str]:
    try:
        with global_session() as work:
            columns = (PluginInstallation.name, PluginInstallation.schema_revision)
            noted = {row.name: row.schema_revision for row in work.execute(select(*columns))}
    except SQLAlchemyError:
        # That the database is away, or behind itself, is told by checks of their own.
        return {}
    loaded = [record for record in current_registry().records.values() if record.loaded]
    return {
        record.name: f"tables at {noted.get(record.name)}, the code wants {record.head}: run `saas db upgrade`"
        for record in loaded
        # As the gate judges: a plugin without tables must have been seen too.
        if record.name not in noted or noted[record.name] != record.head
    }
