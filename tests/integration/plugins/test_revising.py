"""Writing migrations, and what is said where the tables are not those that the code knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import BigInteger, Column, Date, Table, create_engine, text
from sqlalchemy.orm import Session

from saas.embedded.roles import DatabaseUrls
from saas.platform.errors import Conflict
from saas.platform.plugin_life.tables import present_tables, tables_of
from saas.platform.plugins import Registry, revisions_of, upgrade_everything, write_revision
from saas.platform.tenancy import Base
from saas.testing.fixtures.databases import PREFIX
from tests.integration.plugins.test_upgrading import registry, written

THING = "CREATE TABLE one_thing (tenant_id bigint NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, id))"


@contextmanager
def model(*columns: Column[object]) -> Iterator[None]:
    """The table as the models of the plugin know it."""
    keys = [Column(name, BigInteger, primary_key=True, autoincrement=False) for name in ("tenant_id", "id")]
    table = Table("one_thing", Base.metadata, *keys, *columns)
    try:
        yield
    finally:
        Base.metadata.remove(table)


def upgraded(database: DatabaseUrls, folder: Path, *statements: str) -> Registry:
    loaded = registry(written(folder, "one", *statements))
    assert upgrade_everything(database.owner, PREFIX, loaded) == {}
    return loaded


def test_table_that_no_model_has_any_more_is_dropped_and_its_way_back_is_written(
    fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    loaded = upgraded(fresh_database, tmp_path, THING)

    made = write_revision(fresh_database.owner, PREFIX, loaded, "one", "without things")

    assert made is not None
    up, _, down = made.path.read_text().partition("def downgrade")
    assert "drop_table('one_thing')" in up
    assert "op.enable_tenant_policy('one_thing')" in down
    assert made.without_value == ()


def test_column_that_rows_cannot_fill_is_named(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    loaded = upgraded(fresh_database, tmp_path, THING)
    with model(Column("due_on", Date, nullable=False), Column("seen_on", Date)):
        made = write_revision(fresh_database.owner, PREFIX, loaded, "one", "two days")

    assert made is not None
    assert made.without_value == ("one_thing.due_on",)
    assert "two_days" in made.path.name


def test_nothing_is_written_where_the_tables_are_as_the_models_say(
    fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    loaded = upgraded(fresh_database, tmp_path, THING)
    with model():
        assert write_revision(fresh_database.owner, PREFIX, loaded, "one", "nothing") is None
    assert len(list((tmp_path / "one" / "migrations").glob("*.py"))) == 1


def test_revision_waits_for_the_upgrade(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    loaded = registry(written(tmp_path, "one", THING))
    with pytest.raises(
        Conflict, match="at revision None, its newest migration is one_1: run `saas db upgrade`"
    ):
        write_revision(fresh_database.owner, PREFIX, loaded, "one", "too early")


def test_deleted_migration_is_named_and_not_taken_for_one_that_has_to_be_run(
    fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    upgraded(fresh_database, tmp_path, THING)
    (tmp_path / "one" / "migrations" / "one_1.py").unlink()
    loaded = registry(written(tmp_path, "one"))

    failed = upgrade_everything(fresh_database.owner, PREFIX, loaded)

    assert "are at revision one_1, which no file in" in failed["one"]
    with pytest.raises(Conflict, match="put that file back"):
        write_revision(fresh_database.owner, PREFIX, loaded, "one", "anew")


def test_revisions_say_where_each_chain_is(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    upgraded(fresh_database, tmp_path, THING)
    newer = registry(written(tmp_path, "one", THING, "SELECT 1"))

    found = revisions_of(fresh_database.owner, newer)

    assert (found["one"].at, found["one"].newest) == ("one_1", "one_2")
    assert found["core"].at == found["core"].newest


def test_failing_migration_tells_its_line_and_no_value(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    rows = ("INSERT INTO one_thing VALUES (1, 7)", "INSERT INTO one_thing VALUES (1, 7)")
    loaded = registry(written(tmp_path, "one", THING.replace("one_thing", "one_copy"), THING, *rows))

    failed = upgrade_everything(fresh_database.owner, PREFIX, loaded)

    assert failed["one"] == 'one_4.py:9: duplicate key value violates unique constraint "one_thing_pkey"'


def test_tables_that_the_database_lacks_are_not_counted(app: Flask, fresh_database: DatabaseUrls) -> None:
    engine = create_engine(fresh_database.owner)
    with app.app_context(), Session(engine) as work:
        work.execute(text("DROP TABLE complaints_case CASCADE"))
        missing = {one.name for one in tables_of("complaints")} - {
            one.name for one in present_tables(work, "complaints")
        }
    engine.dispose()
    assert missing == {"complaints_case"}
