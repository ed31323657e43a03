"""`saas plugins entitle`: let a group have a restricted plugin, or take that back."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.cli.plugins._telling import TENANT, tell
from saas.platform.database import unit_of_work
from saas.platform.plugins import entitle
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas plugins entitle complaints --tenant huadong")
@click.argument("name")
@TENANT
@click.option("--withdraw", is_flag=True, help="Take it back: the plugin stops there, its data stay.")
def command(name: str, code: str, *, withdraw: bool) -> None:
    """Let a group switch a restricted plugin on."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        tell(entitle(name, entitled=not withdraw))
