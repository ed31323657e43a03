"""The tables of a plugin, and what they hold of a group."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, func, inspect, select, text
from sqlalchemy.orm import Session

from saas.platform.database import session, system_session
from saas.platform.i18n import LazyStr
from saas.platform.plugins import current_registry
from saas.platform.tenancy import Base, TenantModel, current_tenant


def tables_of(name: str) -> list[Table]:
    """The tables of a loaded plugin, those first that others refer to."""
    owned = {
        one.value.__tablename__
        for one in current_registry().declared_classes(TenantModel)
        if one.owner == name
    }
    return [table for table in Base.metadata.sorted_tables if table.name in owned]


def present_tables(work: Session, name: str) -> list[Table]:
    """Those of `tables_of` that the database has: the newest models may be ahead of it."""
    there = set(inspect(work.connection()).get_table_names())
    return [table for table in tables_of(name) if table.name in there]


def table_title(name: str) -> LazyStr:
    """What people call a table's rows: as its model says, else as the manifest says of data in it, else the table's name."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    model = next((one for one in models if one.__tablename__ == name), None)
    if model is not None and (title := getattr(model, "__title__", "")):
        return cast(LazyStr, title)
    uses = [
        str(use.what)
        for info in current_registry().loaded()
        for use in info.data_categories
        if any(column.partition(".")[0] == name for column in use.columns)
    ]
    return " · ".join(uses) or name


def rows_by_table(name: str) -> dict[str, int]:
    """How many rows each table of a plugin holds of the current group; tables without any are left out."""
    found = {}
    for table in present_tables(session(), name):
        mine = select(func.count()).select_from(table).where(table.c.tenant_id == current_tenant())
        if count := session().scalar(mine):
            found[table.name] = count
    return found


def empty_tables(name: str) -> dict[str, int]:
    """Delete the current group's rows from all tables of a plugin, append-only ones too; how many of each.

    In a transaction of the system role's own, since the application may not delete from append-only tables.
    """
    tenant_id, found = current_tenant(), dict[str, int]()
    with system_session(f"purge the plugin {name} of group {tenant_id}") as work:
        # Whoever still holds one of these rows would make this wait without end.
        work.execute(text("SET LOCAL lock_timeout = '20s'"))
        for table in reversed(present_tables(work, name)):
            if count := _emptied(work, table, tenant_id):
                found[table.name] = count
    return found


def _emptied(work: Session, table: Table, tenant_id: int) -> int:
    gone = cast("CursorResult[Any]", work.execute(delete(table).where(table.c.tenant_id == tenant_id)))
    return gone.rowcount
