"""Messages to customers, the templates they are made of, the channels they go by, and replies."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.core.privacy.models import ContactChannel
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


class Adapter(StrEnum):
    """How messages of a channel leave the house."""

    SMTP = "smtp"
    """The mail server of this installation."""
    GATEWAY = "gateway"
    """Signed requests to the group's own provider."""
    FILE = "file"
    """Among our own files, to try things out; not in production."""


class MessageChannel(Versioned, TenantModel):
    """How a group's messages of one channel go out.

    secret: what requests to the gateway are signed with. signature: stands at the beginning of each text message, in
    【】. opt_out_zh, opt_out_en: end each text message that is no answer to what the customer began.
    """

    __tablename__ = "message_channel"
    __table_args__ = (UniqueConstraint("tenant_id", "channel"),)

    channel: Mapped[ContactChannel] = choice(ContactChannel)
    adapter: Mapped[Adapter] = choice(Adapter)
    # Some providers have their customers' keys in the address.
    gateway_url: Mapped[str] = mapped_column(
        Sealed("message_channel.gateway_url"), default="", info=personal(DataCategory.CREDENTIAL)
    )
    secret: Mapped[str] = mapped_column(
        Sealed("message_channel.secret"), default="", info=personal(DataCategory.CREDENTIAL)
    )
    signature: Mapped[str] = code_text(default="")
    opt_out_zh: Mapped[str] = code_text(default="")
    opt_out_en: Mapped[str] = code_text(default="")


class MessageTemplate(Versioned, TenantModel):
    """A text that is sent to many; its words stand in its versions, of which the newest holds.

    code: names it for programs, never changed. retired: not offered any more.
    """

    __tablename__ = "message_template"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = code_text()
    name: Mapped[str] = code_text()
    channel: Mapped[ContactChannel] = choice(ContactChannel)
    purpose: Mapped[str] = code_text()
    version: Mapped[int] = mapped_column(Integer, default=1)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class MessageTemplateVersion(TenantModel):
    """The words of a template from one moment on; never changed, since messages name it. English may be missing."""

    __tablename__ = "message_template_version"
    __table_args__ = (UniqueConstraint("tenant_id", "template_id", "version"),)
    append_only = True

    template_id: Mapped[int] = ref("message_template", index=False)
    version: Mapped[int] = mapped_column(Integer)
    subject_zh: Mapped[str] = code_text(default="")
    body_zh: Mapped[str] = code_text()
    subject_en: Mapped[str] = code_text(default="")
    body_en: Mapped[str] = code_text(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[int | None] = mapped_column(BigInteger)


class MessageStatus(StrEnum):
    """From the outbox to the answer; failed, rejected and denied ones can be sent again by a person."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    REPLIED = "replied"
    FAILED = "failed"
    """The server or the gateway did not take it, or could not deliver it; `error` says why."""
    REJECTED = "rejected"
    """The network or the receiver refused it; `error` says why."""
    DENIED = "denied"
    """The contact gate's answer had changed when it was to be sent; the decision says why."""


class Message(Versioned, TenantModel):
    """A message to a customer; without a decision it cannot exist, and a decision serves one message.

    decision_id: the gate's last answer, asked for when it is written and again each time that it is to be sent. job_id: the
    job that sends it. attempts: how often it was not taken, since a person asked for it to be sent. round: how often a
    person asked. uncertain: the last try may have gone out all the same, so it counts. parts: text messages that it fills.
    """

    __tablename__ = "message"
    __title__ = _l("Messages")
    __table_args__ = (
        UniqueConstraint("tenant_id", "decision_id"),
        Index("ix_message_customer", "tenant_id", "customer_id", "created_at"),
    )

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE", index=False)
    contact_point_id: Mapped[int] = ref("customer_contact_point", ondelete="CASCADE")
    decision_id: Mapped[int] = ref("contact_decision", index=False)
    channel: Mapped[ContactChannel] = choice(ContactChannel)
    purpose: Mapped[str] = code_text()
    subject: Mapped[str] = mapped_column(Sealed("message.subject"), info=personal(DataCategory.COMMUNICATION))
    body: Mapped[str] = mapped_column(Sealed("message.body"), info=personal(DataCategory.COMMUNICATION))
    status: Mapped[MessageStatus] = choice(MessageStatus, default=MessageStatus.QUEUED)
    sent_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = code_text(default="")
    template_version_id: Mapped[int | None] = optional_ref("message_template_version")
    parts: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    round: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    uncertain: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    provider_ref: Mapped[str] = mapped_column(default="", server_default=text("''"), info=NOT_PERSONAL)


class MessageReply(TenantModel):
    """What came back from a number; of a customer if the number is known.

    provider_ref: the provider's own id of it, by which one that is told twice is recognised. from_hash: keyed hash of the
    number. stop: it asked for no more messages. message_id: what it seems to answer.
    """

    __tablename__ = "message_reply"
    __title__ = _l("Replies")
    __table_args__ = (
        UniqueConstraint("tenant_id", "channel", "provider_ref"),
        Index("ix_message_reply_customer", "tenant_id", "customer_id", "received_at"),
        Index("ix_message_reply_received", "tenant_id", "received_at"),
    )

    channel: Mapped[ContactChannel] = choice(ContactChannel)
    provider_ref: Mapped[str] = code_text()
    customer_id: Mapped[int | None] = optional_ref("customer", ondelete="CASCADE", index=False)
    message_id: Mapped[int | None] = optional_ref("message", ondelete="CASCADE")
    from_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CONTACT))
    body: Mapped[str] = mapped_column(Sealed("message_reply.body"), info=personal(DataCategory.COMMUNICATION))
    stop: Mapped[bool] = mapped_column(Boolean, default=False)
    received_at: Mapped[datetime] = mapped_column(default=now)
