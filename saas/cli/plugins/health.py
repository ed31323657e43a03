"""`saas plugins health`: how each installed plugin is, what fails of it, and what it says itself."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.platform.plugins.health import Cause, PluginHealth, checks_of, plugin_health


@click.command(epilog="Example: saas plugins health complaints --traces")
@click.argument("name", required=False)
@click.option("--traces", is_flag=True, help="Where each failure happened.")
def command(name: str | None, traces: bool) -> None:
    """Show how the installed plugins are, or NAME alone; ends with 1 when one is not running or says it is not well."""
    with application():
        found = [one for one in plugin_health() if name in (None, one.name)]
        if name is not None and not found:
            raise click.ClickException(f"{name} is not installed.")
        # Not all(…) alone: each is to be told, also after one that is not well.
        well = [_tell(one, traces=traces) for one in found]
    if not all(well):
        raise SystemExit(1)


def _tell(one: PluginHealth, *, traces: bool) -> bool:
    schema = f"tables at {one.revision}" if one.head else "no tables"
    click.echo(f"{one.name:20} {one.version:10} {one.state:12} {schema}  {one.detail}".rstrip())
    checks = checks_of(one.name)
    for check in checks:
        click.echo(f"  {'ok' if check.well else 'NOT WELL':8} {check.title}  {check.line}".rstrip())
    for cause in one.causes:
        _tell_cause(cause, traces=traces)
    return one.state == "running" and all(check.well for check in checks)


def _tell_cause(cause: Cause, *, traces: bool) -> None:
    last = cause.last_at.isoformat(timespec="seconds")
    click.echo(
        f"  {cause.count:5} x {cause.kind.value:12} {cause.place}  in {cause.groups} groups,"
        f" last {last}, error {cause.error_id}, version {cause.version}"
    )
    if cause.rests_until:
        click.echo(f"          not called until {cause.rests_until.isoformat(timespec='seconds')}")
    if traces:
        click.echo("\n".join(f"          {line}" for line in cause.trace.splitlines()))
