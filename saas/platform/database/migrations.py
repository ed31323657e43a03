"""Bring the schema to its head: one Alembic environment, one chain and version table for the core and each plugin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from saas.platform.errors import Conflict
from saas.platform.tenancy.ddl import role

_PACKAGED = Path(__file__).parents[2] / "_migrations"
_CHECKOUT = Path(__file__).parents[3] / "migrations"

# Any number will do, as long as nothing else of ours takes it: two upgrades at once wait for each other.
_LOCK = 7_262_001


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A line of migrations with a version table of its own.

    name: `core` or the plugin's name. versions: folder of the revisions.
    """

    name: str
    versions: Path

    @property
    def version_table(self) -> str:
        """Where the chain's revision is noted."""
        return "alembic_version" if self.name == "core" else f"alembic_version_{self.name}"

    def owns(self, table: str, others: tuple[str, ...] = ()) -> bool:
        """Whether a table belongs to this chain, told by its prefix; the core owns what no plugin's prefix claims."""
        if self.name == "core":
            return not table.startswith(("alembic_version", *(f"{name}_" for name in others)))
        return table.startswith(f"{self.name}_")


def script_folder() -> Path:
    """The folder of `env.py`: inside the wheel, else in the checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


CORE = Chain(name="core", versions=script_folder() / "versions")


def chain_config(
    connection: Connection, chain: Chain, role_prefix: str, others: tuple[str, ...] = ()
) -> Config:
    """Alembic's configuration for one chain over an open connection of the owner."""
    config = Config()
    config.set_main_option("script_location", str(script_folder()))
    config.set_main_option("version_locations", str(chain.versions))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, chain=chain, role_prefix=role_prefix, others=others)
    return config


def upgrade(owner_url: str, role_prefix: str, chains: tuple[Chain, ...] = (CORE,)) -> None:
    """Upgrade each chain to its head, each in its own transaction, under a lock that makes a second caller wait.

    owner_url: the role that owns the tables. Raises the database's error of a step that failed; that chain is rolled
    back. Raises Conflict for a chain that lacks the revision at which its tables are.
    """
    others = tuple(chain.name for chain in chains if chain.name != "core")
    with _locked(owner_url) as connection:
        for chain in chains:
            refuse_stranded(connection, chain)
            command.upgrade(chain_config(connection, chain, role_prefix, others), "head")
            _show_version(connection, chain, role_prefix)
            connection.commit()


def remove_chain(owner_url: str, role_prefix: str, chain: Chain, others: tuple[str, ...] = ()) -> None:
    """Take a plugin's chain back to its beginning and drop its version table, in one transaction.

    owner_url: the role that owns the tables. others: names of the other plugins. Raises ValueError when a table of the
    plugin is still there afterwards, and the database's error of a step that failed; then nothing was changed.
    """
    with _locked(owner_url) as connection:
        command.downgrade(chain_config(connection, chain, role_prefix, (chain.name,)), "base")
        connection.execute(text(f'DROP TABLE IF EXISTS "{chain.version_table}"'))
        mine = [table for table in inspect(connection).get_table_names() if chain.owns(table)]
        longer = tuple(f"{name}_" for name in others if name.startswith(f"{chain.name}_"))
        left = [table for table in mine if not table.startswith(longer)]
        if left:
            raise ValueError(f"the migrations of {chain.name} leave tables behind: {', '.join(sorted(left))}")
        connection.commit()


def _show_version(connection: Connection, chain: Chain, role_prefix: str) -> None:
    # `/readyz` compares revisions as the application.
    readers = f'"{role(role_prefix, "app")}", "{role(role_prefix, "system")}"'
    connection.execute(text(f'GRANT SELECT ON "{chain.version_table}" TO {readers}'))


def heads(connection: Connection, chain: Chain) -> tuple[str | None, str | None]:
    """The revision the database is at and the one the code wants; they are equal when nothing is pending."""
    context = MigrationContext.configure(connection, opts={"version_table": chain.version_table})
    scripts = ScriptDirectory(str(script_folder()), version_locations=[str(chain.versions)])
    return context.get_current_revision(), scripts.get_current_head()


def refuse_stranded(connection: Connection, chain: Chain) -> None:
    """Raise Conflict where the database is at a revision that no file of the chain has: nothing leads away from there.

    Such a file was deleted or renumbered, or is of a newer release.
    """
    at, _newest = heads(connection, chain)
    scripts = ScriptDirectory(str(script_folder()), version_locations=[str(chain.versions)])
    if at and at not in {one.revision for one in scripts.walk_revisions()}:
        raise Conflict(
            f"the tables of {chain.name} are at revision {at}, which no file in {chain.versions} has: put that file "
            f"back. To begin anew: `saas plugins purge {chain.name} --force` with the file, then delete it."
        )


@contextmanager
def _locked(owner_url: str) -> Iterator[Connection]:
    engine = create_engine(owner_url)
    try:
        with engine.connect() as guard:
            guard.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            guard.commit()
            with engine.connect() as connection:
                yield connection
            guard.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
    finally:
        engine.dispose()
