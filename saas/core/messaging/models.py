"""Messages to customers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.core.privacy.models import ContactChannel
from saas.platform.i18n import _l
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import DataCategory, TenantModel, Versioned, choice, code_text, personal, ref


class MessageStatus(StrEnum):
    """From the outbox to the answer; failed and denied ones can be sent again by a person."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    """The mail server did not take it; `error` says why."""
    DENIED = "denied"
    """The contact gate's answer had changed when it was to be sent; the decision says why."""


class Message(Versioned, TenantModel):
    """A message to a customer; without a decision it cannot exist, and a decision serves one message.

    decision_id: the gate's last answer, asked for when it is written and again each time that it is to be sent. job_id: the
    job that sends it. attempts: how often the mail server did not take it, since a person asked for it to be sent.
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
