"""Which messages a customer was sent; never their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from saas.core.messaging.models import Message, MessageStatus
from saas.platform.database import Page, keyset_page, session
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """A message as a timeline tells of it."""

    id: int
    purpose: str
    status: MessageStatus
    created_at: datetime


def message_lines(customer_id: int, *, before: datetime | None, limit: int) -> Sequence[MessageLine]:
    """The newest messages to a customer, older than `before` if given."""
    statement = select(Message.id, Message.purpose, Message.status, Message.created_at).where(
        Message.tenant_id == current_tenant(), Message.customer_id == customer_id
    )
    if before is not None:
        statement = statement.where(Message.created_at < before)
    newest = statement.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit)
    return [
        MessageLine(id=row.id, purpose=row.purpose, status=row.status, created_at=row.created_at)
        for row in session().execute(newest)
    ]


def message_page(customer_id: int, *, limit: int, after: str | None = None) -> Page[Row[Any]]:
    """One page of the messages to a customer, the newest first, without subject and text.

    Rows of id, contact_point_id, channel, purpose, status, created_at, sent_at. Raises Invalid for a forged cursor.
    """
    statement: Any = select(
        Message.id,
        Message.contact_point_id,
        Message.channel,
        Message.purpose,
        Message.status,
        Message.created_at,
        Message.sent_at,
    ).where(Message.tenant_id == current_tenant(), Message.customer_id == customer_id)
    return keyset_page(statement, keys=[Message.id], limit=limit, after=after, descending=True)
