"""Write the reference into `docs/plugins/reference/`, and remove pages of what is gone."""

from __future__ import annotations

import click

from saas.scaffold.reference.pages import FOLDER, reference_pages


@click.command()
def main() -> None:
    """Write the reference for plugin authors anew from the code."""
    wanted = reference_pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for left in FOLDER.glob("*.md"):
        if left.name not in wanted:
            left.unlink()
    click.echo(f"{len(wanted)} pages in {FOLDER}")


main()
