"""`saas permissions`: why a member of a group may do something, or why not."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.core.accounts.models import MemberStatus
from saas.core.accounts.queries import member_detail, member_names
from saas.platform.database import unit_of_work
from saas.platform.permissions import UNASKED, Reason, UndeclaredPermission, explain
from saas.platform.tenancy import tenant_context

_EXAMPLE = "saas permissions explain --tenant huatong --member 12 customers.customer:read"


@click.group(epilog=f"Example: {_EXAMPLE}")
def command() -> None:
    """Say what members of a group may do, and why."""


@command.command("explain", epilog=f"Example: {_EXAMPLE} --store 3")
@click.argument("permission")
@click.option("--tenant", "code", required=True, help="The group's code.")
@click.option("--member", "member_id", type=int, required=True, help="The member's id.")
@click.option("--store", "store_id", type=int, help="The store of a row.")
@click.option("--owner", "owner_id", type=int, help="The member to whom a row belongs.")
def explain_(permission: str, code: str, member_id: int, store_id: int | None, owner_id: int | None) -> None:
    """Say whether a member may use PERMISSION, with each role that bears on it."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        status = member_detail(member_id).member.status
        try:
            found = explain(
                member_id,
                permission,
                store_id=UNASKED if store_id is None else store_id,
                owner_id=UNASKED if owner_id is None else owner_id,
            )
        except UndeclaredPermission as error:
            raise click.ClickException(str(error)) from None
        names = member_names({one.assignment.on_behalf_of or 0 for one in found.reasons})
        comes_in = status is MemberStatus.ACTIVE
        click.echo("yes" if found.allowed and comes_in else "no")
        if not comes_in:
            click.echo(f"the member is {status.value} and cannot come in")
        if not found.is_on:
            click.echo(f"the plugin {found.owner} is off")
        for reason in found.reasons:
            click.echo(_line(reason, names))
        if not found.reasons:
            click.echo("no role of the member includes it")


def _line(one: Reason, names: dict[int, str]) -> str:
    """A role with its store, reach, days and what it comes to."""
    held = one.assignment
    place = "whole group" if held.store_id is None else f"store {held.store_id}"
    days = f"{one.period.valid_from or ''}..{one.period.valid_until or ''}"
    words = [f"{one.because.value}: {held.role}", place]
    words += [f"scope {one.scope.value}"] if one.scope else []
    words += [f"through {one.through}"]
    words += [days] if days != ".." else []
    words += [f"in place of {names[held.on_behalf_of]}"] if held.on_behalf_of else []
    return ", ".join(words)
