"""The consent ledger, do-not-contact, the contact policy and the gate's decisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Index, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


class Purpose(StrEnum):
    """Why a customer is contacted. Purposes of sensitive data are written `sensitive:<what>` and always need a grant."""

    SERVICE = "service"
    SURVEY = "survey"
    MARKETING = "marketing"
    PROFILING = "profiling"
    SHARE = "share"


class ContactChannel(StrEnum):
    """How a customer is contacted; `any` only in consent and refusals."""

    ANY = "any"
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"
    VISIT = "visit"


class ConsentDecision(StrEnum):
    """What the customer said."""

    GRANT = "grant"
    DENY = "deny"
    WITHDRAW = "withdraw"


class RefusalScope(StrEnum):
    """What a refusing customer refuses."""

    THIS_CALL = "this_call"
    THIS_PURPOSE = "this_purpose"
    ALL_CONTACT = "all_contact"


class ConsentEvent(TenantModel):
    """One statement of a customer about one purpose; the last one holds.

    purpose: a `Purpose` or `sensitive:<what>`. evidence: how it is proven (kind, and id of a recording, message or file).
    """

    __tablename__ = "consent_event"
    __table_args__ = (
        Index("ix_consent_event_customer", "tenant_id", "customer_id", "purpose", "channel", "occurred_at"),
    )
    append_only = True

    customer_id: Mapped[int] = ref("customer", index=False)
    legal_entity_id: Mapped[int | None] = optional_ref("legal_entity")
    purpose: Mapped[str] = code_text()
    channel: Mapped[ContactChannel] = choice(ContactChannel, default=ContactChannel.ANY)
    decision: Mapped[ConsentDecision] = choice(ConsentDecision)
    notice_version: Mapped[str] = code_text(default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    occurred_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by: Mapped[int | None]


class BlockSource(StrEnum):
    """How we learned that a customer wants no contact."""

    VERBAL = "verbal"
    REPLY = "reply"
    REGULATOR = "regulator"
    STAFF = "staff"


class DoNotContact(Versioned, TenantModel):
    """A customer, or a number wherever it turns up, that is not contacted; overrides every consent.

    value_hash: keyed hash of a number, `''` when the block is the customer's. channel `any` blocks all.
    """

    __tablename__ = "do_not_contact"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "customer_id", "value_hash", "channel", postgresql_nulls_not_distinct=True
        ),
        Index("ix_do_not_contact_hash", "tenant_id", "value_hash"),
    )

    customer_id: Mapped[int | None] = optional_ref("customer", ondelete="CASCADE", index=False)
    value_hash: Mapped[str] = mapped_column(default="", info=personal(DataCategory.CONTACT))
    channel: Mapped[ContactChannel] = choice(ContactChannel, default=ContactChannel.ANY)
    source: Mapped[BlockSource] = choice(BlockSource)
    reason: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)


class ContactPolicy(Versioned, TenantModel):
    """When customers may be contacted; the newest version holds, older ones explain old decisions.

    quiet_hours: purpose to `["20:00", "08:00"]`, in the zone of the customer's store; `*` for the purposes not named.
    """

    __tablename__ = "contact_policy"
    __table_args__ = (UniqueConstraint("tenant_id", "version"),)

    version: Mapped[int] = mapped_column(Integer)
    quiet_hours: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)


class GateResult(StrEnum):
    """The gate's answer; `defer` says from when on to ask again."""

    ALLOW = "allow"
    DENY = "deny"
    DEFER = "defer"


class ContactDecision(TenantModel):
    """One answer of the contact gate, with its reasons; a contact cannot be written without one.

    module: who asked. reasons: codes such as `do_not_contact`, `refused`, `not_granted`, `quiet_hours`, `default_allow`.
    """

    __tablename__ = "contact_decision"
    __table_args__ = (Index("ix_contact_decision_customer", "tenant_id", "customer_id", "decided_at"),)
    append_only = True

    customer_id: Mapped[int] = ref("customer", index=False)
    purpose: Mapped[str] = code_text()
    channel: Mapped[ContactChannel] = choice(ContactChannel)
    module: Mapped[str] = code_text()
    decided_at: Mapped[datetime] = mapped_column(default=now)
    result: Mapped[GateResult] = choice(GateResult)
    reasons: Mapped[list[str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    defer_until: Mapped[datetime | None]
    policy_version: Mapped[int] = mapped_column(Integer, default=0)
