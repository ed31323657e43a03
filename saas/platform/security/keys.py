"""Envelope encryption: a data key and a hash key per tenant, wrapped by the platform key; AES-256-GCM throughout."""

from __future__ import annotations

import hashlib
import hmac
import os
from threading import Lock
from time import monotonic

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app
from sqlalchemy import select

from saas.config import Settings
from saas.platform.database import db, session
from saas.platform.security.models import KeyKind, TenantSecret
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.scoping import TenantSession

_EXTENSION = "saas_keys"
_NONCE = 12
RENEWED_EVERY = 60.0
"""Seconds after which a process looks whether a tenant has a newer key."""
PLATFORM = 0  # the "tenant" of values that belong to the platform itself: accounts


class UnreadableValue(RuntimeError):
    """A sealed value does not open: its key is gone, or the value was moved or altered."""


class KeyRing:
    """Unwrapped keys of this process, by tenant, kind and version."""

    def __init__(self, platform_key: bytes) -> None:
        self._wrap = AESGCM(_derive(platform_key, b"wrap"))
        self._lock = Lock()
        self._keys: dict[tuple[int, KeyKind, int], bytes] = {
            (PLATFORM, KeyKind.DATA, 1): _derive(platform_key, b"platform data"),
            (PLATFORM, KeyKind.HASH, 1): _derive(platform_key, b"platform hash"),
        }
        self._latest: dict[tuple[int, KeyKind], int] = {(PLATFORM, kind): 1 for kind in KeyKind}
        self._read_at: dict[int, float] = {}

    def create(self, tenant_id: int) -> None:
        """Make a new tenant's keys in the current session; the tenant is the current one."""
        for kind in KeyKind:
            self._remember(tenant_id, kind, 1, self._add(tenant_id, kind, 1))

    def rotate(self, tenant_id: int) -> int:
        """Make a newer data key for the current tenant in the current session; its version.

        After the commit every process seals with it within `RENEWED_EVERY`; older ones still open what they sealed.
        """
        newest, _key = self.latest(tenant_id, KeyKind.DATA)
        self._add(tenant_id, KeyKind.DATA, newest + 1)
        return newest + 1

    def renew(self, tenant_id: int) -> None:
        """Read the keys again when that was long ago: another process may have made a newer one."""
        if tenant_id != PLATFORM and monotonic() - self._read_at.get(tenant_id, 0.0) > RENEWED_EVERY:
            self._load(tenant_id)

    def _add(self, tenant_id: int, kind: KeyKind, version: int) -> bytes:
        key = os.urandom(32)
        nonce = os.urandom(_NONCE)
        wrapped = nonce + self._wrap.encrypt(nonce, key, _context(tenant_id, kind, version))
        session().add(TenantSecret(tenant_id=tenant_id, kind=kind, version=version, wrapped=wrapped))
        return key

    def latest(self, tenant_id: int, kind: KeyKind) -> tuple[int, bytes]:
        """The newest version of a key and its bytes; raises UnreadableValue when the tenant has none."""
        if (tenant_id, kind) not in self._latest:
            self._load(tenant_id)
        version = self._latest.get((tenant_id, kind))
        if version is None:
            raise UnreadableValue(f"tenant {tenant_id} has no {kind} key")
        return version, self._keys[(tenant_id, kind, version)]

    def version(self, tenant_id: int, kind: KeyKind, version: int) -> bytes:
        """One version of a key; raises UnreadableValue when it was destroyed."""
        if (tenant_id, kind, version) not in self._keys:
            self._load(tenant_id)
        try:
            return self._keys[(tenant_id, kind, version)]
        except KeyError:
            raise UnreadableValue(f"key {kind} version {version} of tenant {tenant_id} is gone") from None

    def forget(self, tenant_id: int) -> None:
        """Drop a tenant's keys from memory, after rotation or destruction."""
        with self._lock:
            self._keys = {name: key for name, key in self._keys.items() if name[0] != tenant_id}
            self._latest = {name: version for name, version in self._latest.items() if name[0] != tenant_id}
            self._read_at.pop(tenant_id, None)

    def _load(self, tenant_id: int) -> None:
        # A connection of its own: this is asked in the middle of a flush.
        with TenantSession(db=db) as work, work.begin():
            rows = work.execute(
                select(TenantSecret.kind, TenantSecret.version, TenantSecret.wrapped)
                .where(TenantSecret.tenant_id == tenant_id)
                .order_by(TenantSecret.version)
            ).all()
        for kind, version, wrapped in rows:
            context = _context(tenant_id, kind, version)
            key = self._wrap.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], context)
            self._remember(tenant_id, kind, version, key)
        self._read_at[tenant_id] = monotonic()

    def _remember(self, tenant_id: int, kind: KeyKind, version: int, key: bytes) -> None:
        with self._lock:
            self._keys[(tenant_id, kind, version)] = key
            self._latest[(tenant_id, kind)] = version
            self._read_at.setdefault(tenant_id, monotonic())


def install_keys(app: Flask, settings: Settings) -> None:
    """Give the application its key ring."""
    app.extensions[_EXTENSION] = KeyRing(settings.platform_key)


def keys() -> KeyRing:
    """The key ring of the current application."""
    ring: KeyRing = current_app.extensions[_EXTENSION]
    return ring


def seal(tenant_id: int, place: str, value: str) -> bytes:
    """Encrypt a text for a tenant (or `PLATFORM`).

    place: table and column; a value copied to another place or tenant does not open there.
    Layout: version (2 bytes), nonce (12), ciphertext with tag.
    """
    keys().renew(tenant_id)
    version, key = keys().latest(tenant_id, KeyKind.DATA)
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, value.encode(), _place(tenant_id, place))
    return version.to_bytes(2, "big") + nonce + sealed


def unseal(tenant_id: int, place: str, sealed: bytes) -> str:
    """Decrypt what `seal` made; raises UnreadableValue when the key is gone or the value is not from this place."""
    key = keys().version(tenant_id, KeyKind.DATA, int.from_bytes(sealed[:2], "big"))
    try:
        return AESGCM(key).decrypt(sealed[2:14], sealed[14:], _place(tenant_id, place)).decode()
    except InvalidTag:
        raise UnreadableValue(f"a value of {place} does not open for tenant {tenant_id}") from None


def keyed_hash(kind: str, value: str, *, tenant_id: int | None = None) -> str:
    """A hash for equality search: HMAC-SHA256 under the tenant's hash key, as 64 hexadecimal digits.

    kind: what is hashed (`phone`, `email`, `id`), so that equal texts of two kinds differ.
    tenant_id: the current one if not given.
    """
    _version, key = keys().latest(current_tenant() if tenant_id is None else tenant_id, KeyKind.HASH)
    return hmac.new(key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aftercare " + purpose).derive(key)


def _context(tenant_id: int, kind: KeyKind, version: int) -> bytes:
    return f"{tenant_id}/{kind.value}/{version}".encode()


def _place(tenant_id: int, place: str) -> bytes:
    return f"{tenant_id}/{place}".encode()
