"""`saas plugins export`: everything that a plugin stores of one group, however much it is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.cli.plugins._telling import TENANT
from saas.platform.database import unit_of_work
from saas.platform.plugin_life import export_group
from saas.platform.tenancy import tenant_context


@click.command(
    epilog="Example: saas plugins export complaints --tenant huadong --reason 'asked for' data.zip"
)
@click.argument("name")
@TENANT
@click.option("--reason", required=True, help="What it is for; it is kept in the group's export log.")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def command(name: str, code: str, reason: str, target: Path) -> None:
    """Write the ZIP that a group can download on the plugin's page to TARGET, a new file that only you can read."""
    with (
        application(),
        tenant_context(tenant_id_of(code)),
        unit_of_work(),
        export_group(name, reason, most=None) as found,
    ):
        try:
            # Personal data are readable in it.
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(found, file)
        except OSError as error:
            raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from None
    click.echo(f"{target.stat().st_size:,} bytes in {target}")
