"""Alembic's environment: runs one chain over the connection that it is given (saas/platform/database/migrations.py)."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate import rewriter
from alembic.operations import ops

from saas.platform.database.autogenerate import render_item, wire
from saas.platform.database.data_steps import refuse_bare_data_steps
from saas.platform.tenancy import Base
from saas.platform.tenancy.distribution import table_kinds

config = context.config
chain = config.attributes["chain"]
others = config.attributes.get("others", ())


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Keep to the tables of this chain, on the side of the models as on that of the database."""
    table = name if kind == "table" else item.table.name
    return chain.owns(table or "", others)


context.configure(
    connection=config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=chain.version_table,
    include_object=include_object,
    render_item=render_item,
    compare_type=True,
    compare_server_default=True,
    process_revision_directives=wire(rewriter.Rewriter(), ops),
    transaction_per_migration=False,
)
scoped = frozenset(name for name, (kind, _only) in table_kinds().items() if kind != "global")
refuse_bare_data_steps(config.attributes["connection"], scoped)
with context.begin_transaction():
    context.run_migrations()
