"""What a person proves themselves with besides the password: an app, passkeys, and codes for when they are lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Identity, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import DataCategory, GlobalModel, personal


class AccountTotp(GlobalModel):
    """The authenticator app of an account; it counts once its first code has confirmed it.

    last_step: the time step of the last code that was taken; this one and those before it are taken no more.
    """

    __tablename__ = "account_totp"
    __table_args__ = (UniqueConstraint("account_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    secret: Mapped[str] = mapped_column(
        Sealed("account_totp.secret", platform=True), info=personal(DataCategory.CREDENTIAL)
    )
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]


class AccountPasskey(GlobalModel):
    """A key that a device of the person keeps for our site (WebAuthn); we have the public half of it.

    credential_id: by which the device knows it, as base64url. public_key: in COSE. sign_count: what the device last told;
    it never goes back, and stays 0 on devices that do not count. synced: it may be on other devices of theirs too.
    """

    __tablename__ = "account_passkey"
    __table_args__ = (UniqueConstraint("credential_id"), Index("ix_account_passkey_account", "account_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    credential_id: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    public_key: Mapped[bytes] = mapped_column(LargeBinary, info=personal(DataCategory.CREDENTIAL))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    synced: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(info=personal(DataCategory.DEVICE))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]


class AccountPasskeyUse(GlobalModel):
    """A question to a passkey that was answered rightly; it serves no second time. Kept until it is too old anyway."""

    __tablename__ = "account_passkey_use"
    __table_args__ = (UniqueConstraint("note_hash"), Index("ix_account_passkey_use_used_at", "used_at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    note_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    used_at: Mapped[datetime]


class AccountRecoveryCode(GlobalModel):
    """A code that replaces the other factors once; only its keyed hash is kept."""

    __tablename__ = "account_recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    code_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
