"""`saas plugins enable`: switch a plugin on for a group."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.cli.plugins._telling import TENANT, tell
from saas.platform.database import unit_of_work
from saas.platform.plugins import enable_plugin
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas plugins enable complaints --tenant huadong")
@click.argument("name")
@TENANT
def command(name: str, code: str) -> None:
    """Switch a plugin on for a group. It counts at once, in every process."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        tell(enable_plugin(name))
