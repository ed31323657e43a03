"""`saas keys`: newer keys for groups, and how far their rotation is."""

from __future__ import annotations

from collections.abc import Iterator

import click
from sqlalchemy import select

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.platform.database import global_session, unit_of_work
from saas.platform.errors import Conflict
from saas.platform.key_rotation import rotate, standing
from saas.platform.tenancy import tenant_context
from saas.platform.tenancy.tenant import WORKING, Tenant


@click.group(epilog="Example: saas keys rotate --tenant huatong")
def command() -> None:
    """Give groups newer keys, and see how far that is."""


@command.command(name="rotate", epilog="Example: saas keys rotate --tenant huatong")
@click.option("--tenant", "code", help="The group's code; without it, all groups.")
def rotate_command(code: str | None) -> None:
    """Make a newer data key; workers seal everything anew with it and destroy the old one."""
    with application():
        for name in _groups(code):
            try:
                click.echo(f"{name:31}  version {rotate()}; the workers begin in two minutes")
            except Conflict as under_way:
                click.echo(f"{name:31}  nothing done: {under_way.message}")


@command.command(name="status", epilog="Example: saas keys status")
@click.option("--tenant", "code", help="The group's code; without it, all groups.")
def status_command(code: str | None) -> None:
    """Show the versions of each group's key, and how much still lies under an older one."""
    with application():
        for name in _groups(code):
            found = standing()
            versions = ", ".join(map(str, found.versions))
            rest = (
                f"{found.values} rows and {found.files} files under older ones"
                if not found.whole
                else "whole"
            )
            kept = f"; kept for {', '.join(found.strangers)}" if found.strangers else ""
            click.echo(f"{name:31}  versions {versions}: {rest}{kept}")


def _groups(code: str | None) -> Iterator[str]:
    with global_session() as work:
        at_work = select(Tenant.code, Tenant.id).where(Tenant.status.in_(WORKING)).order_by(Tenant.code)
        groups = work.execute(at_work).all()
    for name, tenant_id in [(code, tenant_id_of(code))] if code else groups:
        with tenant_context(tenant_id), unit_of_work():
            yield name
