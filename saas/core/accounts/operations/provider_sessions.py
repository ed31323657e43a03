"""Sessions that a group's provider vouches for: begun or widened by its word, ended with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.core.accounts.models import AccountGroup, AccountSession
from saas.core.accounts.operations.sessions import begin_session, rotate_session
from saas.core.accounts.proofs import vouching_groups, with_provider, without_provider
from saas.core.accounts.tokens import token_hash
from saas.platform.clock import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a group's provider says of a person. proved_at: when it asked them itself, none where it does not tell."""

    group_id: int
    second_factor: bool
    proved_at: datetime | None


def begin_vouched_session(work: Session, account_id: int, word: Word, *, address: str, agent: str) -> str:
    """Add a session that stands on a provider's word alone, and return its token for the cookie."""
    token = begin_session(work, account_id, address=address, agent=agent, proof="")
    work.flush()
    row = work.scalars(select(AccountSession).where(AccountSession.token_hash == token_hash(token))).one()
    _add(row, word)
    # Nobody was asked for anything here: only what the provider asked lately lets do what asks for a fresh proof.
    row.proved_at = word.proved_at
    work.flush()
    return token


def widen_session(work: Session, session_id: int, word: Word) -> str:
    """Add the word of a group's provider to a living session, and give it a new token; empty when it has ended."""
    mine = select(AccountSession).where(AccountSession.id == session_id, AccountSession.revoked_at.is_(None))
    row = work.scalars(mine.with_for_update()).one_or_none()
    if row is None:
        return ""
    _add(row, word)
    if not row.proof and word.proved_at is not None:
        row.proved_at = max(row.proved_at or word.proved_at, word.proved_at)
    work.flush()
    return rotate_session(work, session_id)


def end_provider_sessions(work: Session, group_id: int, *, account_id: int | None = None) -> int:
    """Take back the word of a group's provider, from all sessions or those of one account; returns from how many.

    A session that stands on nothing else ends.
    """
    theirs = select(AccountGroup.account_id).where(AccountGroup.group_id == group_id)
    mine = select(AccountSession).where(
        AccountSession.account_id.in_(theirs if account_id is None else [account_id]),
        AccountSession.vouched != "",
        AccountSession.revoked_at.is_(None),
    )
    ended = 0
    for one in work.scalars(mine.with_for_update()):
        if group_id not in vouching_groups(one.vouched):
            continue
        one.vouched = without_provider(one.vouched, group_id)
        if not one.proof and not one.vouched:
            one.revoked_at = now()
        ended += 1
    work.flush()
    return ended


def _add(row: AccountSession, word: Word) -> None:
    row.vouched = with_provider(row.vouched, word.group_id, second_factor=word.second_factor)
