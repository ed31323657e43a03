"""`saas tokens`: tokens for programs that use a group's API."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.core.accounts.operations import create_api_client
from saas.platform.database import unit_of_work
from saas.platform.tenancy import tenant_context


@click.group(epilog="Example: saas tokens create --tenant huatong ERP --scope organisation.store:read")
def command() -> None:
    """Make tokens for programs that use a group's API."""


@command.command(
    epilog="Example: saas tokens create --tenant huatong ERP --scope organisation.store:read --until 2027-12-31"
)
@click.argument("name")
@click.option("--tenant", "code", required=True, help="The group's code.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="A permission; may be given several times."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which it works (UTC).")
def create(name: str, code: str, scopes: tuple[str, ...], until: datetime | None) -> None:
    """Make a token for the program NAME and print it, this once."""
    ends = until.replace(hour=23, minute=59, second=59, tzinfo=UTC) if until else None
    with application(), tenant_context(tenant_id_of(code)):
        with unit_of_work():
            made = create_api_client(name=name, scopes=scopes, expires_at=ends)
        click.echo(made.token)
