"""`saas plugins revision`: a migration for what changed in a plugin's models."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command as alembic
from alembic.operations.ops import MigrationScript
from alembic.util import CommandError
from sqlalchemy import create_engine

from saas.cli.frame.application import application, current_settings
from saas.platform.database.migrations import chain_config
from saas.platform.errors import Conflict, NotFound
from saas.platform.plugins import current_registry, plugin_chains


@click.command(epilog='Example: saas plugins revision reminders "Remember who asked"')
@click.argument("name")
@click.argument("message")
def command(name: str, message: str) -> None:
    """Write the migration that brings the tables of a plugin to its models. Read it before you run it.

    Compares with the database, whose tables have to be those of the newest migration: run `saas db upgrade` before.
    """
    with application():
        chains = plugin_chains(current_registry())
    if name not in chains:
        raise NotFound(f"no plugin {name!r} with a folder of migrations is loaded here")
    chain, settings = chains[name], current_settings()
    number = 1 + len(list(chain.versions.glob("[0-9]*.py")))
    engine = create_engine(settings.owner_database_url)
    try:
        with engine.connect() as connection:
            config = chain_config(connection, chain, settings.role_prefix, tuple(chains))
            made = alembic.revision(
                config,
                message,
                autogenerate=True,
                rev_id=f"{number:04}",
                process_revision_directives=_without_nothing,
            )
    except CommandError as error:
        raise Conflict(f"{error} Run `saas db upgrade`, then try again.") from error
    finally:
        engine.dispose()
    written = [one for one in (made if isinstance(made, list) else [made]) if one is not None]
    for one in written:
        click.echo(f"{Path(one.path)}: read it, then run `saas db upgrade`.")
    if not written:
        click.echo("The tables are as the models say; nothing was written.")


def _without_nothing(_context: object, _revision: object, found: list[MigrationScript]) -> None:
    """Write no migration that does nothing."""
    if found and found[0].upgrade_ops is not None and found[0].upgrade_ops.is_empty():
        found.clear()
