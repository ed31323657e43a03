"""What a passkey signs: a sealed note of what was asked, of whom and when, which comes back with the answer and serves once."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from saas.core.accounts.factor_models import AccountPasskeyUse
from saas.core.accounts.passkeys import NotFitting
from saas.core.accounts.tokens import token_hash
from saas.platform.clock import now
from saas.platform.security.keys import PLATFORM, UnreadableValue, seal, unseal

LASTS = timedelta(minutes=10)


class NoteFor(StrEnum):
    """What is asked of the passkey; an answer to one question does for no other."""

    MAKE = "make"
    SIGN_IN = "sign_in"
    SECOND_STEP = "second_step"
    PROVE = "prove"


def new_note(purpose: NoteFor, whose: int = 0) -> str:
    """A note for one question. whose: the session or account that is asked, none where anybody may answer."""
    told = [whose, int(now().timestamp()), secrets.token_urlsafe(24)]
    return base64.urlsafe_b64encode(seal(PLATFORM, _place(purpose), json.dumps(told))).decode()


def check_note(note: str, purpose: NoteFor, whose: int = 0) -> None:
    """Raises NotFitting unless the note is ours, for this question, of this session or account, and young enough."""
    try:
        asked, at, _random = json.loads(unseal(PLATFORM, _place(purpose), base64.urlsafe_b64decode(note)))
    except (binascii.Error, UnreadableValue, ValueError):
        raise NotFitting("no note of ours") from None
    if asked != whose or now().timestamp() - at > LASTS.total_seconds():
        raise NotFitting("a note of somebody else, or too old")


def use_up(work: Session, note: str) -> None:
    """Let a note serve no second time; raises NotFitting when it has served. Only for notes that were answered rightly."""
    used = insert(AccountPasskeyUse).values(note_hash=token_hash(note), used_at=now())
    taken = used.on_conflict_do_nothing(index_elements=["note_hash"]).returning(AccountPasskeyUse.id)
    if work.scalar(taken) is None:
        raise NotFitting("a note that has served")
    # An older note is refused by its age.
    work.execute(delete(AccountPasskeyUse).where(AccountPasskeyUse.used_at < now() - 2 * LASTS))


def _place(purpose: NoteFor) -> str:
    return f"passkey.{purpose}"
