"""`saas plugins new`: a project to start a plugin from."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Blueprint

from saas.parts import load_registry
from saas.platform.errors import Invalid
from saas.scaffold.features import DEFAULT, Feature
from saas.scaffold.project import planned, write_project

_KNOWN = ", ".join(Feature)


@click.command(epilog="Example: saas plugins new reminders --features pages,panel,job")
@click.argument("name")
@click.option("--features", default=",".join(sorted(DEFAULT)), show_default=True, help=f"Some of: {_KNOWN}.")
@click.option("--title", default="", help="What people call it; from the name where it is not said.")
@click.option("--title-zh", default="", help="The same in Chinese.")
@click.option("--author", default="", help="Who answers for it.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Where; here if not said.",
)
def command(name: str, features: str, *, title: str, title_zh: str, author: str, into: Path) -> None:
    """Write the project of a new plugin: whole, translated and tested. Works without a network."""
    if name in _taken():
        raise Invalid("name", f"the name {name!r} is taken here, by a plugin or by the core")
    plugin = planned(name, features=_read(features), title=title, title_zh=title_zh, author=author)
    folder = write_project(plugin, into)
    click.echo(f"{folder}: {', '.join(sorted(plugin.features))}. Read its README.md first.")


def _read(features: str) -> frozenset[Feature]:
    words = {word.strip() for word in features.split(",")} - {""}
    if unknown := sorted(words - set(Feature)):
        raise Invalid("features", f"there is no feature {', '.join(unknown)}; there are {_KNOWN}")
    return frozenset(Feature(word) for word in words)


def _taken() -> set[str]:
    registry = load_registry()
    return {*registry.records, *(found.value.name for found in registry.declared(Blueprint))}
