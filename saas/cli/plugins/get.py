"""`saas plugins get`: a plugin's settings and where each comes from."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.cli.plugins._telling import TENANT
from saas.core.organisation.queries import open_stores
from saas.platform.database import unit_of_work
from saas.platform.errors import NotFound
from saas.platform.plugins import current_registry, stored_settings
from saas.platform.plugins.declared_settings import is_secret
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings import MASK
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas plugins get recalls --tenant huadong")
@click.argument("name")
@TENANT
@click.option("--store", "store_code", default="", help="The code of a store: what counts there.")
def command(name: str, code: str, store_code: str) -> None:
    """Show what counts for a group, or for one of its stores, and where it comes from; secrets are not shown."""
    with application():
        declared = settings_of(current_registry(), name)
        if declared is None:
            raise click.ClickException(f"{name} is not installed, or has nothing to set.")
        fields = declared.schema().fields
        with tenant_context(tenant_id_of(code)), unit_of_work():
            found = stored_settings(name, store_id=_store_id(store_code) if store_code else None)
        for setting, value in found.values.items():
            shown = MASK if value and is_secret(fields[setting]) else value
            click.echo(f"{setting:24} {found.sources[setting].value:10} {shown}")


def _store_id(code: str) -> int:
    for store in open_stores():
        if store.code == code:
            return store.id
    raise NotFound(
        f"There is no store {code} in use; there are {', '.join(one.code for one in open_stores())}."
    )
