"""The `saas` command. Each module here is one group or command; packages hold what they stand on."""

from pathlib import Path

import click

from saas.cli.frame.groups import ModuleGroup


@click.group(
    cls=ModuleGroup,
    package="saas.cli",
    folder=Path(__file__).parent,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: saas up",
)
def main() -> None:
    """Run and look after Aftercare. Each command explains itself with --help."""
