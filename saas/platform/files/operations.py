"""Store a file with its row, open it, and remove bytes that no row names."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from typing import IO

from sqlalchemy import select, text

from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.files.kinds import ORDINARY
from saas.platform.files.looking import look_at, too_large
from saas.platform.files.models import Attachment
from saas.platform.files.sealing import CHUNK, OpenedFile, seal_chunks
from saas.platform.files.storage import storage
from saas.platform.security.keys import keyed_hash
from saas.platform.tenancy import current_tenant, tenant_key

MOST_BYTES = 200 * 1024 * 1024
YOUNG = timedelta(hours=24)
"""Bytes whose row may still be in an open transaction."""
GONE = "gone"
"""The storage key of a file that was emptied; nothing lies there."""
_BATCH = 500
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")


class _Measured:
    """A stream that is counted, hashed and refused when it grows too long, while it is read once."""

    def __init__(self, head: bytes, rest: IO[bytes], most: int) -> None:
        self._head = head
        self._rest = rest
        self._most = most
        self._hash = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        piece = self._head or self._rest.read(CHUNK)
        while piece:
            self.size += len(piece)
            if self.size > self._most:
                raise too_large(self._most)
            self._hash.update(piece)
            yield piece
            piece = self._rest.read(CHUNK)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def store_file(
    stream: IO[bytes],
    *,
    name: str,
    owner_type: str,
    owner_id: int | None,
    accepted: Collection[str] = ORDINARY,
    most_bytes: int = MOST_BYTES,
) -> Attachment:
    """Store a file of the current tenant, sealed; its row is added to the current transaction, the bytes lie before it.

    stream: read to its end. name: as the person's machine called it. owner_type, owner_id: what it belongs to.
    accepted: MIME types, judged by content. A picture is kept as it was drawn anew, without place and time. Raises
    Invalid at `file` for an empty, too long, unaccepted or damaged one, and for an archive that is a bomb.
    """
    looked = look_at(stream, name, accepted=accepted, most_bytes=most_bytes)
    measured = _Measured(looked.head, looked.rest, most_bytes)
    try:
        upload = storage().write(seal_chunks(current_tenant(), iter(measured)))
    finally:
        if looked.rest is not stream:
            looked.rest.close()
    try:
        mark = keyed_hash("file", measured.digest)
        key = _storage_key(mark)
        # Until this transaction ends no sweep takes the bytes, also when they replace old ones of the same content.
        session().execute(_LOCK, {"key": key})
        upload.finish(key)
    finally:
        upload.abandon()
    attachment = Attachment(
        owner_type=owner_type,
        owner_id=owner_id,
        name=_plain_name(name),
        mime=looked.kind,
        size=measured.size,
        sha256=mark,
        storage_key=key,
    )
    session().add(attachment)
    return attachment


def open_file(attachment: Attachment) -> io.BufferedReader:
    """The file as it was stored, readable and seekable; to be closed.

    Raises FileNotFoundError when the bytes are gone, UnreadableValue when they were altered or their key destroyed.
    """
    return io.BufferedReader(
        OpenedFile(storage().open(attachment.storage_key), attachment.tenant_id), buffer_size=CHUNK
    )


def remove_file(attachment: Attachment) -> None:
    """Remove a file's row; the bytes go with the next sweep, unless another row has the same content."""
    session().delete(attachment)


def empty_file(attachment: Attachment) -> None:
    """Let go of a file whose row others refer to: it keeps its size and digest and has no name and no bytes any more."""
    attachment.storage_key, attachment.name = GONE, "…"


def is_gone(attachment: Attachment) -> bool:
    """Whether a file was emptied."""
    return attachment.storage_key == GONE


def sweep_orphans() -> dict[str, int]:
    """Delete the current tenant's bytes that no row names and that are older than a day; returns how many."""
    removed = 0
    old: list[str] = []
    horizon = now() - YOUNG
    for key, written in storage().keys(_prefix()):
        if written < horizon:
            old.append(key)
        if len(old) == _BATCH:
            removed += _remove_unnamed(old)
            old = []
    return {"removed": removed + _remove_unnamed(old)}


def _remove_unnamed(keys: list[str]) -> int:
    with session().begin_nested() as savepoint:
        orphans = _unnamed(set(keys))
        # Whoever stores the same content holds its lock; asked again under the lock, since they may just have ended.
        free = {key for key in orphans if session().scalar(_TRY_LOCK, {"key": key})}
        removed = _unnamed(free)
        for key in removed:
            storage().delete(key)
        # Gives the locks back; nothing else was written here.
        savepoint.rollback()
    return len(removed)


def _unnamed(keys: set[str]) -> set[str]:
    named = select(Attachment.storage_key).where(
        Attachment.tenant_id == current_tenant(), Attachment.storage_key.in_(keys)
    )
    return keys - set(session().scalars(named))


def _storage_key(mark: str) -> str:
    return f"{_prefix()}{now():%Y/%m}/{mark}"


def _prefix() -> str:
    return tenant_key("").replace(":", "/")


def _plain_name(name: str) -> str:
    # Browsers of old send the whole path; control characters would end up in headers.
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:200] or "file"
