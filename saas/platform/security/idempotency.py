"""Answers kept for a day, so that a request sent twice with one key is done once; used by the API and by HTML forms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Response
from psycopg.errors import LockNotAvailable
from sqlalchemy import Index, Integer, UniqueConstraint, delete, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, DomainError, Invalid
from saas.platform.i18n import _
from saas.platform.security.keys import keyed_hash
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    LocalModel,
    code_text,
    current_actor,
    current_tenant,
    personal,
)

KEPT = timedelta(hours=24)
_LONGEST_KEY = 255
# What an answer's second copy needs besides its body; cookies and the like belong to the first.
_KEPT_HEADERS = ("Content-Type", "Location", "ETag", "HX-Location", "HX-Redirect", "HX-Trigger")


class IdempotencyKey(LocalModel):
    """A key that an actor sent with a request, what the request was, and what was answered."""

    __tablename__ = "idempotency_key"
    __table_args__ = (
        UniqueConstraint("tenant_id", "actor", "key"),
        Index("ix_idempotency_key_claimed_at", "tenant_id", "claimed_at"),
    )

    actor: Mapped[str] = code_text()
    key: Mapped[str] = code_text()
    request_hash: Mapped[str] = code_text()
    claimed_at: Mapped[datetime] = mapped_column(default=now)
    status: Mapped[int | None] = mapped_column(Integer)
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    body: Mapped[str | None] = mapped_column(
        Sealed("idempotency_key.body"), info=personal(DataCategory.IDENTITY)
    )


class StillRunning(Conflict):
    """The same request is being worked on by another process; `retry_after` is in seconds."""

    code = "still_running"
    retry_after = 2


class KeyReused(DomainError):
    """A key came with a request that is not the one it was first sent with."""

    status = 422
    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to do a request: whoever holds it does the work and keeps the answer."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What was answered the first time."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The same answer again, marked as a repetition."""
        answer = Response(self.body, status=self.status, headers=dict(self.headers))
        answer.headers["Idempotency-Replayed"] = "true"
        return answer


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What tells one request from another under the same key, hashed under the tenant's key."""
    # The digest first: a file of 200 MB would be held twice more as text.
    return keyed_hash("request", f"{method}\0{path}\0{hashlib.sha256(body).hexdigest()}")


def claim(key: str, request_hash: str) -> Claim | KeptAnswer:
    """Take the key for this transaction, or get the answer that was kept for it.

    A second request waits for the first one's end; if that was rolled back, the second does the work.
    Raises Invalid for a key that is too long, KeyReused when the key came with another request, StillRunning
    when the first one takes longer than five seconds.
    """
    if not 0 < len(key) <= _LONGEST_KEY:
        raise Invalid("Idempotency-Key", _("A key has between 1 and 255 characters."))
    taken = _take(key, request_hash)
    return Claim(id=taken) if taken is not None else _kept(key, request_hash)


def keep(claimed: Claim, response: Response) -> None:
    """Keep an answer with the effect, in the same transaction; only what succeeded is kept."""
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    session().execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.tenant_id == current_tenant(), IdempotencyKey.id == claimed.id)
        .values(status=response.status_code, headers=headers, body=response.get_data(as_text=True))
        .execution_options(synchronize_session=False)
    )


def release(claimed: Claim) -> None:
    """Give a key back, as if it had never been sent: for answers that may not be kept."""
    session().execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.tenant_id == current_tenant(), IdempotencyKey.id == claimed.id)
        .execution_options(synchronize_session=False)
    )


def once(key: str, request_hash: str, work: Callable[[], Response]) -> Response:
    """Do `work` and keep its answer, or give the answer kept for this key; raises what `claim` raises."""
    claimed = claim(key, request_hash)
    if isinstance(claimed, KeptAnswer):
        return claimed.response()
    response = work()
    if response.status_code < 400:
        keep(claimed, response)
    return response


def forget_old_answers() -> int:
    """Delete the current tenant's answers that are older than a day; returns how many."""
    expired = delete(IdempotencyKey).where(
        IdempotencyKey.tenant_id == current_tenant(), IdempotencyKey.claimed_at < now() - KEPT
    )
    return len(session().execute(expired.returning(IdempotencyKey.id)).all())


def _take(key: str, request_hash: str) -> int | None:
    fresh = insert(IdempotencyKey).values(
        tenant_id=current_tenant(), actor=_actor(), key=key, request_hash=request_hash, claimed_at=now()
    )
    # An expired key is taken over in place; the WHERE leaves a living one as it is and returns nothing.
    statement = fresh.on_conflict_do_update(
        index_elements=["tenant_id", "actor", "key"],
        set_={
            "request_hash": request_hash,
            "claimed_at": now(),
            "status": None,
            "body": None,
            "headers": {},
        },
        where=IdempotencyKey.claimed_at < now() - KEPT,
    ).returning(IdempotencyKey.id)
    work = session()
    try:
        with work.begin_nested():
            work.execute(text("SET LOCAL lock_timeout = '5s'"))
            taken: int | None = work.execute(statement).scalar_one_or_none()
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise StillRunning(
                _("The same request is still being worked on; ask again in a moment.")
            ) from None
        raise
    work.execute(text("SET LOCAL lock_timeout = 0"))
    return taken


def _kept(key: str, request_hash: str) -> KeptAnswer:
    row = (
        session()
        .execute(
            select(
                IdempotencyKey.request_hash,
                IdempotencyKey.status,
                IdempotencyKey.headers,
                IdempotencyKey.body,
            ).where(
                IdempotencyKey.tenant_id == current_tenant(),
                IdempotencyKey.actor == _actor(),
                IdempotencyKey.key == key,
            )
        )
        .one()
    )
    if row.request_hash != request_hash:
        raise KeyReused(_("This key was already sent with another request; take a new one."))
    return KeptAnswer(status=row.status or 200, headers=row.headers, body=row.body or "")


def _actor() -> str:
    actor = current_actor()
    return f"{actor.kind.value}:{actor.id or 0}"
