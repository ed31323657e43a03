"""`saas demo`: two dealer groups with two months of life, to look at and to try."""

import click

from saas.cli.frame.application import application, current_settings
from saas.demo.filling import Filling, fill, is_strange


@click.command(epilog="Example: saas demo")
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds other groups.")
def command(*, if_empty: bool) -> None:
    """Fill the demo groups, or go on where an interrupted run ended; what is there is never doubled.

    Sign-ins, stores and staff are there after some seconds; the history follows. Never for production.
    """
    settings = current_settings()
    if settings.production:
        raise click.ClickException("The demo's password is known to everybody: it is not for production.")
    with application():
        if if_empty and is_strange():
            click.echo("The database holds other groups; the demo is left out.")
            return
        fill(Filling(var=settings.var, tell=click.echo))
