"""`saas plugins explain`: how one plugin stands for a group, and what stands in the way."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.cli.plugins._telling import TENANT, tell, tell_remedy
from saas.platform.database import unit_of_work
from saas.platform.plugins import current_registry, explain
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas plugins explain complaints --tenant huadong")
@click.argument("name")
@TENANT
def command(name: str, code: str) -> None:
    """Say how a plugin stands for a group and why, with what it requires; code 1 when it does not run."""
    with application():
        tenant = tenant_id_of(code)
        with tenant_context(tenant), unit_of_work():
            standing = explain(tenant, name)
            tell(standing)
            tell_remedy(standing, code)
            info = current_registry().info(name)
            for required in sorted(info.requires if info else ()):
                tell(explain(tenant, required))
    if not standing.effective:
        raise SystemExit(1)
