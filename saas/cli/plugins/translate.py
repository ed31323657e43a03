"""`saas plugins translate`: bring the catalogue of a plugin up to date with its texts."""

from __future__ import annotations

from pathlib import Path

import click

from saas.platform.i18n_extract import texts_in, unheard, update


@click.command(epilog="Example: saas plugins translate aftercare_reminders")
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(package: Path) -> None:
    """Collect the texts of a package and write those that are new into its `translations/zh_CN.po`, empty.

    Translations that are there stay; those of texts that are gone are dropped. What the core says in Chinese already is
    filled in with its words: a text has one translation, and the core's comes first.
    """
    messages = texts_in(package)
    click.echo(f"{package}: {update(package, messages)} of {len(messages)} texts not translated")
    for text, (mine, shown) in unheard(package).items():
        click.echo(
            f"  {text!r} is {mine} here, but people read {shown}, as in the core: write another English text"
        )
