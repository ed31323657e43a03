"""Keys of single things, so that what an append-only table says of one can be made unreadable and its bytes stay."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import BigInteger, LargeBinary, UniqueConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.security.keys import UnreadableValue, unseal
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import DataCategory, TenantModel, code_text, current_tenant, personal

_MARK = b"\xff\xff"
"""No text in UTF-8 begins so: what does not is a text that was written before there were these keys."""
UNDER_THE_TENANTS = b"\x00"
"""What `seal` made begins so: a column that was of the type `Sealed` before stays readable."""
_HEAD, _NONCE = len(_MARK) + 8, 12
_SHOWN = 32
DIGEST = "hmac:"
"""How a keyed digest begins."""
KEYED = "keyed_by_object"
"""Where a column's `info` names the place that its texts are bound to."""


class ObjectKey(TenantModel):
    """The key of what append-only tables say of one thing; erasure deletes it.

    object_type, object_id: the thing; a number below zero is of one text alone. key: 64 hexadecimal digits.
    """

    __tablename__ = "object_key"
    __table_args__ = (UniqueConstraint("tenant_id", "object_type", "object_id"),)

    object_type: Mapped[str] = code_text()
    object_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(Sealed("object_key.key"), info=personal(DataCategory.CREDENTIAL))
    created_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOfObject:
    """A key at work. id: of its row."""

    id: int
    key: bytes

    def seal(self, place: str, value: str) -> bytes:
        """Encrypt a text; it opens at this place of this tenant only. Layout: mark, key's id (8), nonce (12), ciphertext."""
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self.key).encrypt(nonce, value.encode(), _place(place))
        return _MARK + self.id.to_bytes(8, "big") + nonce + sealed

    def digest(self, field: str, value: object) -> str:
        """What tells equal values of a field apart from others, for as long as the key is there: HMAC-SHA256, shortened."""
        code = hmac.new(self.key, f"{field}\0{value}".encode(), hashlib.sha256)
        return f"{DIGEST}{code.hexdigest()[:_SHOWN]}"


def keyed_text(name: str, place: str, category: DataCategory) -> MappedColumn[bytes]:
    """A column of an append-only table for a text that `KeyOfObject.seal` made; empty bytes are no text."""
    return mapped_column(name, LargeBinary, default=b"", info={**personal(category), KEYED: place})


def key_of(object_type: str, object_id: int | None) -> KeyOfObject:
    """The key of a thing of the current tenant, made where there is none; without an id always a new one."""
    # What the operation has not written yet is written at its own time.
    with session().no_autoflush:
        if object_id is None:
            return _made(object_type, -secrets.randbits(62)) or key_of(object_type, None)
        return (
            _found(object_type, object_id) or _made(object_type, object_id) or key_of(object_type, object_id)
        )


def open_keyed(place: str | Sequence[str], sealed: Sequence[bytes]) -> list[str | None]:
    """The texts at a place; none for one whose key is gone. One statement for all keys. Raises UnreadableValue.

    place: of all texts, or one for each.
    """
    keys = _keys({_key_id(one) for one in sealed if one.startswith(_MARK)})
    places = [place] * len(sealed) if isinstance(place, str) else place
    return [_opened(at, bytes(one), keys) for at, one in zip(places, sealed, strict=True)]


def forget_keys(object_type: str, object_ids: Collection[int] | None = None) -> int:
    """Delete the keys of things, so that nobody reads any more what the audit says in words of them; how many.

    object_ids: none for all things of the type.
    """
    mine = [ObjectKey.tenant_id == current_tenant(), ObjectKey.object_type == object_type]
    if object_ids is not None:
        mine.append(ObjectKey.object_id.in_(object_ids))
    return len(session().scalars(delete(ObjectKey).where(*mine).returning(ObjectKey.id)).all())


def forget_texts(sealed: Iterable[bytes]) -> int:
    """Delete the keys that these texts are sealed under; how many."""
    ids = {_key_id(one) for one in sealed if one.startswith(_MARK)}
    mine = (ObjectKey.tenant_id == current_tenant(), ObjectKey.id.in_(ids))
    return len(session().scalars(delete(ObjectKey).where(*mine).returning(ObjectKey.id)).all())


def _found(object_type: str, object_id: int) -> KeyOfObject | None:
    row = session().execute(
        select(ObjectKey.id, ObjectKey.key).where(
            ObjectKey.tenant_id == current_tenant(),
            ObjectKey.object_type == object_type,
            ObjectKey.object_id == object_id,
        )
    )
    one = row.one_or_none()
    return KeyOfObject(id=one.id, key=bytes.fromhex(one.key)) if one else None


def _made(object_type: str, object_id: int) -> KeyOfObject | None:
    # None: somebody else made it at this moment.
    key = os.urandom(32)
    values = {"tenant_id": current_tenant(), "object_type": object_type, "object_id": object_id}
    fresh = insert(ObjectKey).values(**values, key=key.hex(), created_at=now())
    made = session().scalar(fresh.on_conflict_do_nothing().returning(ObjectKey.id))
    return KeyOfObject(id=made, key=key) if made is not None else None


def _keys(ids: Collection[int]) -> dict[int, bytes]:
    if not ids:
        return {}
    mine = (ObjectKey.tenant_id == current_tenant(), ObjectKey.id.in_(ids))
    rows = session().execute(select(ObjectKey.id, ObjectKey.key).where(*mine))
    return {row.id: bytes.fromhex(row.key) for row in rows}


def _opened(place: str, sealed: bytes, keys: dict[int, bytes]) -> str | None:
    if sealed.startswith(UNDER_THE_TENANTS):
        return unseal(current_tenant(), place, sealed)
    if not sealed.startswith(_MARK):
        return sealed.decode()
    key = keys.get(_key_id(sealed))
    if key is None:
        return None
    nonce, rest = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _place(place)).decode()
    except InvalidTag:
        raise UnreadableValue(f"a text of {place} does not open") from None


def _key_id(sealed: bytes) -> int:
    return int.from_bytes(sealed[len(_MARK) : _HEAD], "big")


def _place(place: str) -> bytes:
    return f"{current_tenant()}/{place}".encode()
