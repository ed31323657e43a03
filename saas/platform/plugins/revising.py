"""Writing the migration that brings a plugin's tables to its models."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.operations.ops import AddColumnOp, MigrationScript, ModifyTableOps
from sqlalchemy import Connection, create_engine

from saas.platform.database.migrations import Chain, chain_config, heads, refuse_stranded
from saas.platform.errors import Conflict, NotFound
from saas.platform.plugins.registry import Registry
from saas.platform.plugins.upgrading import plugin_chains


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A migration that was written. without_value: columns, as `table.column`, that rows which are there cannot fill."""

    path: Path
    without_value: tuple[str, ...]


def write_revision(
    owner_url: str, role_prefix: str, registry: Registry, name: str, message: str
) -> Revision | None:
    """Write what brings a plugin's tables to its models into its folder; none where they are as the models say.

    owner_url: the role that owns the tables. Raises NotFound for a plugin that is not loaded or has no folder of
    migrations, Conflict where its tables are not those of its newest migration.
    """
    chains = plugin_chains(registry)
    if name not in chains:
        raise NotFound(
            f"no plugin {name!r} with a folder of migrations is loaded here; see `saas plugins list`"
        )
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            _refuse_other_tables(connection, chains[name])
            return _write(chain_config(connection, chains[name], role_prefix, tuple(chains)), message)
    finally:
        engine.dispose()


def _refuse_other_tables(connection: Connection, chain: Chain) -> None:
    refuse_stranded(connection, chain)
    at, newest = heads(connection, chain)
    if at != newest:
        raise Conflict(
            f"the tables of {chain.name} are at revision {at}, its newest migration is {newest}: "
            "run `saas db upgrade`, then try again"
        )


def _write(config: Config, message: str) -> Revision | None:
    found: list[MigrationScript] = []

    def without_nothing(_context: object, _revision: object, scripts: list[MigrationScript]) -> None:
        if scripts and scripts[0].upgrade_ops is not None and scripts[0].upgrade_ops.is_empty():
            scripts.clear()
        found.extend(scripts)

    folder = config.attributes["chain"].versions
    config.cmd_opts = Namespace(quiet=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    made = command.revision(
        config,
        message,
        autogenerate=True,
        rev_id=f"{1 + len(list(folder.glob('[0-9]*.py'))):04}",
        process_revision_directives=without_nothing,
    )
    written = [one for one in (made if isinstance(made, list) else [made]) if one is not None]
    if not written:
        return None
    return Revision(path=Path(written[0].path), without_value=tuple(_without_value(found)))


def _without_value(scripts: list[MigrationScript]) -> Iterator[str]:
    for script in scripts:
        for tables in script.upgrade_ops.ops if script.upgrade_ops else ():
            for step in tables.ops if isinstance(tables, ModifyTableOps) else ():
                if isinstance(step, AddColumnOp) and not (step.column.nullable or step.column.server_default):
                    yield f"{step.table_name}.{step.column.name}"
