"""What is hashed, byte by byte: the canonical content of an entry, and the chain over the seals. No database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

DIGEST = 32
"""Bytes of one SHA-256."""
FIRST = bytes(DIGEST)
"""What the first seal follows."""


def digest_of(entry: Mapping[str, object]) -> bytes:
    """SHA-256 of an entry's canonical content.

    entry: every column by its name. Canonical: JSON of RFC 8259 with names in the order of their code points, no space
    between tokens, UTF-8 without escapes; instants as ISO 8601 in UTC with six decimals, bytes in hexadecimal.
    """
    return hashlib.sha256(_canonical(entry)).digest()


def chained(previous: bytes, head: Mapping[str, object], digests: bytes) -> bytes:
    """SHA-256 over the chain of the seal before (32 bytes), what a seal says of itself, and its entries' digests."""
    return hashlib.sha256(previous + hashlib.sha256(_canonical(head)).digest() + digests).digest()


def pieces(digests: bytes) -> Sequence[bytes]:
    """The digests of a seal, one by one."""
    return [digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)]


def _canonical(content: Mapping[str, object]) -> bytes:
    plain = {name: _plain(value) for name, value in content.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.hex() if isinstance(value, bytes) else value
