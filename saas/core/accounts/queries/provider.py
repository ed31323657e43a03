"""Reads of a group's provider of sign-ins, and of whom it knows."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.provider_models import MemberIdentity, SignInProvider
from saas.platform.database import session
from saas.platform.security.keys import keyed_hash
from saas.platform.security.openid import Proven
from saas.platform.tenancy import current_tenant


def find_provider() -> SignInProvider | None:
    """The current group's provider, also one that is switched off; none where it has none."""
    mine = select(SignInProvider).where(SignInProvider.tenant_id == current_tenant())
    return session().scalars(mine).one_or_none()


def working_provider() -> SignInProvider | None:
    """The current group's provider if it is switched on, else none."""
    found = find_provider()
    return found if found is not None and found.enabled else None


def identity_of(member_id: int) -> MemberIdentity | None:
    """By which name the group's present provider knows a member, or none."""
    mine = (
        select(MemberIdentity)
        .join(SignInProvider, SignInProvider.tenant_id == MemberIdentity.tenant_id)
        .where(
            MemberIdentity.tenant_id == current_tenant(),
            MemberIdentity.member_id == member_id,
            MemberIdentity.issuer == SignInProvider.issuer,
        )
    )
    return session().scalars(mine).one_or_none()


def find_identity(proven: Proven) -> tuple[MemberIdentity, Member] | None:
    """The identity that a provider vouches for with the active member who linked it, or none."""
    mine = (
        select(MemberIdentity, Member)
        .join(
            Member, (Member.tenant_id == MemberIdentity.tenant_id) & (Member.id == MemberIdentity.member_id)
        )
        .where(
            MemberIdentity.tenant_id == current_tenant(),
            MemberIdentity.issuer == proven.issuer,
            MemberIdentity.subject_hash == subject_hash(proven),
            Member.status == MemberStatus.ACTIVE,
        )
    )
    found = session().execute(mine).one_or_none()
    return None if found is None else (found[0], found[1])


def subject_hash(proven: Proven) -> str:
    """Under which hash a provider's name of a person is found in the current group."""
    return keyed_hash("oidc_subject", f"{proven.issuer}\0{proven.subject}")
