"""`saas plugins check`: hold an installed plugin against the conformance kit."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: saas plugins check complaints --json report.json")
@click.argument("name")
@click.option(
    "--json", "target", type=click.Path(path_type=Path), help="Write the report there as JSON, too."
)
@click.option(
    "--only", "ids", multiple=True, help="Run this check alone, such as KIT-P03; may be given again."
)
def command(name: str, target: Path | None, ids: tuple[str, ...]) -> None:
    """Run the conformance kit on an installed plugin, in a database of its own; nothing of this installation is touched.

    Needs the extra `testing`. The exit code is 1 when a check failed.
    """
    try:
        from saas.testing.kit.alone import check_plugin, report_json, report_lines
        from saas.testing.kit.running import failed
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is missing: pip install 'aftercare[testing]'") from None
    try:
        outcomes = check_plugin(name, ids)
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from None
    for line in report_lines(outcomes):
        click.echo(line)
    if target:
        target.write_text(report_json(name, outcomes), encoding="utf-8")
    if failed(outcomes):
        raise SystemExit(1)
