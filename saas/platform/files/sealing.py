"""A file's bytes under its tenant's data key: in chunks, so that a big file is neither read whole nor kept twice.

Layout: magic (4 bytes), key version (2), salt (32), then chunks of `CHUNK` bytes, each sealed with AES-256-GCM under a key
derived for this file, with its number as nonce and whether it is the last as further data: chunks cannot be swapped,
left out or cut off at the end.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from saas.platform.security.keys import UnreadableValue, keys
from saas.platform.security.models import KeyKind

CHUNK = 1024 * 1024
_MAGIC = b"ACF1"
_SALT = 32
_HEAD = len(_MAGIC) + 2 + _SALT
_TAG = 16


def seal_chunks(tenant_id: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Seal what comes in any pieces; at least one chunk comes out, also for an empty file."""
    keys().renew(tenant_id)
    version, key = keys().latest(tenant_id, KeyKind.DATA)
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt, tenant_id)
    yield _MAGIC + version.to_bytes(2, "big") + salt
    number = 0
    held = b""
    for piece in chunks:
        held += piece
        # The last chunk is marked, so one is held back until it is known that more follows.
        while len(held) > CHUNK:
            yield cipher.encrypt(_nonce(number), held[:CHUNK], b"more")
            held = held[CHUNK:]
            number += 1
    yield cipher.encrypt(_nonce(number), held, b"last")


def version_of(head: bytes) -> int:
    """Of which key a stored file is, by its first six bytes; raises UnreadableValue for what does not begin as one."""
    if head[: len(_MAGIC)] != _MAGIC:
        raise UnreadableValue("a stored file does not begin as one")
    return int.from_bytes(head[4:6], "big")


class OpenedFile(io.RawIOBase):
    """A sealed file as its owner sees it: readable and seekable, with one chunk in memory."""

    def __init__(self, source: IO[bytes], tenant_id: int) -> None:
        super().__init__()
        self._source = source
        head = source.read(_HEAD)
        if len(head) != _HEAD:
            raise UnreadableValue("a stored file does not begin as one")
        key = keys().version(tenant_id, KeyKind.DATA, version_of(head))
        self._cipher = _cipher(key, head[6:], tenant_id)
        body = source.seek(0, io.SEEK_END) - _HEAD
        self._last = max(-(-body // (CHUNK + _TAG)) - 1, 0)
        self.size = body - (self._last + 1) * _TAG
        self._at = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte of the file as it was stored."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        """The byte that is read next."""
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # RawIOBase asks for Buffer
        """Read into `buffer`, at most to the end of a chunk; raises UnreadableValue for an altered file."""
        if self._at >= self.size:
            return 0
        self._load(self._at // CHUNK)
        start = self._at % CHUNK
        piece = self._chunk[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the stored file too."""
        self._source.close()
        super().close()

    def _load(self, number: int) -> None:
        if number == self._number:
            return
        self._source.seek(_HEAD + number * (CHUNK + _TAG))
        sealed = self._source.read(CHUNK + _TAG)
        mark = b"last" if number == self._last else b"more"
        try:
            self._chunk = self._cipher.decrypt(_nonce(number), sealed, mark)
        except InvalidTag:
            raise UnreadableValue("a stored file was altered, or is another group's") from None
        self._number = number


def _cipher(key: bytes, salt: bytes, tenant_id: int) -> AESGCM:
    own = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"aftercare file %d" % tenant_id).derive(key)
    return AESGCM(own)


def _nonce(number: int) -> bytes:
    # Never repeated: the key is this file's alone.
    return number.to_bytes(12, "big")
