"""The statements that declare every table to Citus, in an order that it takes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Table

from saas.platform.tenancy.models import Base


def table_kinds() -> dict[str, tuple[str, bool]]:
    """Table to its declared kind (`tenant`, `local`, `global`) and whether it is append-only."""
    return {
        mapper.class_.__tablename__: (mapper.class_.__tenancy__, mapper.class_.append_only)
        for mapper in Base.registry.mappers
    }


def distribution_statements(tables: Iterable[Table] | None = None) -> list[str]:
    """One statement for each table, parents before children.

    Tenant tables are distributed by `tenant_id` and co-located with the first of them; local and global ones are
    added as local tables, so that they stay on the coordinator and can still be joined.
    """
    kinds = table_kinds()
    first: str | None = None
    statements = []
    for table in tables or Base.metadata.sorted_tables:
        kind = kinds[table.name][0]
        if kind != "tenant":
            statements.append(f"SELECT citus_add_local_table_to_metadata('{table.name}')")
            continue
        beside = f", colocate_with => '{first}'" if first else ""
        statements.append(f"SELECT create_distributed_table('{table.name}', 'tenant_id'{beside})")
        first = first or table.name
    return statements
