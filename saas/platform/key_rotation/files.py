"""Stored files of a group, found by the version of the key that each begins with."""

from __future__ import annotations

import io
from collections.abc import Iterator

from sqlalchemy import select, text

from saas.platform.database import session
from saas.platform.files.models import Attachment
from saas.platform.files.sealing import CHUNK, OpenedFile, seal_chunks, version_of
from saas.platform.files.storage import storage
from saas.platform.tenancy import current_tenant

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


def next_file(after: str) -> str:
    """The key of the current group's next stored file, empty at the end."""
    following = (
        select(Attachment.storage_key)
        .where(Attachment.tenant_id == current_tenant(), Attachment.storage_key > after)
        .order_by(Attachment.storage_key)
        .limit(1)
    )
    return session().scalar(following) or ""


def is_older(key: str, version: int) -> bool:
    """Whether a stored file is sealed under an older key than `version`; one whose bytes are gone is not."""
    try:
        with storage().open(key) as stored:
            return version_of(stored.read(6)) < version
    except FileNotFoundError:
        return False


def older_files(version: int) -> Iterator[str]:
    """The stored files of the current group under an older key."""
    key = next_file("")
    while key:
        if is_older(key, version):
            yield key
        key = next_file(key)


def reseal_file(key: str) -> None:
    """Seal a stored file anew; whoever reads it meanwhile reads the old bytes to their end."""
    # As whoever stores the same content does: its bytes are replaced.
    session().execute(_LOCK, {"key": key})
    with io.BufferedReader(OpenedFile(storage().open(key), current_tenant()), buffer_size=CHUNK) as opened:
        upload = storage().write(seal_chunks(current_tenant(), iter(lambda: opened.read(CHUNK), b"")))
    try:
        upload.finish(key)
    finally:
        upload.abandon()
