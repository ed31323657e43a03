"""Invitations: a link to a membership, used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from saas.core.accounts.models import Invitation, Member, MemberStatus
from saas.core.accounts.tokens import new_token, token_hash
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant

VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A member who is invited, and the token of the link; it is shown once and kept nowhere."""

    member_id: int
    token: str


def invite_member(*, display_name: str, email: str = "", employee_id: int | None = None) -> Invited:
    """Add a member of the current group who has no account yet, with a link to the membership.

    Raises Invalid for a missing name.
    """
    if not display_name.strip():
        raise Invalid("display_name", _("Enter the person's name."))
    member = Member(
        display_name=display_name.strip(),
        email=email.strip() or None,
        employee_id=employee_id,
        status=MemberStatus.INVITED,
    )
    session().add(member)
    session().flush()
    record("accounts.member.invited", "member", member.id)
    return Invited(member_id=member.id, token=_new_invitation(member))


def _new_invitation(member: Member) -> str:
    # An earlier link of the same membership ends, so that never two are open.
    open_ones = (
        Invitation.tenant_id == current_tenant(),
        Invitation.member_id == member.id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    session().execute(update(Invitation).where(*open_ones).values(revoked_at=now()))
    token = new_token()
    session().add(Invitation(member_id=member.id, token_hash=token_hash(token), expires_at=now() + VALID))
    session().flush()
    return token
