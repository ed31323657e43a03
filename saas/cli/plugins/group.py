"""`saas plugins`: what is installed, and what each group has on."""

from __future__ import annotations

from pathlib import Path

import click

from saas.cli.frame.groups import ModuleGroup


@click.group(
    cls=ModuleGroup,
    package="saas.cli.plugins",
    folder=Path(__file__).parent,
    epilog="Example: saas plugins list --tenant huadong",
)
def command() -> None:
    """See which plugins are installed, and switch them for a group."""
