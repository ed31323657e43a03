"""What the commands of `saas plugins` share: the group's option, and how a plugin stands in one line."""

from __future__ import annotations

import click

from saas.platform.plugins import Reason, Standing

TENANT = click.option("--tenant", "code", required=True, help="The group's code.")


def tell(standing: Standing) -> None:
    """Write how a plugin stands: name, reason, detail."""
    click.echo(f"{standing.plugin:20} {standing.reason.value:22} {standing.detail}".rstrip())


_MEND = {
    Reason.NOT_INSTALLED: "install its package into this environment",
    Reason.MIGRATIONS_PENDING: "run `saas db upgrade`; it says what fails",
    Reason.UPGRADE_FAILED: "mend that, then run `saas db upgrade`",
    Reason.SUSPENDED: "`saas plugins resume {plugin}`",
    Reason.NOT_ENTITLED: "`saas plugins entitle {plugin} --tenant {code}`",
    Reason.NOT_ENABLED: "`saas plugins enable {plugin} --tenant {code}`",
    Reason.REQUIREMENT_MISSING: "install what it requires",
    Reason.REQUIREMENT_INACTIVE: "`saas plugins explain {standing.detail} --tenant {code}`",
    Reason.BROKEN: "mend that and start the processes again",
    Reason.INCOMPATIBLE: "install a version of it that fits",
}


def tell_remedy(standing: Standing, code: str) -> None:
    """Write what makes a plugin run that does not."""
    if mend := _MEND.get(standing.reason):
        click.echo("  → " + mend.format(plugin=standing.plugin, code=code, standing=standing))
