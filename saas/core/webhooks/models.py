"""Whom a group's events are told to, and each telling."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    personal,
    ref,
)


class WebhookEndpoint(Versioned, TenantModel):
    """An address that is told of a group's events.

    events: their names. secret: what is signed with; old_secret: as well, until `old_secret_until`. failing_since: none
    while the last telling was taken. off_because: why it is off, empty when a person switched it off.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = code_text()
    # Many systems have a key of theirs in the address.
    url: Mapped[str] = mapped_column(Sealed("webhook_endpoint.url"), info=personal(DataCategory.CREDENTIAL))
    events: Mapped[list[str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    secret: Mapped[str] = mapped_column(
        Sealed("webhook_endpoint.secret"), info=personal(DataCategory.CREDENTIAL)
    )
    old_secret: Mapped[str | None] = mapped_column(
        Sealed("webhook_endpoint.old_secret"), info=personal(DataCategory.CREDENTIAL)
    )
    old_secret_until: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    off_because: Mapped[str] = code_text(default="")
    failing_since: Mapped[datetime | None]


class TellingState(StrEnum):
    """Of one event to one address."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"
    """Given up, until somebody sends it again."""


class WebhookTelling(TenantModel):
    """One event on its way to one address; the row by which a repeated one is recognised.

    data: the event's fields, as it was published. attempts: since somebody asked for it. problem: why the last one came to
    nothing, a code, or `http <status>`.
    """

    __tablename__ = "webhook_telling"
    __table_args__ = (
        UniqueConstraint("tenant_id", "endpoint_id", "event_id"),
        Index(
            "ix_webhook_telling_dead",
            "tenant_id",
            "endpoint_id",
            "id",
            postgresql_where=text("state = 'dead'"),
        ),
        Index("ix_webhook_telling_created", "tenant_id", "created_at"),
    )

    endpoint_id: Mapped[int] = ref("webhook_endpoint", ondelete="CASCADE", index=False)
    # Without a key: the outbox is on one node and is swept.
    event_id: Mapped[int] = mapped_column(BigInteger)
    event_name: Mapped[str] = code_text()
    event_version: Mapped[int] = mapped_column(Integer)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    occurred_at: Mapped[datetime]
    state: Mapped[TellingState] = choice(TellingState, default=TellingState.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str] = code_text(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
