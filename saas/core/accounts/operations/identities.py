"""Whom a group's provider knows: linked once by the person, used at each sign-in, unlinked."""

from __future__ import annotations

from sqlalchemy import delete, select

from saas.core.accounts.models import Account, AccountStatus, Member
from saas.core.accounts.operations.provider_sessions import (
    Word,
    begin_vouched_session,
    end_provider_sessions,
    widen_session,
)
from saas.core.accounts.operations.sessions import end_session
from saas.core.accounts.operations.signing_in import SignedIn
from saas.core.accounts.provider_models import MemberIdentity, SignInProvider
from saas.core.accounts.queries.provider import find_identity, subject_hash
from saas.core.accounts.queries.sign_in import SignedInAccount
from saas.platform.audit import record, record_platform
from saas.platform.clock import now
from saas.platform.database import load, session
from saas.platform.errors import Conflict, NotFound
from saas.platform.i18n import _
from saas.platform.security.openid import Proven
from saas.platform.tenancy import current_tenant


def link_identity(member_id: int, proven: Proven) -> MemberIdentity:
    """Let a provider's name of a person lead to a member from now on.

    Raises Conflict when it leads to a member already, or the member is known to this provider by another name.
    """
    known = select(MemberIdentity.id).where(
        MemberIdentity.tenant_id == current_tenant(),
        MemberIdentity.issuer == proven.issuer,
        (MemberIdentity.subject_hash == subject_hash(proven)) | (MemberIdentity.member_id == member_id),
    )
    if session().scalars(known).first() is not None:
        raise Conflict(
            _(
                "This single sign-on, or this member, is linked already. An administrator can take the link away."
            )
        )
    made = MemberIdentity(
        member_id=member_id,
        issuer=proven.issuer,
        subject=proven.subject,
        subject_hash=subject_hash(proven),
    )
    session().add(made)
    session().flush()
    record("accounts.identity.linked", "member", member_id, detail={"issuer": proven.issuer})
    return made


def unlink_identity(member_id: int) -> None:
    """Let no provider's name lead to a member any more; sessions that came that way end. Raises NotFound."""
    member = load(Member, member_id)
    if not _forget(member):
        raise NotFound(_("This member has no single sign-on that is linked."))
    record("accounts.identity.unlinked", "member", member_id)


def forget_identities(member: Member) -> None:
    """Unlink a member who leaves, if there is anything to unlink."""
    _forget(member)


def sign_in_by_provider(
    proven: Proven,
    provider: SignInProvider,
    *,
    current: SignedInAccount | None,
    address: str,
    agent: str,
    replaced: str,
) -> SignedIn | None:
    """A session for whoever linked what the provider vouches for; none when nobody did.

    current: who is signed in on this browser; the same person's session is widened, another's ends. replaced: its
    token. An account that rests after wrong passwords may come in: its password was not asked for.
    """
    work = session()
    found = find_identity(proven)
    account = None if found is None else work.get(Account, found[1].account_id)
    if found is None or account is None or account.status is AccountStatus.DISABLED:
        record_platform(work, "accounts.sign_in.unknown", detail={"by": "oidc", "group_id": current_tenant()})
        return None
    found[0].last_used_at = account.last_sign_in_at = now()
    record_platform(
        work,
        "accounts.sign_in.succeeded",
        account_id=account.id,
        detail={"by": "oidc", "group_id": current_tenant()},
    )
    word = Word(
        group_id=current_tenant(),
        second_factor=proven.second_factor or provider.asks_second_factor,
        proved_at=proven.asked_at,
    )
    if current is not None and current.id == account.id:
        widened = widen_session(work, current.session_id, word)
        if widened:
            return SignedIn(account_id=account.id, token=widened)
    if replaced:
        end_session(work, replaced)
    token = begin_vouched_session(work, account.id, word, address=address, agent=agent)
    return SignedIn(account_id=account.id, token=token)


def _forget(member: Member) -> bool:
    mine = (MemberIdentity.tenant_id == current_tenant(), MemberIdentity.member_id == member.id)
    gone = session().execute(delete(MemberIdentity).where(*mine).returning(MemberIdentity.id)).all()
    if gone and member.account_id is not None:
        end_provider_sessions(session(), current_tenant(), account_id=member.account_id)
    return bool(gone)
