"""`saas plugins purge`: remove a plugin's data of one group, or the whole plugin from this installation."""

from __future__ import annotations

from collections.abc import Mapping

import click

from saas.cli.frame.application import application, current_settings
from saas.cli.frame.tenants import tenant_id_of
from saas.platform.clock import now
from saas.platform.database import unit_of_work
from saas.platform.errors import Conflict
from saas.platform.i18n import locale_context
from saas.platform.plugin_life import holdings, purge_counts, purge_group, uninstall
from saas.platform.plugins.decisions import find_decision
from saas.platform.tenancy import tenant_context


@click.command(epilog="Example: saas plugins purge complaints --tenant huadong --dry-run")
@click.argument("name")
@click.option("--tenant", "code", help="The group's code; without it the plugin is uninstalled altogether.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option(
    "--force", is_flag=True, help="With a group: before its time has come. Without: although groups use it."
)
def command(name: str, code: str | None, *, dry_run: bool, force: bool) -> None:
    """Remove the data of a plugin that a group has switched off, or uninstall a plugin.

    Uninstalling suspends the plugin, purges it group by group, takes its migrations back to the beginning and forgets
    it. Its package is removed afterwards, with pip; until then `saas db upgrade` would install it anew.
    """
    # In the language of the rest of what the command says.
    with application(), locale_context("en"):
        if code is None:
            _uninstall(name, dry_run=dry_run, force=force)
            return
        with tenant_context(tenant_id_of(code)), unit_of_work():
            if dry_run:
                _tell("would be removed", purge_counts(name))
                return
            if not force:
                _refuse_before_its_time(name)
            _tell("removed", purge_group(name))


def _uninstall(name: str, *, dry_run: bool, force: bool) -> None:
    if dry_run:
        held = holdings(name)
        _tell("would be removed", {"groups that have it on": len(held.on), **held.rows})
        for table in held.referring:
            click.echo(
                f"{table} refers to it, so it is refused: install its plugin again and purge that first."
            )
        return
    settings = current_settings()
    removed = uninstall(name, settings.owner_database_url, settings.role_prefix, force=force)
    _tell("removed", removed)
    click.echo(f"{name} is uninstalled. Remove its package now.")


def _refuse_before_its_time(name: str) -> None:
    decision = find_decision(name)
    due = decision.purge_at if decision else None
    if due is None or due > now():
        told = f"is due at {due:%Y-%m-%d %H:%M}" if due else "was not asked for by the group"
        raise Conflict(f"The purge {told}. Use --force to do it now.")


def _tell(what: str, counts: Mapping[str, int]) -> None:
    for thing, count in sorted(counts.items()):
        click.echo(f"{count:10} {thing} {what}")
    if not counts:
        click.echo(f"Nothing {what}.")
