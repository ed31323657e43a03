"""Steps of a migration that give a table its policy and the application role its rights."""

from __future__ import annotations

from collections.abc import Callable

from alembic.operations import MigrateOperation, Operations
from sqlalchemy import text

# The one policy of every tenant table, as we write it and as the catalogue gives it back; the schema lint compares.
POLICY = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint"
POLICY_CATALOGUE = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)"
POLICY_NAME = "tenant_isolation"


def role(prefix: str, kind: str) -> str:
    """The name of a database role: kind is `owner`, `app` or `system`."""
    return f"{prefix}_{kind}"


def policy_statements(table: str, *, append_only: bool, prefix: str) -> list[str]:
    """The statements that put a table under its tenant's policy and grant what the application may do with it."""
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    # MAINTAIN: whoever writes in bulk brings the planner's statistics up to date; see database/statistics.py.
    rights += ", MAINTAIN"
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY {POLICY_NAME} ON "{table}" USING ({POLICY})',
        *_grants(table, rights, prefix),
    ]


def global_statements(table: str, *, append_only: bool, prefix: str) -> list[str]:
    """The grants of a table that belongs to no tenant."""
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    return _grants(table, rights, prefix)


def _grants(table: str, rights: str, prefix: str) -> list[str]:
    return [
        f'GRANT {rights} ON "{table}" TO "{role(prefix, "app")}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO "{role(prefix, "system")}"',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role(prefix, "app")}", "{role(prefix, "system")}"',
    ]


class _TableRights(MigrateOperation):
    def __init__(self, table: str, *, append_only: bool = False) -> None:
        self.table = table
        self.append_only = append_only

    @classmethod
    def build(cls, operations: Operations, table: str, *, append_only: bool = False) -> None:
        """Register the step; called as `op.<name>(table, append_only=…)`."""
        operations.invoke(cls(table, append_only=append_only))


@Operations.register_operation("enable_tenant_policy", "build")
class EnableTenantPolicy(_TableRights):
    """`op.enable_tenant_policy(table, append_only=False)`: policy and rights of a tenant or local table."""


@Operations.register_operation("grant_global", "build")
class GrantGlobal(_TableRights):
    """`op.grant_global(table, append_only=False)`: rights of a table without tenant."""


@Operations.implementation_for(EnableTenantPolicy)
def _enable(operations: Operations, step: EnableTenantPolicy) -> None:
    _run(operations, step, policy_statements)


@Operations.implementation_for(GrantGlobal)
def _grant(operations: Operations, step: GrantGlobal) -> None:
    _run(operations, step, global_statements)


def _run(operations: Operations, step: _TableRights, statements: Callable[..., list[str]]) -> None:
    config = operations.migration_context.config
    prefix = str(config.attributes["role_prefix"]) if config else "aftercare"
    # One statement per execute: Citus takes no more of DDL.
    for statement in statements(step.table, append_only=step.append_only, prefix=prefix):
        operations.execute(text(statement))
