"""Migration chains of plugins: each by itself, and what the gate makes of them."""

import importlib.util
from pathlib import Path
from shutil import rmtree
from types import ModuleType

from sqlalchemy import create_engine, text

from saas.embedded.roles import DatabaseUrls
from saas.platform.plugins import Candidate, Registry, load_plugins, upgrade_everything
from saas.platform.plugins.hooks import register_blueprints
from saas.testing.fixtures.databases import PREFIX

PLUGIN = """
from saas.platform.plugins import Category, PluginInfo

info = PluginInfo(
    name="{name}", title="{name}", summary="A plugin of a test.", version="{version}", category=Category.REPORT,
    migrations="migrations",
)
"""
REVISION = """
from alembic import op

revision = "{revision}"
down_revision = {before!r}


def upgrade() -> None:
    op.execute("{statement}")
"""


def written(folder: Path, name: str, *statements: str, version: str = "1.0.0") -> Candidate:
    """A plugin on disk with one revision for each statement."""
    migrations = folder / name / "migrations"
    migrations.mkdir(parents=True, exist_ok=True)
    (folder / name / "plugin.py").write_text(PLUGIN.format(name=name, version=version))
    # Two versions of one second and one length: the compiled first would be taken for the second.
    rmtree(folder / name / "__pycache__", ignore_errors=True)
    before = None
    for number, statement in enumerate(statements, start=1):
        revision = f"{name}_{number}"
        text_of = REVISION.format(revision=revision, before=before, statement=statement)
        (migrations / f"{revision}.py").write_text(text_of)
        before = revision

    def load() -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"made.{name}.plugin", folder / name / "plugin.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return Candidate(name=name, reference=str(folder / name), load=load)


def registry(*candidates: Candidate) -> Registry:
    specs = ModuleType("specs")
    specs.register_blueprints = register_blueprints  # type: ignore[attr-defined]
    return load_plugins(specs=[specs], rooms=[], candidates=candidates, core_version="1.0.0")


def installations(urls: DatabaseUrls) -> dict[str, tuple[str, str | None]]:
    engine = create_engine(urls.owner)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, version, schema_revision FROM plugin_installation"))
        found = {row.name: (row.version, row.schema_revision) for row in rows}
    engine.dispose()
    return {name: values for name, values in found.items() if name in ("one", "two")}


def tables(urls: DatabaseUrls) -> set[str]:
    engine = create_engine(urls.owner)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        found = {row.tablename for row in rows}
    engine.dispose()
    return found


def test_upgrade_runs_each_chain_and_notes_what_is_installed(
    fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    one = written(tmp_path, "one", "CREATE TABLE one_thing (id int)", "CREATE TABLE one_more (id int)")
    two = written(tmp_path, "two", "CREATE TABLE two_thing (id int)")

    failed = upgrade_everything(fresh_database.owner, PREFIX, registry(one, two))
    again = upgrade_everything(fresh_database.owner, PREFIX, registry(one, two))

    assert (failed, again) == ({}, {})
    assert {"one_thing", "one_more", "two_thing", "alembic_version_one", "alembic_version_two"} <= tables(
        fresh_database
    )
    assert installations(fresh_database) == {"one": ("1.0.0", "one_2"), "two": ("1.0.0", "two_1")}


def test_failing_migration_stops_only_its_plugin(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    one = written(tmp_path, "one", "CREATE TABLE one_thing (id int)", "SELECT * FROM no_such_table")
    two = written(tmp_path, "two", "CREATE TABLE two_thing (id int)")
    loaded = registry(one, two)

    failed = upgrade_everything(fresh_database.owner, PREFIX, loaded)

    assert failed == {"one": 'one_2.py:9: relation "no_such_table" does not exist'}
    assert "one_thing" not in tables(fresh_database)
    assert installations(fresh_database) == {"one": ("1.0.0", None), "two": ("1.0.0", "two_1")}
    assert loaded.records["one"].head == "one_2"


def test_row_of_a_plugin_survives_its_code_and_follows_its_return(
    fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    upgrade_everything(
        fresh_database.owner, PREFIX, registry(written(tmp_path, "one", "CREATE TABLE one_thing (id int)"))
    )

    upgrade_everything(fresh_database.owner, PREFIX, registry())
    kept = installations(fresh_database)
    newer = written(
        tmp_path, "one", "CREATE TABLE one_thing (id int)", "CREATE TABLE one_more (id int)", version="1.1.0"
    )
    upgrade_everything(fresh_database.owner, PREFIX, registry(newer))

    assert kept == {"one": ("1.0.0", "one_1")}
    assert installations(fresh_database) == {"one": ("1.1.0", "one_2")}


def test_chain_with_two_ends_is_refused_at_load(tmp_path: Path) -> None:
    made = written(tmp_path, "one", "SELECT 1")
    stray = REVISION.format(revision="stray", before=None, statement="SELECT 1")
    (tmp_path / "one" / "migrations" / "stray.py").write_text(stray)

    problem = registry(made).records["one"].problem

    assert problem is not None
    assert "several ends: one_1, stray" in problem.message
