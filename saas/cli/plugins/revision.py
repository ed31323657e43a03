"""`saas plugins revision`: a migration for what changed in a plugin's models."""

from __future__ import annotations

import click

from saas.cli.frame.application import application, current_settings
from saas.platform.plugins import current_registry, write_revision


@click.command(epilog='Example: saas plugins revision reminders "Remember who asked"')
@click.argument("name")
@click.argument("message")
def command(name: str, message: str) -> None:
    """Write the migration that brings the tables of a plugin to its models. Read it before you run it.

    Compares with the database, whose tables have to be those of the newest migration: run `saas db upgrade` before.
    """
    settings = current_settings()
    with application():
        written = write_revision(
            settings.owner_database_url, settings.role_prefix, current_registry(), name, message
        )
    if written is None:
        click.echo("The tables are as the models say; nothing was written.")
        return
    click.echo(f"{written.path}: read it, then run `saas db upgrade`.")
    for column in written.without_value:
        click.echo(
            f"  {column} must not be empty, and nothing says what it holds in the rows that are there: add it with "
            "nullable=True, fill it with for_each_tenant(), then alter_column(…, nullable=False)."
        )
