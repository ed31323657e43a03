"""`saas plugins list`: the installed plugins, or how each stands for a group."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.cli.plugins._telling import tell
from saas.platform.database import unit_of_work
from saas.platform.plugins import current_registry, explain_all
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas plugins list --tenant huadong")
@click.option("--tenant", "code", help="The group's code; without it, how the plugins were loaded.")
def command(code: str | None) -> None:
    """Show the installed plugins, or how each stands for a group and why."""
    with application():
        if code is None:
            _tell_loading()
            return
        tenant = tenant_id_of(code)
        with tenant_context(tenant), unit_of_work():
            for standing in explain_all(tenant):
                tell(standing)


def _tell_loading() -> None:
    for record in current_registry().records.values():
        version = record.info.version if record.info else ""
        told = f"{record.problem.kind}: {record.problem.message}" if record.problem else "loaded"
        click.echo(f"{record.name:20} {version:10} {told}")
