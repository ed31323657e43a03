"""`saas doctor`: looks at each component and says how to mend what is wrong."""

import os

import click

from saas.cli.diagnosis import database, surroundings
from saas.cli.diagnosis.findings import Finding
from saas.cli.frame.environment import completed
from saas.config import SettingError, Settings

CHECKS = (
    database.application_role,
    database.system_role,
    database.tables,
    surroundings.queue,
    surroundings.folder,
    surroundings.bundle,
    surroundings.plugins,
)


@click.command(epilog="Example: saas doctor")
def command() -> None:
    """Check each component and say how to mend it; ends with 1 when something is wrong."""
    findings = _findings()
    for finding in findings:
        _show(finding)
    faults = sum(finding.is_fault for finding in findings)
    if faults:
        raise click.ClickException(f"{faults} of {len(findings)} components need mending.")
    click.echo("All is well.")


def _findings() -> list[Finding]:
    try:
        settings = Settings.from_env(completed(os.environ))
    except SettingError as error:
        return [Finding(component="settings", told=str(error), remedy="See docs/operators/settings.md.")]
    return [Finding(component="settings", told=settings.environment), *(check(settings) for check in CHECKS)]


def _show(finding: Finding) -> None:
    mark = "✗" if finding.is_fault else "✓"
    click.echo(f"  {mark} {finding.component:<30} {finding.told}")
    if finding.is_fault:
        click.echo(f"    {'':<30} → {finding.remedy}")
