"""The schema keeps tenants apart and is fit for Citus, and every check of that finds its planted fault."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from saas.embedded.roles import DatabaseUrls
from saas.platform.tenancy import Base
from saas.platform.tenancy.ddl import POLICY
from saas.platform.tenancy.distribution import distribution_statements, table_kinds
from saas.platform.tenancy.lint import run_lint
from saas.platform.tenancy.lint.declared import Declared
from saas.testing.applications import PREFIX

APP = f"{PREFIX}_app"

# The check that must find it, and the statements that plant it.
FAULTS: dict[str, tuple[str, list[str]]] = {
    "table of no declared kind": (
        "L0",
        ["CREATE TABLE stray (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id))"],
    ),
    "table without tenant that nobody declared": ("L0", ["CREATE TABLE stray (id bigint PRIMARY KEY)"]),
    "primary key without tenant first": (
        "L1",
        [
            "ALTER TABLE followup_run DROP CONSTRAINT pk_followup_run",
            "ALTER TABLE followup_run ADD PRIMARY KEY (id, tenant_id)",
        ],
    ),
    "unique key without tenant": ("L2", ["CREATE UNIQUE INDEX planted ON store (code)"]),
    "single-column foreign key": (
        "L3",
        [
            "ALTER TABLE store ADD CONSTRAINT planted_key UNIQUE (id)",
            "CREATE INDEX planted_index ON department (store_id)",
            "ALTER TABLE department ADD CONSTRAINT planted FOREIGN KEY (store_id) REFERENCES store (id)",
        ],
    ),
    "foreign key with the tenant in another place": (
        "L3",
        [
            "ALTER TABLE department ADD CONSTRAINT planted FOREIGN KEY (store_id, tenant_id)"
            " REFERENCES store (tenant_id, id)"
        ],
    ),
    "foreign key without index": ("L4", ["DROP INDEX ix_followup_task_adviser_id"]),
    "row security not forced": ("L5", ["ALTER TABLE customer NO FORCE ROW LEVEL SECURITY"]),
    "row security off": ("L5", ["ALTER TABLE customer DISABLE ROW LEVEL SECURITY"]),
    "no policy": ("L5", ["DROP POLICY tenant_isolation ON customer"]),
    "application role owns a table": ("L6", [f"ALTER TABLE customer OWNER TO {APP}"]),
    "application role passes policies": ("L6", [f"ALTER ROLE {APP} BYPASSRLS"]),
    "index on an expression": ("L7", ["CREATE INDEX planted ON customer (tenant_id, lower(name))"]),
    "index on jsonb": ("L7", ["CREATE INDEX planted ON audit_entry (tenant_id, changes)"]),
    "plain view": ("L8", ["CREATE VIEW planted AS SELECT * FROM customer"]),
    "materialised view": ("L8", ["CREATE MATERIALIZED VIEW planted AS SELECT 1 AS one"]),
    "security definer open to all": (
        "L9",
        ["CREATE FUNCTION planted() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"],
    ),
    "sequence without grant": ("L10", ["CREATE SEQUENCE planted"]),
    "trigger": (
        "L11",
        [
            "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
            "CREATE TRIGGER planted BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION planted()",
        ],
    ),
    "on delete set null": (
        "L12",
        [
            "ALTER TABLE customer ADD CONSTRAINT planted FOREIGN KEY (tenant_id, store_id)"
            " REFERENCES store (tenant_id, id) ON DELETE SET NULL (store_id)"
        ],
    ),
    "policy that is true": ("L13", ["ALTER POLICY tenant_isolation ON customer USING (true)"]),
    "with check true": ("L13", ["ALTER POLICY tenant_isolation ON customer WITH CHECK (true)"]),
    "second permissive policy": ("L13", [f"CREATE POLICY planted ON customer USING ({POLICY})"]),
    "policy for one role": ("L13", [f"ALTER POLICY tenant_isolation ON customer TO {APP}"]),
    "policy for one command": (
        "L13",
        [
            "DROP POLICY tenant_isolation ON customer",
            f"CREATE POLICY tenant_isolation ON customer FOR SELECT USING ({POLICY})",
        ],
    ),
    "update on an append-only table": ("L14", [f"GRANT UPDATE ON audit_entry TO {APP}"]),
    "cascade into an append-only table": (
        "L14",
        [
            "ALTER TABLE consent_event DROP CONSTRAINT fk_consent_event_customer_id",
            "ALTER TABLE consent_event ADD CONSTRAINT fk_consent_event_customer_id FOREIGN KEY"
            " (tenant_id, customer_id) REFERENCES customer (tenant_id, id) ON DELETE CASCADE",
        ],
    ),
    "unique key that NULLs slip past": (
        "L15",
        ["CREATE UNIQUE INDEX planted ON department (tenant_id, store_id, status)"],
    ),
}

ACCOMPANYING = {
    "table of no declared kind": {"L5"},
    "single-column foreign key": {"L2"},
}


@pytest.fixture(scope="module")
def declared() -> dict[str, Declared]:
    return {name: Declared(kind=kind, append_only=only) for name, (kind, only) in table_kinds().items()}


@pytest.fixture(scope="module")
def superuser(clone_database: Callable[[], DatabaseUrls]) -> Iterator[Connection]:
    """The server's superuser on an empty database; faults are planted in transactions that are rolled back."""
    engine = create_engine(clone_database().owner.replace(f"{PREFIX}_owner@", "postgres@"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_lint_healthy_schema_has_no_findings(superuser: Connection, declared: dict[str, Declared]) -> None:
    assert [str(finding) for finding in run_lint(superuser, declared, app_role=APP)] == []
    superuser.rollback()


@pytest.mark.parametrize("fault", FAULTS)
def test_lint_planted_fault_is_found_by_its_check(
    fault: str, superuser: Connection, declared: dict[str, Declared]
) -> None:
    check, statements = FAULTS[fault]
    try:
        superuser.execute(text("SET LOCAL lock_timeout = '20s'"))
        for statement in statements:
            superuser.execute(text(statement))
        found = {finding.check for finding in run_lint(superuser, declared, app_role=APP)}
    finally:
        superuser.rollback()
    assert check in found
    # What a fault cannot be planted without is told as well; everything else is told by one check alone.
    assert found - {check} <= ACCOMPANYING.get(fault, set())


def test_lint_every_check_has_a_planted_fault() -> None:
    assert {check for check, _ in FAULTS.values()} == {f"L{number}" for number in range(16)}


def test_distribution_names_every_table_once_parents_first(
    superuser: Connection,
) -> None:
    statements = distribution_statements()
    named = [statement.split("'")[1] for statement in statements]
    stored = superuser.execute(
        text(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relname NOT LIKE 'alembic_version%'"
        )
    )
    assert sorted(named) == sorted(name for (name,) in stored)
    superuser.rollback()
    place = {name: position for position, name in enumerate(named)}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is not table:
                assert place[key.column.table.name] < place[table.name]


def test_distribution_keeps_each_table_to_its_kind_and_co_located() -> None:
    kinds = table_kinds()
    tenant = [s for s in distribution_statements() if "create_distributed_table" in s]
    assert {s.split("'")[1] for s in tenant} == {
        name for name, (kind, _) in kinds.items() if kind == "tenant"
    }
    first = tenant[0].split("'")[1]
    assert all(f"colocate_with => '{first}'" in statement for statement in tenant[1:])


def test_keys_never_lead_between_tenant_tables_and_others() -> None:
    kinds = table_kinds()
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            ends = {kinds[table.name][0], kinds[key.column.table.name][0]}
            assert ends in ({"tenant"}, {"global"}), f"{table.name} refers to {key.column.table.name}"
