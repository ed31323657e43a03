"""`saas tokens`: tokens for programs that use a group's API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.core.accounts.operations import create_api_client, rotate_api_client
from saas.core.accounts.queries import api_clients
from saas.platform.database import unit_of_work
from saas.platform.errors import NotFound
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


@command.command(epilog="Example: saas tokens rotate --tenant huatong ERP --overlap 24")
@click.argument("name")
@click.option("--tenant", "code", required=True, help="The group's code.")
@click.option("--overlap", default=24, show_default=True, help="For how many hours the old token works too.")
def rotate(name: str, code: str, overlap: int) -> None:
    """Give the program NAME a new token and print it, this once."""
    with application(), tenant_context(tenant_id_of(code)):
        with unit_of_work():
            found = next((one for one in api_clients() if one.name == name), None)
            if found is None:
                raise NotFound(f"there is no program {name!r} in {code}")
            made = rotate_api_client(found.id, overlap=timedelta(hours=overlap))
        click.echo(made.token)
