"""`saas plugins translate`: bring the catalogue of a plugin up to date with its texts."""

from __future__ import annotations

from pathlib import Path

import click

from saas.platform.i18n_extract import texts_in, update


@click.command(epilog="Example: saas plugins translate aftercare_reminders")
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(package: Path) -> None:
    """Collect the texts of a package and write those that are new into its `translations/zh_CN.po`, empty.

    Translations that are there stay; those of texts that are gone are dropped.
    """
    messages = texts_in(package)
    click.echo(f"{package}: {update(package, messages)} of {len(messages)} texts not translated")
