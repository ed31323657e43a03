"""`saas db`: the schema, its checks, and what Citus is told."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click
from sqlalchemy import create_engine, text

from saas.cli.frame.application import application, current_settings
from saas.platform.plugins import (
    Registry,
    Tables,
    current_registry,
    installed_versions,
    revisions_of,
    set_up_groups,
    upgrade_everything,
)
from saas.platform.tenancy.ddl import role
from saas.platform.tenancy.distribution import distribution_statements, table_kinds
from saas.platform.tenancy.lint import run_lint
from saas.platform.tenancy.lint.declared import Declared


@click.group(epilog="Example: saas db upgrade")
def command() -> None:
    """Bring the schema up to date, check it, and spread it over several machines."""


@command.command(epilog="Example: saas db upgrade")
def upgrade() -> None:
    """Run the pending migrations of the core, then of each plugin. Running it again changes nothing."""
    settings = current_settings()
    with application():
        owner, registry = settings.owner_database_url, current_registry()
        before, versions = revisions_of(owner, registry), installed_versions(owner)
        failed = upgrade_everything(owner, settings.role_prefix, registry)
        _tell_what_came(before, owner, registry)
        groups = set_up_groups(versions, leave=failed)
    for plugin, reason in failed.items():
        click.echo(f"{plugin} stays off until its migration succeeds: {reason}", err=True)
    for place, reason in groups.items():
        click.echo(f"{place} stays off until it can be set up there: {reason}", err=True)
    if failed or groups:
        sys.exit(1)
    click.echo("The schema is up to date.")


def _tell_what_came(before: Mapping[str, Tables], owner: str, registry: Registry) -> None:
    for chain, tables in revisions_of(owner, registry).items():
        if tables.at != before[chain].at:
            click.echo(
                f"{chain}: the tables are at {tables.at} now, before at {before[chain].at or 'nothing'}."
            )


@command.command(epilog="Example: saas db check")
def check() -> None:
    """Look for what would let groups see each other's rows, or keep Citus from taking the schema; code 1 if found."""
    settings = current_settings()
    declared = {name: Declared(kind=kind, append_only=only) for name, (kind, only) in table_kinds().items()}
    engine = create_engine(settings.owner_database_url)
    with application(), engine.connect() as connection:
        findings = run_lint(connection, declared, app_role=role(settings.role_prefix, "app"))
    engine.dispose()
    for finding in findings:
        click.echo(str(finding))
    if findings:
        sys.exit(1)
    click.echo(f"{len(declared)} tables checked, nothing found.")


@command.command(epilog="Example: saas db distribute --print")
@click.option("--print", "only_print", is_flag=True, help="Write the statements, run nothing.")
def distribute(*, only_print: bool) -> None:
    """Declare all tables to Citus, once, on the coordinator of a new cluster."""
    statements = distribution_statements()
    if only_print:
        click.echo("".join(f"{statement};\n" for statement in statements), nl=False)
        return
    engine = create_engine(current_settings().owner_database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
    click.echo(f"{len(statements)} tables declared.")
