"""A code that gets another value changes its check in the next revision, and gives it back on the way back."""

from collections.abc import Iterator
from enum import StrEnum

import pytest
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, create_engine, text

import saas.platform.database.autogenerate  # noqa: F401  # importing it says what is compared
from saas.config import Settings
from saas.platform.tenancy.columns import choice
from saas.platform.tenancy.models import NAMING


@pytest.fixture
def owner(settings: Settings) -> Iterator[Connection]:
    """Who makes tables; nothing is committed."""
    engine = create_engine(settings.owner_database_url)
    with engine.connect() as work:
        yield work
    engine.dispose()


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"
    SO_SO = "so_so"


def revision(owner: Connection, allowed: str) -> tuple[str, str]:
    """What autogenerate writes for a table whose check allows this: upgrade and downgrade."""
    owner.execute(
        text(
            "CREATE TABLE moody (id bigint PRIMARY KEY, mood varchar(40) NOT NULL,"
            f" CONSTRAINT ck_moody_mood CHECK (mood IN ({allowed})))"
        )
    )
    metadata = MetaData(naming_convention=NAMING)
    Table("moody", metadata, Column("id", BigInteger, primary_key=True), _named(choice(Mood).column))
    only = {"include_name": lambda name, kind, _parents: kind != "table" or name == "moody"}
    script = produce_migrations(MigrationContext.configure(owner, opts=only), metadata)
    owner.rollback()
    assert script.upgrade_ops is not None
    assert script.downgrade_ops is not None
    return render_python_code(script.upgrade_ops), render_python_code(script.downgrade_ops)


def _named(column: Column[Mood]) -> Column[Mood]:
    column.name = column.key = "mood"
    return column


def test_value_that_a_code_got_is_seen(owner: Connection) -> None:
    forth, back = revision(owner, "'good', 'bad'")
    assert "mood IN ('good', 'bad', 'so_so')" in forth
    assert forth.index("drop_constraint") < forth.index("create_check_constraint")
    assert "mood IN ('good', 'bad')" in back
    assert back.index("drop_constraint") < back.index("create_check_constraint")


def test_code_with_the_same_values_in_another_order_changes_nothing(owner: Connection) -> None:
    forth, _back = revision(owner, "'so_so', 'bad', 'good'")
    assert "constraint" not in forth
