"""`saas users`: invite people into a group, reset a password where a group may not, name the operators."""

from __future__ import annotations

import click

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.core.accounts.links import invitation_link
from saas.core.accounts.operations import (
    RoleChoice,
    drop_second_factor,
    invite_member,
    required_login,
    reset_link_by_operator,
    set_operator,
)
from saas.platform.database import global_session, unit_of_work
from saas.platform.tenancy import tenant_context


@click.group(epilog="Example: saas users invite --tenant huatong 李娜 --role followup_specialist")
def command() -> None:
    """Invite people into a group; as the operator of this service, reset passwords and name further operators."""


@command.command(
    epilog="Example: saas users invite --tenant huatong 李娜 --role store_manager --email lina@example.com"
)
@click.argument("name")
@click.option("--tenant", "code", required=True, help="The group's code.")
@click.option(
    "--role", "roles", multiple=True, required=True, help="Code of a role; may be given several times."
)
@click.option("--email", default="", help="Where the invitation is sent; without it, its link is printed.")
def invite(name: str, code: str, roles: tuple[str, ...], email: str) -> None:
    """Invite NAME into a group, with roles for the whole group."""
    with application(), tenant_context(tenant_id_of(code)):
        with unit_of_work():
            choices = [RoleChoice(role=role) for role in roles]
            invited = invite_member(display_name=name, email=email, roles=choices)
        if invited.mailed:
            click.echo(f"The invitation is on its way to {email}.")
        else:
            click.echo(f"Hand this link to {name}; it works once, within 14 days:")
            click.echo(invitation_link(code, invited.token))


@command.command(epilog="Example: saas users reset lina@example.com")
@click.argument("login")
def reset(login: str) -> None:
    """Print a link with which whoever signs in as LOGIN sets a new password; it works once, within two hours.

    Make sure that you talk to the person: whoever has the link gets into all of their groups.
    """
    with application():
        with global_session() as work:
            link = reset_link_by_operator(work, required_login(login))
        click.echo(link)


@command.command(name="drop-second-factor", epilog="Example: saas users drop-second-factor lina@example.com")
@click.argument("login")
def drop(login: str) -> None:
    """Forget app and passkeys of whoever signs in as LOGIN, and end their sessions.

    For somebody who has lost them and the recovery codes. Make sure that you talk to the person: from then on the password
    alone opens all of their groups.
    """
    with application():
        with global_session() as work:
            drop_second_factor(work, required_login(login))
        click.echo(f"{login} signs in with the password alone until two-step sign-in is switched on again.")


@command.command(epilog="Example: saas users operator lina@example.com")
@click.argument("login")
@click.option("--withdraw", is_flag=True, help="Take it back.")
def operator(login: str, *, withdraw: bool) -> None:
    """Let whoever signs in as LOGIN see the operators' pages, such as /platform/plugins/, from now on."""
    with application():
        with global_session() as work:
            set_operator(work, required_login(login), operator=not withdraw)
        click.echo(
            f"{login} is {'no longer an operator' if withdraw else 'an operator'} of this installation."
        )
