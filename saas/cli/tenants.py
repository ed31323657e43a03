"""`saas tenants`: create dealer groups and see which there are."""

from __future__ import annotations

import click
from sqlalchemy import select

from saas.cli.frame.application import application
from saas.core.accounts.links import invitation_link
from saas.core.accounts.operations import found_group_for
from saas.platform.database import global_session
from saas.platform.i18n import LOCALES, locale_context
from saas.platform.tenancy.tenant import Tenant


@click.group(epilog="Example: saas tenants create huatong 华通汽车集团 --admin 王总")
def command() -> None:
    """Create dealer groups and see which there are."""


@command.command(
    epilog="Example: saas tenants create huatong 华通汽车集团 --admin 王总 --email wang@example.com"
)
@click.argument("code")
@click.argument("name")
@click.option("--admin", "admin", required=True, help="Name of the first administrator.")
@click.option("--email", default="", help="Where their invitation is sent; without it, its link is printed.")
@click.option("--locale", type=click.Choice(LOCALES), default=LOCALES[0], show_default=True)
def create(code: str, name: str, admin: str, email: str, locale: str) -> None:
    """Create the group CODE called NAME, with an invitation for its first administrator.

    CODE stands in every address of the group: 2 to 31 small letters, digits and hyphens; it is never changed or reused.
    """
    with application(), locale_context(locale):
        founded = found_group_for(code=code, name=name, display_name=admin, email=email)
        click.echo(f"Group {code} was created (id {founded.tenant_id}).")
        if founded.invitation:
            click.echo(f"Hand this link to {admin}; it works once, within 14 days:")
            click.echo(invitation_link(code, founded.invitation))
        else:
            click.echo(f"The invitation is on its way to {email}.")


@command.command(name="list", epilog="Example: saas tenants list")
def list_tenants() -> None:
    """Show all groups: id, code, status, name."""
    with application(), global_session() as work:
        for group in work.scalars(select(Tenant).order_by(Tenant.code)):
            click.echo(f"{group.id:>6}  {group.code:<31}  {group.status.value:<10}  {group.name}")
