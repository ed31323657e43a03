"""What the commands of `saas plugins` share: the group's option, and how a plugin stands in one line."""

from __future__ import annotations

import click

from saas.platform.plugins import Standing

TENANT = click.option("--tenant", "code", required=True, help="The group's code.")


def tell(standing: Standing) -> None:
    """Write how a plugin stands: name, reason, detail."""
    click.echo(f"{standing.plugin:20} {standing.reason.value:22} {standing.detail}".rstrip())
