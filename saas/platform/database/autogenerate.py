"""What autogenerate does not know by itself: every created table gets its policy and rights in the same revision."""

from __future__ import annotations

import re
from typing import Any, Literal

from alembic.autogenerate import comparators, renderers
from alembic.operations import ops
from sqlalchemy import Enum, LargeBinary, Table, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import conv

from saas.platform.tenancy.ddl import EnableTenantPolicy, GrantGlobal
from saas.platform.tenancy.distribution import table_kinds

_LITERAL = re.compile(r"'([^']*)'")


def wire(rewriter: Any, ops: Any) -> Any:
    """Teach Alembic's rewriter what it does not know of our tables; returns the rewriter."""

    @rewriter.rewrites(ops.CreateTableOp)  # type: ignore[untyped-decorator]  # Alembic's has no types
    def add_rights(_context: object, _revision: object, created: Any) -> list[Any]:
        kind, append_only = table_kinds().get(created.table_name) or _kind_of_one_without_model(created)
        step = GrantGlobal if kind == "global" else EnableTenantPolicy
        return [created, step(created.table_name, append_only=append_only)]

    @rewriter.rewrites(ops.AlterColumnOp)  # type: ignore[untyped-decorator]  # Alembic's has no types
    def keep_texts(_context: object, _revision: object, altered: Any) -> Any:
        return ops.ExecuteSQLOp(_converted(altered)) if _to_or_from_bytes(altered) else altered

    return rewriter


def _to_or_from_bytes(altered: Any) -> bool:
    types = (altered.existing_type, altered.modify_type)
    kept_as = [getattr(one, "impl", one) for one in types if one is not None]
    return len(kept_as) == 2 and sum(isinstance(one, LargeBinary) for one in kept_as) == 1


def _converted(altered: Any) -> str:
    """PostgreSQL makes bytes of no text by itself: they are its UTF-8; on the way back they are left out."""
    table, column, wanted = altered.table_name, altered.column_name, altered.modify_type
    if isinstance(getattr(wanted, "impl", wanted), LargeBinary):
        return (
            f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea USING convert_to({column}::text, 'UTF8')"
        )
    kind, empty = ("jsonb", "{}") if isinstance(wanted, JSONB) else ("text", "")
    return f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} USING '{empty}'"


def _kind_of_one_without_model(created: Any) -> tuple[str, bool]:
    """What a table is that a way back makes again although its model is gone: whether only added to is forgotten."""
    scoped = any(getattr(part, "name", "") == "tenant_id" for part in created.columns)
    return ("tenant" if scoped else "global"), False


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our own column types as what they are stored as: a revision must not import what may move."""
    own = kind == "type" and isinstance(item, TypeDecorator)
    return f"sa.{type(item.impl).__name__}()" if own else False


def compare_choices(  # noqa: PLR0917  # as Alembic calls it
    context: Any, found: Any, schema: str | None, name: str, stored: Any, table: Any
) -> None:
    """See that a code got another value, or lost one: its check is part of no column, so nobody else looks."""
    if not isinstance(stored, Table) or not isinstance(table, Table):
        return
    checks = {
        check["name"]: check["sqltext"] for check in context.inspector.get_check_constraints(name, schema)
    }
    for column in table.columns:
        kind = column.type
        if not isinstance(kind, Enum) or not kind.create_constraint:
            continue
        check = conv(f"ck_{name}_{kind.name}")
        if check in checks and set(before := _LITERAL.findall(checks[check])) != set(kind.enums):
            made = ops.CreateCheckConstraintOp(check, name, _among(column.name, kind.enums))
            again = ops.CreateCheckConstraintOp(check, name, _among(column.name, before))
            found.ops += [ops.DropConstraintOp(check, name, type_="check", _reverse=again), made]


def _among(column: str, values: list[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _render(name: str, step: Any) -> str:
    suffix = ", append_only=True" if step.append_only else ""
    return f"op.{name}({step.table!r}{suffix})"


def register_renderers() -> None:
    """Say how the two steps are written into a revision file, and what else is compared."""
    renderers.dispatch_for(EnableTenantPolicy)(lambda _context, step: _render("enable_tenant_policy", step))
    renderers.dispatch_for(GrantGlobal)(lambda _context, step: _render("grant_global", step))
    comparators.dispatch_for("table")(compare_choices)


register_renderers()
