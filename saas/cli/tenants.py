"""`saas tenants`: create dealer groups, see which there are, and let them leave."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from sqlalchemy import select

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.core.accounts.links import invitation_link
from saas.core.accounts.operations import found_group_for
from saas.core.privacy.leaving import come_back, is_genuine, leave
from saas.core.privacy.leaving_export import export_everything
from saas.core.privacy.leaving_models import ExitCertificate
from saas.platform.database import global_session, unit_of_work
from saas.platform.i18n import LOCALES, locale_context
from saas.platform.tenancy import tenant_context
from saas.platform.tenancy.tenant import Tenant


@click.group(epilog="Example: saas tenants create huatong 华通汽车集团 --admin 王总")
def command() -> None:
    """Create dealer groups, see which there are, take one out, let it leave."""


@command.command(
    epilog="Example: saas tenants create huatong 华通汽车集团 --admin 王总 --email wang@example.com"
)
@click.argument("code")
@click.argument("name")
@click.option("--admin", "admin", required=True, help="Name of the first administrator.")
@click.option("--email", default="", help="Where their invitation is sent; without it, its link is printed.")
@click.option("--locale", type=click.Choice(LOCALES), default=LOCALES[0], show_default=True)
def create(code: str, name: str, admin: str, email: str, locale: str) -> None:
    """Create the group CODE called NAME, with an invitation for its first administrator.

    CODE stands in every address of the group: 2 to 31 small letters, digits and hyphens; it is never changed or reused.
    """
    with application(), locale_context(locale):
        founded = found_group_for(code=code, name=name, display_name=admin, email=email)
        click.echo(f"Group {code} was created (id {founded.tenant_id}).")
        if founded.invitation:
            click.echo(f"Hand this link to {admin}; it works once, within 14 days:")
            click.echo(invitation_link(code, founded.invitation))
        else:
            click.echo(f"The invitation is on its way to {email}.")


@command.command(name="list", epilog="Example: saas tenants list")
def list_tenants() -> None:
    """Show all groups: id, code, status, name."""
    with application(), global_session() as work:
        for group in work.scalars(select(Tenant).order_by(Tenant.code)):
            click.echo(f"{group.id:>6}  {group.code:<31}  {group.status.value:<10}  {group.name}")


@command.command(
    epilog="Example: saas tenants export huatong /backup/huatong.zip --reason 'leaves, contract of May'"
)
@click.argument("code")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--reason", required=True, help="Why; kept in the group's export log and audit.")
def export(code: str, target: Path, reason: str) -> None:
    """Write everything of the group CODE to the new file TARGET: tables as CSV and JSON, files, nothing masked."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            counts = export_everything(file, reason=reason)
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables are in {target}.")


@command.command(epilog="Example: saas tenants close huatong --reason 'contract ended'")
@click.argument("code")
@click.option("--reason", required=True, help="Why; kept in the group's audit until it is destroyed.")
def close(code: str, reason: str) -> None:
    """Let the group CODE rest, and destroy all it has after 30 days; `reopen` calls that off."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        until = leave(reason).leaves_at
        click.echo(
            f"Nobody works in {code} any more; its data are destroyed after {until:%Y-%m-%d %H:%M} UTC."
        )


@command.command(epilog="Example: saas tenants reopen huatong")
@click.argument("code")
def reopen(code: str) -> None:
    """Let the group CODE, which was closed, work again."""
    with application(), tenant_context(tenant_id_of(code)), unit_of_work():
        come_back()
    click.echo(f"{code} works again; nothing is destroyed.")


@command.command(epilog="Example: saas tenants certificate huatong")
@click.argument("code")
def certificate(code: str) -> None:
    """Print the proof that the data of the group CODE were destroyed, and whether it is genuine."""
    with application(), global_session() as work:
        found = work.scalar(select(ExitCertificate).where(ExitCertificate.code == code))
        if found is None:
            raise click.ClickException(f"Nothing was destroyed of a group {code}.")
        click.echo(json.dumps(found.content, ensure_ascii=False, indent=2, sort_keys=True))
        click.echo(f"digest     {found.digest}\nsignature  {found.signature}")
        click.echo(
            "genuine" if is_genuine(found) else "NOT GENUINE: the content was changed after it was signed"
        )
