"""Data steps of migrations: row-level security binds the owner too, so they go from tenant to tenant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Connection, event, text

log = structlog.get_logger(__name__)

_WRITES = re.compile(
    r"\s*(?:WITH\b.*?\b)?(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE | re.DOTALL
)


class BareDataStep(RuntimeError):
    """A migration changed rows without a tenant: under the policies it touches nothing and says nothing."""


def for_each_tenant(connection: Connection, step: Callable[[Connection, int], int]) -> int:
    """Run a data step for every tenant, with the tenant set; returns how many rows it changed in all.

    step: takes the connection and the tenant's id, works in batches of a few thousand rows, returns the rows it changed.
    """
    tenants = connection.execute(text("SELECT id FROM tenant ORDER BY id")).scalars().all()
    changed = 0
    for number, tenant in enumerate(tenants, 1):
        connection.execute(text(f"SET LOCAL app.tenant_id = '{int(tenant)}'"))
        rows = step(connection, tenant)
        changed += rows
        log.info("data_step", tenant=tenant, done=number, total=len(tenants), changed=rows)
    connection.execute(text("SET LOCAL app.tenant_id = ''"))
    return changed


def refuse_bare_data_steps(connection: Connection, tenant_tables: frozenset[str]) -> None:
    """Let the connection refuse to change rows of `tenant_tables` while no tenant is set.

    Raises BareDataStep at such a statement.
    """

    def check(conn: Connection, cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ARG001  # as SQLAlchemy calls it
        found = _WRITES.match(statement)
        if found is None or found[2] not in tenant_tables:
            return
        cursor.execute("SELECT current_setting('app.tenant_id', true)")
        if not cursor.fetchone()[0]:
            raise BareDataStep(
                f"{found[1]} {found[2]} without a tenant changes no row: use for_each_tenant()"
            )

    event.listen(connection, "before_cursor_execute", check)
