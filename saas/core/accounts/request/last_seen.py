"""When a person was last there; written every few minutes, in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from saas.core.accounts.models import AccountSession, Member
from saas.core.accounts.operations.members import jot_down
from saas.core.accounts.queries import SignedInAccount
from saas.platform.clock import now
from saas.platform.database import db
from saas.platform.tenancy.scoping import TenantSession

EVERY = timedelta(minutes=5)


def note_last_seen(account: SignedInAccount, member: Member | None) -> None:
    """Write the moment on session and member, when the last time is long enough ago.

    Apart from the request's own transaction, so that a refused request counts and a long one holds no lock.
    """
    moment = now()
    if moment - account.last_seen_at < EVERY:
        return
    with TenantSession(db=db) as work, work.begin():
        mine = update(AccountSession).where(AccountSession.id == account.session_id)
        work.execute(mine.values(last_seen_at=moment))
        if member is not None:
            jot_down(work, member, last_seen_at=moment)
