"""Sessions of an account: begin, look up, touch, end. The cookie's token is known by its hash only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, bindparam, case, select, update
from sqlalchemy.orm import Session

from saas.core.accounts.models import AccountSession
from saas.core.accounts.tokens import new_token, token_hash
from saas.platform.clock import now

LIFETIME = timedelta(days=7)
IDLE = timedelta(hours=12)
PROOF_LASTS = timedelta(minutes=10)
_LONGEST_AGENT = 300
BY_PASSWORD = "password"  # noqa: S105  # how a session was proved, no secret
BY_PASSKEY = "passkey"
_MOMENT = DateTime(timezone=True)


def begin_session(
    work: Session, account_id: int, *, address: str, agent: str, proof: str = "password"
) -> str:
    """Add a session in the given transaction and return its token for the cookie."""
    token = new_token()
    work.add(
        AccountSession(
            account_id=account_id,
            token_hash=token_hash(token),
            proof=proof,
            expires_at=now() + LIFETIME,
            address=address,
            agent=agent[:_LONGEST_AGENT],
        )
    )
    return token


def proved_by_second_factor(proof: str) -> bool:
    """Whether a session's proof tells of a second factor besides the password, or of a passkey, which is both."""
    return proof == BY_PASSKEY or proof.startswith(f"{BY_PASSWORD}+")


def add_to_proof(work: Session, session_id: int, factor: str) -> None:
    """Note that the person of a session, who came with the password alone, has shown a new second factor."""
    mine = (AccountSession.id == session_id, AccountSession.proof == BY_PASSWORD)
    work.execute(update(AccountSession).where(*mine).values(proof=f"{BY_PASSWORD}+{factor}"))


def take_from_proofs(work: Session, account_id: int) -> None:
    """Let the sessions of an account count for no more than a password: its second factor is gone."""
    mine = (AccountSession.account_id == account_id, _by_own_factors())
    work.execute(update(AccountSession).where(*mine).values(proof=BY_PASSWORD))


def proved_lately(proved_at: datetime | None) -> bool:
    """Whether the last proof of a session is young enough for an act that asks for one."""
    return proved_at is not None and now() - proved_at < PROOF_LASTS


def renew_proof(work: Session, session_id: int, proof: str) -> str:
    """Note that the person of a session has proved once more who they are; returns its new token, `''` if it has ended.

    A session that somebody else's word opened, such as a group's provider's, goes on telling so.
    """
    kept = case((_by_own_factors(), proof), else_=AccountSession.proof)
    mine = AccountSession.id == session_id
    work.execute(update(AccountSession).where(mine).values(proof=kept, proved_at=now()))
    return rotate_session(work, session_id)


def _by_own_factors() -> ColumnElement[bool]:
    return (AccountSession.proof == BY_PASSKEY) | AccountSession.proof.startswith(BY_PASSWORD)


def rotate_session(work: Session, session_id: int) -> str:
    """Give a living session a new token, after a change of rights; the old one no longer opens it."""
    return _new_token(work, AccountSession.id == session_id)


def rotate_later(work: Session, account_id: int) -> None:
    """Let each living session of an account get a new token with its next page: somebody else changed its rights."""
    mine = (AccountSession.account_id == account_id, AccountSession.revoked_at.is_(None))
    work.execute(update(AccountSession).where(*mine).values(rotate=True))


def rotate_all_later(work: Session, account_ids: Iterable[int | None]) -> None:
    """The same for several accounts, in one statement: a role that they have was changed."""
    ids = [one for one in account_ids if one is not None]
    mine = (AccountSession.account_id.in_(ids), AccountSession.revoked_at.is_(None))
    work.execute(update(AccountSession).where(*mine).values(rotate=True))


def rotate_if_due(work: Session, session_id: int) -> str:
    """The new token of a session that is to get one; empty when another request of the same browser was faster."""
    return _new_token(work, AccountSession.id == session_id, AccountSession.rotate.is_(True))


def _new_token(work: Session, *which: ColumnElement[bool]) -> str:
    token = new_token()
    changed = (
        update(AccountSession)
        .where(*which, AccountSession.revoked_at.is_(None))
        .values(token_hash=token_hash(token), rotate=False)
        .returning(AccountSession.id)
    )
    return token if work.execute(changed).all() else ""


def end_session(work: Session, token: str) -> int | None:
    """End the session of a token; returns whose it was, none when there is no such session."""
    ended = (
        update(AccountSession)
        .where(AccountSession.token_hash == token_hash(token), AccountSession.revoked_at.is_(None))
        .values(revoked_at=now())
        .returning(AccountSession.account_id)
    )
    return work.scalar(ended)


def end_sessions(work: Session, account_id: int, *, but: int | None = None, only: int | None = None) -> int:
    """End the living sessions of an account: all, all `but` one, or `only` one; returns how many."""
    chosen = [AccountSession.account_id == account_id, AccountSession.revoked_at.is_(None)]
    if but is not None:
        chosen.append(AccountSession.id != but)
    if only is not None:
        chosen.append(AccountSession.id == only)
    ended = update(AccountSession).where(*chosen).values(revoked_at=now()).returning(AccountSession.id)
    return len(work.execute(ended).all())


def living() -> ColumnElement[bool]:
    """The criterion of a session that still opens its account."""
    return (
        AccountSession.revoked_at.is_(None)
        & (AccountSession.expires_at > bindparam("now", type_=_MOMENT, callable_=now))
        & (AccountSession.last_seen_at > bindparam("idle_since", type_=_MOMENT, callable_=_idle_since))
    )


def _idle_since() -> datetime:
    return now() - IDLE


def sessions_of(work: Session, account_id: int) -> list[AccountSession]:
    """The living sessions of an account, the last used one first."""
    mine = select(AccountSession).where(AccountSession.account_id == account_id, living())
    return list(work.scalars(mine.order_by(AccountSession.last_seen_at.desc(), AccountSession.id)))
