"""Invitations: a link to a membership, used once, by a new account or by one that signs in as itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from saas.core.accounts.links import invitation_link
from saas.core.accounts.logins import Login, read_login
from saas.core.accounts.models import Account, Invitation, LoginKind, Member, MemberStatus
from saas.core.accounts.operations.accounts import account_for
from saas.core.accounts.operations.members import join_switcher
from saas.core.accounts.operations.role_choice import RoleChoice, give_roles, require_authority_over
from saas.core.accounts.tokens import new_token, token_hash
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.i18n import _, current_locale
from saas.platform.mail import send_mail
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.tenancy import Actor, ActorKind, bind_actor, current_tenant
from saas.platform.tenancy.tenant import Tenant

VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A member who is invited; `token` is that of the link to copy, empty when the link was mailed instead."""

    member_id: int
    token: str
    mailed: bool = False


def invite_member(
    *, display_name: str, email: str = "", employee_id: int | None = None, roles: Sequence[RoleChoice] = ()
) -> Invited:
    """Add a member of the current group who has no account yet, with a link to the membership.

    With an address the link is mailed there and nobody else sees it. Raises Invalid for a missing name, an address
    that is none, and roles that are not the group's.
    """
    if not display_name.strip():
        raise Invalid("display_name", _("Enter the person's name."))
    address = _address(email)
    member = Member(
        display_name=display_name.strip(),
        email=address.value if address else None,
        employee_id=employee_id,
        status=MemberStatus.INVITED,
    )
    session().add(member)
    session().flush()
    give_roles(member.id, roles)
    record("accounts.member.invited", "member", member.id, detail={"mailed": address is not None})
    return _invited(member, address)


def renew_invitation(member_id: int) -> Invited:
    """A new link for a member who has not come yet; the earlier one ends. Raises Conflict when the member came."""
    member = load_for_change(Member, member_id)
    if member.status is not MemberStatus.INVITED:
        raise Conflict(_("This person is a member already."))
    require_authority_over(member.id)
    record("accounts.invitation.renewed", "member", member.id)
    return _invited(member, _address(member.email or ""))


def find_invitation(token: str) -> tuple[Invitation, Member]:
    """The open invitation of a token and its member; raises NotFound, alike for unknown, used, expired and foreign."""
    mine = (
        select(Invitation, Member)
        .join(Member, (Member.tenant_id == Invitation.tenant_id) & (Member.id == Invitation.member_id))
        .where(
            Invitation.tenant_id == current_tenant(),
            Invitation.token_hash == token_hash(token),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now(),
            Member.status == MemberStatus.INVITED,
        )
    )
    found = session().execute(mine.with_for_update()).one_or_none()
    if found is None:
        raise NotFound(_("This link is not valid, or no longer. Ask whoever gave it to you for a new one."))
    return found[0], found[1]


def accept_invitation(token: str, account_id: int) -> Member:
    """Let an account that has signed in take the membership.

    Raises NotFound for a link that is not open, Conflict when the account is a member of the group already.
    """
    invitation, member = find_invitation(token)
    account = session().get_one(Account, account_id)
    _take(invitation, member, account)
    return member


def accept_with_sign_in(
    token: str, *, login: Login, password: str, display_name: str, address: str
) -> Account:
    """Let the account of a login take the membership, or a new one where the login is nobody's.

    address: where the request comes from. Raises NotFound for a link that is not open, Conflict for a member, TooMany
    after ten tries in an hour, and what `account_for` raises.
    """
    hit("invitation_join", token_hash(token), 10, 3600, when_down=WhenDown.COUNT_HERE)
    invitation, member = find_invitation(token)
    group = session().get_one(Tenant, current_tenant())
    account = account_for(
        session(),
        login=login,
        password=password,
        display_name=display_name,
        address=address,
        group=(group.name, group.code),
    )
    _take(invitation, member, account)
    return account


def _take(invitation: Invitation, member: Member, account: Account) -> None:
    known = (Member.tenant_id == current_tenant(), Member.account_id == account.id)
    if session().scalar(select(Member.id).where(*known)) is not None:
        raise Conflict(_("You are a member of this group already. Sign in to go there."))
    member.account_id = account.id
    member.status = MemberStatus.ACTIVE
    invitation.accepted_at = now()
    if invitation.sent_to_hash == account.login_hash and account.login_confirmed_at is None:
        account.login_confirmed_at = now()
    session().flush()
    join_switcher(account.id)
    bind_actor(Actor(kind=ActorKind.MEMBER, id=member.id))
    record("accounts.invitation.accepted", "member", member.id)


def _address(email: str) -> Login | None:
    if not email.strip():
        return None
    address = read_login(email)
    if address is None or address.kind is not LoginKind.EMAIL:
        raise Invalid("email", _("Enter an e-mail address like name@example.com, or leave it empty."))
    return address


def _invited(member: Member, address: Login | None) -> Invited:
    token = _new_link(member, address.hash if address else "")
    if address is None:
        return Invited(member_id=member.id, token=token)
    group = session().get_one(Tenant, current_tenant())
    told = {"group": group.name, "name": member.display_name, "link": invitation_link(group.code, token)}
    send_mail(address.value, "accounts/mail/invitation", told, current_locale())
    return Invited(member_id=member.id, token="", mailed=True)


def _new_link(member: Member, sent_to_hash: str) -> str:
    # An earlier link of the same membership ends, so that never two are open.
    open_ones = (
        Invitation.tenant_id == current_tenant(),
        Invitation.member_id == member.id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    session().execute(update(Invitation).where(*open_ones).values(revoked_at=now()))
    token = new_token()
    made = Invitation(
        member_id=member.id,
        sent_to_hash=sent_to_hash,
        token_hash=token_hash(token),
        expires_at=now() + VALID,
    )
    session().add(made)
    session().flush()
    return token
