"""`saas plugins set`: change a plugin's settings for all groups."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.platform.errors import Invalid
from saas.platform.plugins.settings import change_platform_settings


@click.command(epilog="Example: saas plugins set recalls remind_days=14")
@click.argument("name")
@click.argument("values", nargs=-1, required=True, metavar="SETTING=VALUE...")
def command(name: str, values: tuple[str, ...]) -> None:
    """Set what counts for all groups unless they set it themselves; an empty value takes the setting back.

    A secret given here stands in the shell's history: `SETTING=-` asks for the value instead.
    """
    pairs = [value.partition("=") for value in values]
    if wrong := [setting for setting, sign, _value in pairs if not sign]:
        raise click.UsageError(f"Write SETTING=VALUE instead of {wrong[0]}.")
    given = {setting: _asked(setting) if value == "-" else value or None for setting, _sign, value in pairs}
    with application():
        try:
            change_platform_settings(name, given)
        except Invalid as error:
            told = [f"{setting}: {text}" for setting, texts in error.fields.items() for text in texts]
            raise click.ClickException("; ".join(told)) from error
    click.echo(f"Saved for {name}.")


def _asked(setting: str) -> str:
    value: str = click.prompt(setting, hide_input=True)
    return value
