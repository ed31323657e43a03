"""Every table raided by the application role itself: whoever gets the password of the web reaches one group at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from saas.config import Settings
from saas.platform.tenancy.distribution import table_kinds
from tests.contract.fuzz.database import DENIED, Raid
from tests.contract.fuzz.rows import tables
from tests.contract.fuzz.worlds import Worlds

SCOPED = {name: grows for name, (kind, grows) in sorted(table_kinds().items()) if kind != "global"}
LEAKS = {
    "no_policy": "",
    "open_policy": "USING (true)",
    "open_door": "USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint) WITH CHECK (true)",
}
"""Tables with a fault, and the policy that they have."""


@pytest.fixture(scope="module")
def settings(_worlds: Worlds) -> Settings:
    found: Settings = _worlds.app.extensions["saas_settings"]
    return found


@pytest.fixture(scope="module")
def application_role(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def leaking(_worlds: Worlds, settings: Settings) -> Iterator[None]:
    """Tables with a fault each, and a row of either group."""
    owner = create_engine(settings.owner_database_url)
    role = f"{settings.role_prefix}_app"
    with owner.begin() as work:
        for name, policy in LEAKS.items():
            work.execute(
                text(f"CREATE TABLE {name} (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id))")
            )
            work.execute(
                text(f"INSERT INTO {name} VALUES (:a, 1), (:b, 2)"), {"a": _worlds.a.id, "b": _worlds.b.id}
            )
            work.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {role}"))
            work.execute(text(f"GRANT SELECT ON {name} TO {settings.role_prefix}_system"))
            if policy:
                work.execute(text(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"))
                work.execute(text(f"CREATE POLICY p ON {name} {policy}"))
    yield
    with owner.begin() as work:
        for name in LEAKS:
            work.execute(text(f"DROP TABLE {name}"))
    owner.dispose()


@pytest.mark.req("C-06")
@pytest.mark.parametrize("table", SCOPED)
def test_application_role_reaches_one_group(table: str, worlds: Worlds, application_role: Engine) -> None:
    raid = Raid(app=application_role, system=worlds.system, table=table, may_rewrite=not SCOPED[table])
    assert list(raid.findings(worlds.a.id, worlds.b.id)) == []


def test_every_table_with_a_group_is_raided(worlds: Worlds) -> None:
    with worlds.system.connect() as work:
        assert set(tables(work)) == set(SCOPED)


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE {prefix}_system",
        "SET ROLE {prefix}_owner",
        "SET SESSION AUTHORIZATION {prefix}_system",
        "ALTER TABLE customer DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE customer NO FORCE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON customer USING (true)",
        "DROP POLICY tenant_isolation ON customer",
        "CREATE TABLE mine AS SELECT 1",
        "ALTER ROLE {prefix}_app BYPASSRLS",
        "COPY customer TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_application_role_cannot_free_itself(
    statement: str, settings: Settings, application_role: Engine
) -> None:
    with application_role.connect() as work:
        with pytest.raises(DBAPIError, match=f"{DENIED}|must be owner|must be superuser|Only roles"):
            work.execute(text(statement.format(prefix=settings.role_prefix)))
        work.rollback()


def test_asking_to_pass_the_policies_fails_instead_of_reading(application_role: Engine) -> None:
    with application_role.connect() as work:
        work.execute(text("SET LOCAL row_security = off"))
        with pytest.raises(DBAPIError, match="would be affected by row-level security"):
            work.execute(text("SELECT count(*) FROM customer"))
        work.rollback()


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("no_policy", {"reads rows of the other group", "reads rows without a group"}),
        ("open_policy", {"changes rows of the other group", "deletes rows of the other group"}),
        ("no_policy", {"gives rows of one's own to the other group", "puts rows into the other group"}),
        ("open_door", {"puts rows into the other group"}),
    ],
)
def test_table_that_leaks_is_found(
    table: str, says: set[str], leaking: None, worlds: Worlds, application_role: Engine
) -> None:
    raid = Raid(app=application_role, system=worlds.system, table=table)
    assert says <= set(raid.findings(worlds.a.id, worlds.b.id))
