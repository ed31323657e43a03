"""A plugin's whole life with real migrations: others and the core are the same, byte for byte, at every step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from shutil import copy

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from saas.embedded.roles import DatabaseUrls, bootstrap, drop_database
from saas.platform.database import unit_of_work
from saas.platform.database.migrations import CORE, Chain
from saas.platform.errors import Conflict
from saas.platform.i18n import locale_context
from saas.platform.plugin_life import ask_purge, purge_counts, purge_due, uninstall
from saas.platform.plugins import (
    Candidate,
    Reason,
    current_registry,
    disable_plugin,
    enable_plugin,
    explain,
    installed,
    installed_versions,
    set_up_groups,
    upgrade_everything,
)
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.failures import Failure, note_failure
from saas.platform.tenancy import tenant_context
from saas.testing.applications import PREFIX, running_application, settings_for
from saas.testing.factories import application as factories
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import as_member, member
from saas.testing.fixtures.servers import Servers
from tests.factories.complaints import complaint
from tests.integration.plugins.test_upgrading import written

# What a life writes into by its nature: what was decided, what was done, background work.
OWN_BOOKS = {
    "audit_entry", "platform_audit", "export_log", "job", "outbox_event", "event_delivery", "schedule_run",
    "plugin_installation", "tenant_plugin", "plugin_setting", "plugin_failure", "doc_sequence", "idempotency_key",
    "role_permission", "alembic_version", "account_session",
}  # fmt: skip
NOVELTY = """
from alembic import op

revision = "novelty"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("CREATE TABLE core_novelty (tenant_id bigint NOT NULL, id bigint NOT NULL)")


def downgrade() -> None:
    op.drop_table("core_novelty")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A database of its own, in which plugins come and go."""

    urls: DatabaseUrls
    other: Candidate
    start: Callable[..., object]

    def upgrade(self) -> dict[str, str]:
        """What `saas db upgrade` does."""
        before = installed_versions(self.urls.owner)
        failed = upgrade_everything(self.urls.owner, PREFIX, current_registry())
        return {**failed, **set_up_groups(before, leave=failed)}


def complaints() -> Candidate:
    return next(candidate for candidate in installed() if candidate.name == "complaints")


@pytest.fixture
def empty_database(servers: Servers, worker_number: int) -> Iterator[DatabaseUrls]:
    """A database in which nothing was migrated yet."""
    name = f"empty_{worker_number}"
    yield bootstrap(servers.postgres, PREFIX, name)
    drop_database(servers.postgres, name)


@pytest.fixture
def world(
    empty_database: DatabaseUrls,
    fresh_redis_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
) -> Iterator[World]:
    statement = "CREATE TABLE other_thing (id int); INSERT INTO other_thing VALUES (1), (2)"
    written(tmp_path / "site", "other", statement)
    (tmp_path / "site" / "other" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path / "site")
    other = Candidate(name="other", reference="other.plugin", load=lambda: import_module("other.plugin"))
    settings = settings_for(empty_database, fresh_redis_url, tmp_path / "var")

    @contextmanager
    def start(*candidates: Candidate) -> Iterator[Flask]:
        monkeypatch.setattr("saas.parts.installed", lambda: list(candidates))
        with running_application(settings) as application, application.app_context(), locale_context("en"):
            factories.use(application)
            yield application

    yield World(urls=empty_database, other=other, start=start)
    factories.use(app)


def state(urls: DatabaseUrls) -> dict[str, str]:
    """Schema and content of every table but complaints' own and those that a life writes into."""
    engine = create_engine(urls.owner)
    try:
        return {name: fingerprint(engine, name) for name in tables(engine)}
    finally:
        engine.dispose()


def tables(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    foreign = [name for name in names if "complaints" not in name and name not in OWN_BOOKS]
    return sorted(name for name in foreign if name != "core_novelty")


def fingerprint(engine: Engine, name: str) -> str:
    # As a superuser would see it: the owner is under the policy too, so it is lifted for the look.
    with engine.begin() as connection:
        connection.execute(text(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY'))
        rows = f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{name}\" t"
        columns = (
            "SELECT string_agg(column_name || data_type || is_nullable || coalesce(column_default, ''), ',' "
            "ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = :name"
        )
        keys = (
            "SELECT string_agg(conname || pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint "
            "WHERE conrelid = CAST(:name AS regclass)"
        )
        found = [
            connection.scalar(text(statement), {"name": name} if ":name" in statement else {})
            for statement in (rows, columns, keys)
        ]
        connection.rollback()
    return repr(found)


def leave_nothing(urls: DatabaseUrls) -> set[str]:
    engine = create_engine(urls.owner)
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        known = "SELECT name FROM plugin_installation UNION ALL SELECT plugin FROM plugin_failure"
        rows = connection.scalars(text(known)).all()
    engine.dispose()
    return {name for name in (*names, *rows) if "complaints" in name}


def reason(tenant: Group) -> Reason:
    with inside(tenant.id):
        return explain(tenant.id, "complaints").reason


def used(tenant: Group, at: int) -> None:
    manager = member(tenant, role="complaint_manager", stores=[at])
    with inside(tenant.id, as_member(manager)):
        complaint(at)


def counted(tenant: Group) -> dict[str, int]:
    with inside(tenant.id):
        return purge_counts("complaints")


def new_core(folder: Path) -> Chain:
    """The core's migrations with one more, as its next release would bring it."""
    folder.mkdir()
    for path in CORE.versions.glob("*.py"):
        copy(path, folder)
    head = max(path.name[:4] for path in folder.glob("[0-9]*.py"))
    (folder / "novelty.py").write_text(NOVELTY.format(head=head))
    return Chain(name="core", versions=folder)


def test_whole_life_leaves_core_and_other_plugins_as_they_were(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.start(world.other):
        assert world.upgrade() == {}
        mine, neighbour = group(), group()
        places = {one.id: store(one) for one in (mine, neighbour)}
        with inside(mine.id):
            enable_plugin("other")

    with world.start(world.other, complaints()):
        before_install = state(world.urls)
        assert reason(mine) is Reason.MIGRATIONS_PENDING
        assert world.upgrade() == {}
        assert state(world.urls) == before_install
        for one in (mine, neighbour):
            with inside(one.id):
                assert enable_plugin("complaints").effective
            used(one, places[one.id])
        used_state, full, theirs = state(world.urls), counted(mine), counted(neighbour)
        assert full["complaints_case"] == 1
        with inside(mine.id):
            assert disable_plugin("complaints").reason is Reason.NOT_ENABLED
        assert (state(world.urls), counted(mine)) == (used_state, full)

        core = new_core(tmp_path / "core")
        monkeypatch.setattr("saas.platform.plugins.upgrading.CORE", core)
        assert world.upgrade() == {}
        assert (state(world.urls), counted(mine)) == (used_state, full)
        with inside(mine.id):
            assert enable_plugin("complaints").effective
            with pytest.raises(Conflict, match="off first"):
                ask_purge("complaints", "complaints")
        assert counted(mine) == full

        with inside(mine.id):
            disable_plugin("complaints")
            ask_purge("complaints", "complaints").purge_at = None
            locked_decision("complaints").purge_at = locked_decision("complaints").disabled_at
        with tenant_context(mine.id), unit_of_work():
            assert purge_due() == {"purged": 1, "failed": 0}
        assert (counted(mine), counted(neighbour)) == ({}, theirs)
        assert state(world.urls) == used_state
        with inside(mine.id):
            assert explain(mine.id, "other").effective

        note_failure(Failure(plugin="complaints", place="panel.cases", error=RuntimeError()))
        with pytest.raises(Conflict, match="1 groups"):
            uninstall("complaints", world.urls.owner, PREFIX, force=False)
        removed = uninstall("complaints", world.urls.owner, PREFIX, force=True)
        assert removed["complaints_case"] == 1
        assert (leave_nothing(world.urls), state(world.urls)) == (set(), used_state)

    with world.start(world.other):
        assert world.upgrade() == {}
        assert reason(mine) is Reason.NOT_INSTALLED
        with inside(mine.id):
            assert explain(mine.id, "other").effective

    with world.start(world.other, complaints()):
        assert world.upgrade() == {}
        with inside(mine.id):
            assert enable_plugin("complaints").effective
        assert list(counted(mine)) == ["complaints_category"]
        used(mine, places[mine.id])
        assert counted(mine)["complaints_case"] == 1
        assert counted(neighbour) == {}
