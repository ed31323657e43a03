"""`saas plugins resume`: let a suspended plugin run again."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.platform.plugins import PlatformState, set_platform_state


@click.command(epilog="Example: saas plugins resume complaints")
@click.argument("name")
def command(name: str) -> None:
    """Let a suspended plugin run again, where it was on before."""
    with application():
        set_platform_state(name, PlatformState.ACTIVE)
    click.echo(f"{name} runs again.")
