"""`saas demo`: two dealer groups with two months of life, to look at and to try."""

import click

from saas.cli.frame.application import application, current_settings
from saas.cli.frame.tenants import tenant_id_of
from saas.demo.cast import CASTS
from saas.demo.consistency import CHECKS, impossible
from saas.demo.filling import Filling, fill, is_strange
from saas.platform.database import unit_of_work
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas demo --check")
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds other groups.")
@click.option("--check", is_flag=True, help="Look for what cannot be in the demo's data instead.")
def command(*, if_empty: bool, check: bool) -> None:
    """Fill the demo groups, or go on where an interrupted run ended; what is there is never doubled.

    Sign-ins, stores and staff are there after some seconds; the history follows. Never for production.
    """
    settings = current_settings()
    if settings.production:
        raise click.ClickException("The demo's password is known to everybody: it is not for production.")
    with application():
        if check:
            _check()
            return
        if if_empty and is_strange():
            click.echo("The database holds other groups; the demo is left out.")
            return
        fill(Filling(var=settings.var, tell=click.echo))


def _check() -> None:
    bad = 0
    for cast in CASTS:
        with tenant_context(tenant_id_of(cast.code)), unit_of_work():
            found = impossible()
        for finding in found:
            click.echo(f"{cast.name}: {finding.what}: {finding.count}, as {', '.join(map(str, finding.ids))}")
        bad += len(found)
    if bad:
        raise click.ClickException(f"{bad} of {len(CHECKS) * len(CASTS)} checks found something impossible.")
    click.echo(f"{len(CHECKS)} checks in each of {len(CASTS)} groups found nothing impossible.")
