"""A group's own provider of sign-ins, and whom of its members it knows by which name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import DataCategory, TenantModel, Versioned, code_text, personal, ref


class SignInProvider(Versioned, TenantModel):
    """The OpenID Connect provider of a group; it has one or none.

    name: what its button says. asks_second_factor: the group says that it always asks for one, also where it does not
    tell so with each sign-in.
    """

    __tablename__ = "sign_in_provider"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    name: Mapped[str] = code_text()
    issuer: Mapped[str] = code_text()
    client_id: Mapped[str] = code_text()
    client_secret: Mapped[str] = mapped_column(
        Sealed("sign_in_provider.client_secret"), info=personal(DataCategory.CREDENTIAL)
    )
    enabled: Mapped[bool] = mapped_column(Boolean, default=False)
    asks_second_factor: Mapped[bool] = mapped_column(Boolean, default=False)


class MemberIdentity(TenantModel):
    """By which name a provider knows a member: linked once, by the person; never found by an address or a name.

    subject: the provider's own name of the person; its letter case counts. subject_hash: keyed hash of it.
    """

    __tablename__ = "member_identity"
    __table_args__ = (
        UniqueConstraint("tenant_id", "issuer", "subject_hash"),
        UniqueConstraint("tenant_id", "member_id", "issuer", name="uq_member_identity_member"),
    )

    member_id: Mapped[int] = ref("member", ondelete="CASCADE", index=False)
    issuer: Mapped[str] = code_text()
    subject: Mapped[str] = mapped_column(
        Sealed("member_identity.subject"), info=personal(DataCategory.EMPLOYMENT)
    )
    subject_hash: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    linked_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
