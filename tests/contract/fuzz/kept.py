"""What is kept beside the database: keys of Valkey, and the bytes of files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import make_transient

from saas.platform.database import session
from saas.platform.errors import NotFound
from saas.platform.files import open_file
from saas.platform.files.models import Attachment
from saas.platform.files.storage import storage
from saas.platform.security.keys import UnreadableValue
from saas.platform.valkey import valkey
from tests.contract.fuzz.worlds import World, Worlds

_OWNED = re.compile(r"(?:t:\d+|p):")
"""Every key says whose it is: a group's, or the platform's."""


def keys_found(worlds: Worlds) -> Iterator[str]:
    """Keys without an owner, and words of a group outside what is kept for it."""
    with worlds.app.app_context():
        server = valkey()
        for name in sorted(key.decode() for key in server.scan_iter("*")):
            if not _OWNED.match(name):
                yield f"key {name!r} does not say whose it is"
            held = f"{name} {server.get(name)!r}" if server.type(name) == b"string" else name
            for world in (worlds.a, worlds.b):
                if not name.startswith(f"t:{world.id}:") and world.words.told_in(held):
                    yield f"key {name!r} holds a word of {world.code}"


def files_found(worlds: Worlds, reader: World, owner: World) -> Iterator[str]:
    """What `reader` gets of the files of `owner`: by their rows, by a row of its own that names them, by their bytes."""
    with worlds.system.connect() as work:
        rows = work.execute(
            text("SELECT id, storage_key FROM attachment WHERE tenant_id = :tenant ORDER BY id"),
            {"tenant": owner.id},
        ).all()
    if not rows:
        yield "twin: there is no file"
    for row in rows:
        if not row.storage_key.startswith(f"t/{owner.id}/"):
            yield f"file {row.id} lies outside its group's folder: {row.storage_key}"
        if worlds.b.words.row in _bytes(worlds, row.storage_key):
            yield f"file {row.id} can be read where it lies"
        if _by_row(reader, row.id):
            yield f"file {row.id} is found by its id"
        if _by_key(reader, row.storage_key):
            yield f"file {row.id} opens for another group that knows its key"
        if not _by_row(owner, row.id):
            yield f"twin: file {row.id} does not open for its own group"


def _bytes(worlds: Worlds, key: str) -> str:
    with worlds.app.app_context(), storage().open(key) as stored:
        return stored.read().decode("utf-8", "replace")


def _by_row(reader: World, attachment_id: int) -> bool:
    with reader.acting():
        found = session().scalar(select(Attachment).where(Attachment.id == attachment_id))
        return found is not None and _opens(found)


def _by_key(reader: World, key: str) -> bool:
    """A row of one's own that names the bytes of others, as a fault in a form or an import could write it."""
    forged = Attachment(tenant_id=reader.id, storage_key=key, name="x", mime="text/plain", size=1, sha256="")
    make_transient(forged)
    with reader.acting():
        return _opens(forged)


def _opens(found: Attachment) -> bool:
    try:
        with open_file(found) as stored:
            return bool(stored.read(1))
    except (UnreadableValue, FileNotFoundError, NotFound):
        return False
