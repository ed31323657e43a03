"""`saas audit`: verify the sealed audit of groups, and tell the end of each chain."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from sqlalchemy import select

from saas.cli.frame.application import application
from saas.cli.frame.tenants import tenant_id_of
from saas.platform.audit_chain import Break, Fault, Head, Verified, head_of, verify
from saas.platform.database import global_session, unit_of_work
from saas.platform.tenancy import tenant_context
from saas.platform.tenancy.tenant import Tenant

_FAULTS = {
    Fault.ENTRY_CHANGED: "entry {entry} is not what seal {seq} says",
    Fault.ENTRY_MISSING: "entry {entry}, which seal {seq} names, is gone",
    Fault.ENTRY_ADDED: "entry {entry} was put in behind seal {seq}, which does not name it",
    Fault.SEAL_CHANGED: "seal {seq} was changed",
    Fault.SEAL_MISSING: "seal {seq} is gone",
    Fault.SEAL_ADDED: "seal {seq} was not made here: it does not follow, or is not signed",
}


class _Kept(click.ParamType[Head]):
    name = "SEQ:CHAIN"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        found = re.fullmatch(r"(\d+):([0-9a-f]{64})", str(value).strip())
        if not found:
            self.fail(
                "is to be as `saas audit head` prints it: a number, a colon, 64 hexadecimal digits",
                param,
                ctx,
            )
        return Head(seq=int(found[1]), chain=found[2])


@click.group(epilog="Example: saas audit verify --tenant huatong")
def command() -> None:
    """Verify the sealed audit of groups."""


@command.command(name="verify", epilog="Example: saas audit verify --tenant huatong --head 41:9f2c…")
@click.option("--tenant", "code", help="The group's code; without it, all groups.")
@click.option("--head", "kept", type=_Kept(), help="An end of the chain kept elsewhere; needs --tenant.")
def verify_command(code: str | None, kept: Head | None) -> None:
    """Recompute each chain from its first seal; name the first broken entry and end with 1 if there is one."""
    if kept and not code:
        raise click.UsageError("--head is the end of one group's chain: give --tenant too")
    with application():
        whole = [_tell(name, verify(kept)) for name in _groups(code)]
    if not all(whole):
        raise SystemExit(1)


@command.command(name="head", epilog="Example: saas audit head --tenant huatong")
@click.option("--tenant", "code", help="The group's code; without it, all groups.")
def head_command(code: str | None) -> None:
    """Show the end of each chain, to be kept where whoever has the database cannot change it."""
    with application():
        for name in _groups(code):
            click.echo(f"{name:31}  {head_of() or 'no seal yet'}")


def _groups(code: str | None) -> Iterator[str]:
    with global_session() as work:
        groups = work.execute(select(Tenant.code, Tenant.id).order_by(Tenant.code)).all()
    for name, tenant_id in [(code, tenant_id_of(code))] if code else groups:
        with tenant_context(tenant_id), unit_of_work():
            yield name


def _tell(code: str, found: Verified) -> bool:
    if found.broken:
        click.echo(f"{code:31}  BROKEN: {_in_words(found.broken)}")
        return False
    end = found.head or "no seal yet"
    click.echo(
        f"{code:31}  whole: {found.entries} entries in {found.seals} seals, {found.waiting} waiting  {end}"
    )
    return True


def _in_words(broken: Break) -> str:
    return _FAULTS[broken.fault].format(seq=broken.seq, entry=broken.entry_id)
