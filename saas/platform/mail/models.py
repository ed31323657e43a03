"""Mail to staff: the row is the order to send, and in development the mailbox."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Identity, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import DataCategory, GlobalModel, choice, code_text, personal


class MailStatus(StrEnum):
    """waiting to be sent; sent; failed for good; kept, in the development mailbox."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"


class MailMessage(GlobalModel):
    """One message to one person of the staff; what names or tells of the person is sealed under the platform's key.

    template, locale: what it was made of. text, html: both bodies, emptied after sending.
    attempts: tries so far; the next is not before next_attempt_at. problem: the last one's code, never an address.
    """

    __tablename__ = "mail_message"
    __table_args__ = (Index("ix_mail_message_due", "status", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    template: Mapped[str] = code_text()
    locale: Mapped[str] = code_text()
    recipient: Mapped[str] = mapped_column(
        Sealed("mail_message.recipient", platform=True), info=personal(DataCategory.CONTACT)
    )
    subject: Mapped[str] = mapped_column(
        Sealed("mail_message.subject", platform=True), info=personal(DataCategory.COMMUNICATION)
    )
    text: Mapped[str | None] = mapped_column(
        Sealed("mail_message.text", platform=True), info=personal(DataCategory.COMMUNICATION)
    )
    html: Mapped[str | None] = mapped_column(
        Sealed("mail_message.html", platform=True), info=personal(DataCategory.COMMUNICATION)
    )
    status: Mapped[MailStatus] = choice(MailStatus, default=MailStatus.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = code_text(default="")
