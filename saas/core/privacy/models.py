"""The consent ledger, do-not-contact, the contact policy and the gate's decisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.i18n import _l
from saas.platform.security.sealed import Sealed
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

    purpose: a `Purpose` or `sensitive:<what>`. legal_entity_id: the company it was said to, none for the whole group.
    notice_id: what the customer was shown; notice_version: its number, or a text of another system. evidence: how it is
    proven (kind, and id of a recording, message or file).
    """

    __tablename__ = "consent_event"
    __title__ = _l("Agreement and refusal")
    __table_args__ = (
        Index("ix_consent_event_customer", "tenant_id", "customer_id", "purpose", "channel", "occurred_at"),
    )
    append_only = True

    customer_id: Mapped[int] = ref("customer", index=False)
    legal_entity_id: Mapped[int | None] = optional_ref("legal_entity")
    purpose: Mapped[str] = code_text()
    channel: Mapped[ContactChannel] = choice(ContactChannel, default=ContactChannel.ANY)
    decision: Mapped[ConsentDecision] = choice(ConsentDecision)
    notice_id: Mapped[int | None] = optional_ref("consent_notice")
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
    __title__ = _l("Wishes for no contact")
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
    caps: how often at most, each with purpose, channel, window and number.
    """

    __tablename__ = "contact_policy"
    __table_args__ = (UniqueConstraint("tenant_id", "version"),)

    version: Mapped[int] = mapped_column(Integer)
    quiet_hours: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    caps: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, default=list, server_default=text("'[]'"), info=NOT_PERSONAL
    )


class GateResult(StrEnum):
    """The gate's answer; `defer` says from when on to ask again."""

    ALLOW = "allow"
    DENY = "deny"
    DEFER = "defer"


class ContactDecision(TenantModel):
    """One answer of the contact gate, with its reasons; a contact cannot be written without one.

    module: who asked. reasons: codes such as `do_not_contact`, `refused`, `not_granted`, `quiet_hours`, `default_allow`.
    valid_until: until when one that allows can be used; empty for all others.
    """

    __tablename__ = "contact_decision"
    __title__ = _l("Why contacts were allowed")
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
    valid_until: Mapped[datetime | None]


class ContactUse(TenantModel):
    """That a decision served the contact that it allowed; it serves no other.

    made: whether the contact came about and counts for the caps; not so a call that nobody answered or that the customer
    put off, and a mail that the server did not take.
    """

    __tablename__ = "contact_use"
    __title__ = _l("Contacts that were made")
    __table_args__ = (UniqueConstraint("tenant_id", "decision_id"),)

    decision_id: Mapped[int] = ref("contact_decision", index=False)
    used_at: Mapped[datetime] = mapped_column(default=now)
    made: Mapped[bool] = mapped_column(Boolean, default=True)


class LinkKind(StrEnum):
    """How a customer got the link: from somebody of the group, or below a mail."""

    HANDED = "handed"
    MAILED = "mailed"


class PreferenceLink(TenantModel):
    """A link to a customer's own page about contact, good until it expires or ends; only its hash is kept."""

    __tablename__ = "preference_link"
    __title__ = _l("Links to wishes about contact")
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash"),)

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE")
    kind: Mapped[LinkKind] = choice(LinkKind)
    token_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CREDENTIAL))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CustomerMerge(Versioned, TenantModel):
    """Customers who turned out to be one.

    choices: field to the customer whose value was taken. reports: what each owner changed, enough to bring every byte
    back; emptied when it can no longer be undone. undo_until: until when it can.
    """

    __tablename__ = "customer_merge"
    __title__ = _l("Merges")
    __table_args__ = (Index("ix_customer_merge_winner", "tenant_id", "winner_id", "id"),)

    winner_id: Mapped[int] = ref("customer", index=False)
    loser_ids: Mapped[list[int]] = mapped_column(JSONB, info=NOT_PERSONAL)
    choices: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    reports: Mapped[str | None] = mapped_column(
        Sealed("customer_merge.reports"), info=personal(DataCategory.IDENTITY)
    )
    merged_at: Mapped[datetime] = mapped_column(default=now)
    undo_until: Mapped[datetime]
    unmerged_at: Mapped[datetime | None]
    unmerged_by: Mapped[int | None]


class DutyKind(StrEnum):
    """What rooms and plugins are asked to do for a person."""

    EXPORT = "export"
    ERASE = "erase"
    MERGE = "merge"
    UNMERGE = "unmerge"
    RETENTION = "retention"


class DutyState(StrEnum):
    """Of a run: open while a part of it is."""

    OPEN = "open"
    DONE = "done"


class DutyRun(Versioned, TenantModel):
    """One duty for one subject, or one night of retention, and whether every owner has done its part.

    mode: how far an erasure goes. subject: whom it is about, for parts that are tried again when the contacts are gone
    already; emptied when all is done. attachment_id: the package of an export.
    """

    __tablename__ = "duty_run"
    __table_args__ = (
        Index("ix_duty_run_customer", "tenant_id", "customer_id", "id"),
        Index("ix_duty_run_open", "tenant_id", "id", postgresql_where=text("state = 'open'")),
    )

    kind: Mapped[DutyKind] = choice(DutyKind)
    customer_id: Mapped[int | None] = optional_ref("customer", index=False)
    merge_id: Mapped[int | None] = optional_ref("customer_merge")
    mode: Mapped[str] = code_text(default="")
    state: Mapped[DutyState] = choice(DutyState, default=DutyState.OPEN)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    subject: Mapped[str | None] = mapped_column(
        Sealed("duty_run.subject"), info=personal(DataCategory.IDENTITY)
    )
    attachment_id: Mapped[int | None] = mapped_column(BigInteger)


class PartState(StrEnum):
    """Of one owner's part: failed ones are tried again by a job."""

    DONE = "done"
    FAILED = "failed"


class DutyPart(TenantModel):
    """What one owner did of a duty, in numbers.

    owner: a plugin's name, or `core`. tries: how often it was called. error_id: of the last failure, as in the log.
    told: the numbers of its report by table. An empty error_id of a failed part: the plugin was not loaded.
    """

    __tablename__ = "duty_part"
    __table_args__ = (UniqueConstraint("tenant_id", "duty_run_id", "owner"),)

    duty_run_id: Mapped[int] = ref("duty_run", ondelete="CASCADE", index=False)
    owner: Mapped[str] = code_text()
    state: Mapped[PartState] = choice(PartState)
    tries: Mapped[int] = mapped_column(Integer, default=1)
    error_id: Mapped[str] = code_text(default="")
    told: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    done_at: Mapped[datetime | None]
