"""The wrapped keys of each tenant."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.tenancy import NOT_PERSONAL, LocalModel, choice


class KeyKind(StrEnum):
    """What a key is for: sealing values, or hashing them for equality (never rotated with the first)."""

    DATA = "data"
    HASH = "hash"


class TenantSecret(LocalModel):
    """A key of a tenant, wrapped by the platform key; destroying it makes the tenant's sealed values unreadable."""

    __tablename__ = "tenant_secret"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "version"),)

    kind: Mapped[KeyKind] = choice(KeyKind)
    version: Mapped[int] = mapped_column(Integer)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary, info=NOT_PERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)
