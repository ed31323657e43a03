"""`saas plugins disable`: switch a plugin off for a group."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.cli.plugins._telling import TENANT, tell
from saas.platform.database import unit_of_work
from saas.platform.plugins import disable_plugin
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas plugins disable complaints --tenant huadong")
@click.argument("name")
@TENANT
def command(name: str, code: str) -> None:
    """Switch a plugin off for a group. Its data stay."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        tell(disable_plugin(name))
