"""`account` is a person, platform-wide; `member` is that person in a group. Only this room reads `account`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Identity, Index, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    GlobalModel,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


class LoginKind(StrEnum):
    """What a person signs in with."""

    EMAIL = "email"
    MOBILE = "mobile"


class AccountStatus(StrEnum):
    """locked: too many wrong passwords, until `locked_until`; disabled: by the platform's operators only."""

    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


class Account(Versioned, GlobalModel):
    """A person's sign-in for all groups.

    login_hash: keyed hash of the normalised login under the platform's hash key. login_confirmed_at: when the person
    showed that the address is theirs; only then does a reset link go there.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("login_hash"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-20)
    login_kind: Mapped[LoginKind] = choice(LoginKind)
    login: Mapped[str] = mapped_column(
        Sealed("account.login", platform=True), info=personal(DataCategory.CONTACT)
    )
    login_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CONTACT))
    login_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    display_name: Mapped[str] = mapped_column(info=personal(DataCategory.IDENTITY))
    locale: Mapped[str] = code_text(default="")
    theme: Mapped[str] = code_text(default="")
    status: Mapped[AccountStatus] = choice(AccountStatus, default=AccountStatus.ACTIVE)
    is_operator: Mapped[bool] = mapped_column(Boolean, default=False)
    failed_count: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]


class AccountSession(GlobalModel):
    """A sign-in on one browser; the cookie carries the token whose hash stands here.

    proof: how the person proved who they are (`password`, with `+` the second factor; empty when only providers vouch
    for them), and proved_at when they last did. vouched: the groups whose providers vouch for them. rotate: the person's
    rights have changed, so the next page gives this browser a new token.
    """

    __tablename__ = "account_session"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_account_session_account", "account_id", "revoked_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    token_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    proof: Mapped[str] = code_text(default="password")
    vouched: Mapped[str] = code_text(default="")
    rotate: Mapped[bool] = mapped_column(Boolean, default=False)
    proved_at: Mapped[datetime | None] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="", info=personal(DataCategory.DEVICE))
    agent: Mapped[str] = mapped_column(default="", info=personal(DataCategory.DEVICE))


class MemberStatus(StrEnum):
    """invited until the link is used; disabled can be let in again; removed cannot, and stays for history."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


class AccountGroup(GlobalModel):
    """Which groups a person belongs to, for the switcher; written in the member's transaction, read by own account only.

    group_id is the tenant's id; it is not named `tenant_id` because this is not a tenant's table.
    """

    __tablename__ = "account_group"
    __table_args__ = (UniqueConstraint("account_id", "group_id"), Index("ix_account_group_group", "group_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    group_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = code_text()
    status: Mapped[MemberStatus] = choice(MemberStatus)


class TokenPurpose(StrEnum):
    """What a link to an account is for."""

    RESET = "reset"
    CONFIRM = "confirm"


class AccountToken(GlobalModel):
    """A link to an account, usable once; only its hash is kept.

    group_id: the group whose administrator copied it; it dies as soon as the account is somebody else's too.
    """

    __tablename__ = "account_token"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_account_token_account", "account_id", "purpose"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[TokenPurpose] = choice(TokenPurpose)
    group_id: Mapped[int | None] = mapped_column(BigInteger)
    token_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Member(Versioned, TenantModel):
    """A person in a group; every assignee, operator, handler and owner is a key to this.

    account_id: none until the invitation is accepted. preferences: the store last chosen, columns shown and the like.
    """

    __tablename__ = "member"
    __table_args__ = (
        # Several invited members have no account yet: NULLs are distinct on purpose.
        UniqueConstraint("tenant_id", "account_id"),
        UniqueConstraint("tenant_id", "employee_id"),
    )

    account_id: Mapped[int | None] = mapped_column(BigInteger)
    employee_id: Mapped[int | None] = optional_ref("employee", index=False)
    display_name: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    email: Mapped[str | None] = mapped_column(Sealed("member.email"), info=personal(DataCategory.EMPLOYMENT))
    status: Mapped[MemberStatus] = choice(MemberStatus, default=MemberStatus.INVITED)
    last_seen_at: Mapped[datetime | None]
    preferences: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)


class Invitation(TenantModel):
    """A link to a membership; only its hash is kept, and it is used once.

    sent_to_hash: the login hash of the address that it was mailed to, `''` for one that was copied; who uses a mailed
    link shows that the address is theirs.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash"),)

    member_id: Mapped[int] = ref("member", ondelete="CASCADE")
    sent_to_hash: Mapped[str] = mapped_column(default="", info=personal(DataCategory.CONTACT))
    token_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiClient(Versioned, TenantModel):
    """A program of the group; its token is shown once and kept as a hash.

    scopes: permission names it may use, each for the whole group. tail: the token's last four characters.
    previous_hash, previous_until: the token before, which works until then, so that no call fails while the program is
    given the new one. last_used_from: the address of the last call that was noted.
    """

    __tablename__ = "api_client"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), UniqueConstraint("tenant_id", "token_hash"))

    name: Mapped[str] = code_text()
    token_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    tail: Mapped[str] = code_text()
    scopes: Mapped[list[str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    last_used_from: Mapped[str] = mapped_column(
        default="", server_default="", info=personal(DataCategory.DEVICE)
    )
    rotated_at: Mapped[datetime | None]
    previous_hash: Mapped[str | None] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    previous_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
