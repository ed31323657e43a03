"""`saas plugins`: what is installed, and what each group has on."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.platform.database import unit_of_work
from saas.platform.plugins import (
    Standing,
    current_registry,
    disable_plugin,
    enable_plugin,
    explain_all,
)
from saas.platform.tenancy import tenant_context

_TENANT = click.option("--tenant", "code", required=True, help="The group's code.")


@click.group(epilog="Example: saas plugins list --tenant huadong")
def command() -> None:
    """See which plugins are installed, and switch them for a group."""


@command.command(name="list", epilog="Example: saas plugins list --tenant huadong")
@click.option("--tenant", "code", help="The group's code; without it, how the plugins were loaded.")
def list_plugins(code: str | None) -> None:
    """Show the installed plugins, or how each stands for a group and why."""
    with application():
        if code is None:
            for record in current_registry().records.values():
                version = record.info.version if record.info else ""
                told = f"{record.problem.kind}: {record.problem.message}" if record.problem else "loaded"
                click.echo(f"{record.name:20} {version:10} {told}")
            return
        tenant = tenant_id_of(code)
        with tenant_context(tenant), unit_of_work():
            for standing in explain_all(tenant):
                _tell(standing)


@command.command(epilog="Example: saas plugins enable complaints --tenant huadong")
@click.argument("name")
@_TENANT
def enable(name: str, code: str) -> None:
    """Switch a plugin on for a group. It counts at once, in every process."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        _tell(enable_plugin(name))


@command.command(epilog="Example: saas plugins disable complaints --tenant huadong")
@click.argument("name")
@_TENANT
def disable(name: str, code: str) -> None:
    """Switch a plugin off for a group. Its data stay."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        _tell(disable_plugin(name))


def _tell(standing: Standing) -> None:
    click.echo(f"{standing.plugin:20} {standing.reason.value:22} {standing.detail}".rstrip())
