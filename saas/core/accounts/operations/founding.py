"""Creating a group together with its first administrator, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from saas.core.accounts.operations.accounts import account_for, required_login
from saas.core.accounts.operations.invitations import invite_member
from saas.core.accounts.operations.members import add_active_member
from saas.core.organisation.operations import create_group, next_group_id
from saas.platform.database import unit_of_work
from saas.platform.permissions import assign_role
from saas.platform.tenancy import SYSTEM, tenant_context

FIRST_ROLE = "group_admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """A new group: its id and code, its first member, and the token of the member's invitation if there is one."""

    tenant_id: int
    code: str
    member_id: int
    account_id: int | None = None
    invitation: str = ""


def found_group(*, code: str, name: str, account_id: int, display_name: str) -> Founded:
    """Create a group whose first administrator is an account that exists.

    A transaction of its own. Raises Invalid for a code or name that cannot be taken.
    """
    with _new_group(code, name) as (tenant_id, _work):
        member = add_active_member(account_id=account_id, display_name=display_name)
        assign_role(member.id, FIRST_ROLE)
        return Founded(tenant_id=tenant_id, code=code, member_id=member.id, account_id=account_id)


def register_group(
    *, code: str, name: str, login: str, password: str, display_name: str, address: str = ""
) -> Founded:
    """Create a group with its first administrator: a new account, or that of the login if this is its password.

    address: where the request comes from. A transaction of its own. Raises Invalid for anything that cannot be taken, and
    what `account_for` raises.
    """
    with _new_group(code, name) as (tenant_id, work):
        account = account_for(
            work,
            login=required_login(login),
            password=password,
            display_name=display_name,
            address=address,
            group=(name, code),
        )
        member = add_active_member(account_id=account.id, display_name=display_name)
        assign_role(member.id, FIRST_ROLE)
        return Founded(tenant_id=tenant_id, code=code, member_id=member.id, account_id=account.id)


def found_group_for(*, code: str, name: str, display_name: str, email: str = "") -> Founded:
    """Create a group whose first administrator is invited; the invitation's token is in the answer.

    A transaction of its own. Raises Invalid for a code or name that cannot be taken.
    """
    with _new_group(code, name) as (tenant_id, _work):
        invited = invite_member(display_name=display_name, email=email)
        assign_role(invited.member_id, FIRST_ROLE)
        return Founded(tenant_id=tenant_id, code=code, member_id=invited.member_id, invitation=invited.token)


@contextmanager
def _new_group(code: str, name: str) -> Iterator[tuple[int, Session]]:
    tenant_id = next_group_id()
    with tenant_context(tenant_id, SYSTEM), unit_of_work() as work:
        create_group(code=code, name=name)
        yield tenant_id, work
