"""Checks that hold the catalogue against what the models declare: kinds, the policy's exact text, append-only tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from saas.platform.tenancy.ddl import POLICY_CATALOGUE
from saas.platform.tenancy.globals import GLOBAL_TABLES

# Unique keys with a part that may be NULL, where NULLs are distinct on purpose.
DISTINCT_NULLS: dict[str, str] = {
    "uq_customer_source_system": "customers made here have no key of another system",
    "uq_vehicle_vin": "a vehicle may be known by its plate only",
    "uq_vehicle_source_system": "vehicles made here have no key of another system",
    "uq_service_record_source_system": "records known by store and order number have no other key",
    "uq_member_account_id": "invited members have no account yet",
    "uq_member_employee_id": "a member need not be an employee",
    "uq_followup_task_rule_id": "tasks made by hand or planned have no rule",
    "uq_complaints_case_link_token": "a complaint has no link for its customer until somebody wants one",
    "uq_complaints_quality_issue_alert": "an issue that was begun from a complaint has no warning",
    "uq_parts_order_link_token": "an order has no link for its supplier until somebody wants one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the models say of a table: its kind (`tenant`, `local`, `global`) and whether it is append-only."""

    kind: str
    append_only: bool


def undeclared_tables(connection: Connection, declared: Mapping[str, Declared], schema: str) -> Iterator[str]:
    """L0: tables of no declared kind, global ones without a reason, and kinds that the columns contradict."""
    rows = connection.execute(
        text(
            "SELECT c.relname, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid"
            " AND a.attname = 'tenant_id' AND NOT a.attisdropped) FROM pg_class c"
            " JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema"
            " WHERE c.relkind IN ('r', 'p') AND c.relname NOT LIKE 'alembic_version%'"
        ),
        {"schema": schema},
    )
    for name, has_tenant in rows:
        kind = declared[name].kind if name in declared else None
        if kind is None or (kind == "global" and name not in GLOBAL_TABLES):
            yield name
        elif has_tenant == (kind == "global"):
            yield f"{name}: declared {kind}"


def wrong_policies(connection: Connection, declared: Mapping[str, Declared], schema: str) -> Iterator[str]:
    """L13: tables whose policies are not exactly the one of the house."""
    rows = connection.execute(
        text(
            "SELECT c.relname, p.polpermissive, p.polcmd, p.polroles = '{0}'::oid[], p.polwithcheck IS NULL,"
            " pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = :schema"
        ),
        {"schema": schema},
    ).all()
    policies: dict[str, list[bool]] = {}
    for name, permissive, command, everyone, no_check, condition in rows:
        right = permissive and command == "*" and everyone and no_check and condition == POLICY_CATALOGUE
        policies.setdefault(name, []).append(right)
    for name, entry in declared.items():
        # A table with no policy at all is L5's finding; a second policy would widen the first.
        if entry.kind != "global" and policies.get(name, [True]) != [True]:
            yield name


def writable_ledgers(
    connection: Connection, declared: Mapping[str, Declared], schema: str, app: str
) -> Iterator[str]:
    """L14: append-only tables that the application role may change, or whose rows a cascade would take."""
    for name, entry in declared.items():
        if not entry.append_only:
            continue
        table = f'"{schema}"."{name}"'
        rights = "SELECT has_table_privilege(:app, :table, 'UPDATE,DELETE,TRUNCATE')"
        if connection.execute(text(rights), {"app": app, "table": table}).scalar_one():
            yield f"{name}: UPDATE or DELETE is granted"
        cascading = connection.execute(
            text(
                "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = CAST(:table AS regclass)"
                " AND confdeltype <> 'a'"
            ),
            {"table": table},
        )
        yield from (f"{name}: {constraint} is not NO ACTION" for (constraint,) in cascading)


def distinct_nulls(connection: Connection, schema: str) -> Iterator[str]:
    """L15: unique keys that a NULL slips past without a stated reason."""
    rows = connection.execute(
        text(
            "SELECT x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid"
            " JOIN pg_namespace s ON s.oid = x.relnamespace AND s.nspname = :schema"
            " WHERE i.indisunique AND NOT i.indnullsnotdistinct AND EXISTS (SELECT 1 FROM pg_attribute a"
            " WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]) AND NOT a.attnotnull)"
        ),
        {"schema": schema},
    )
    return (name for (name,) in rows if name not in DISTINCT_NULLS)
