"""`saas plugins suspend`: stop a plugin for all groups at once."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.platform.plugins import PlatformState, set_platform_state


@click.command(epilog='Example: saas plugins suspend complaints --note "a fault in 1.2"')
@click.argument("name")
@click.option("--note", default="", help="Why, for the operators after you.")
def command(name: str, note: str) -> None:
    """Stop a plugin for all groups at once; what they decided and stored stays, `resume` brings it back."""
    with application():
        set_platform_state(name, PlatformState.SUSPENDED, note)
    click.echo(f"{name} is suspended.")
