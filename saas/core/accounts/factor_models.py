"""What a person proves themselves with besides the password: an authenticator app, and codes for when it is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, UniqueConstraint
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


class AccountRecoveryCode(GlobalModel):
    """A code that replaces the authenticator app once; only its keyed hash is kept."""

    __tablename__ = "account_recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    code_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
