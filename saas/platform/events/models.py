"""The outbox and the deliveries made from it; local tables, beside the data they tell of."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.tenancy import NOT_PERSONAL, ActorKind, LocalModel, choice, code_text


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    """For its turn: earlier ones of the same thing come first."""
    SENT = "sent"
    """A job has it."""
    HELD = "held"
    """Its subscriber is switched off for the group; it goes on when that is on again."""
    DONE = "done"
    """Handled, in the same transaction as the effect."""
    DEAD = "dead"
    """Given up after its attempts, until somebody replays it."""


OPEN = (DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.HELD)


class OutboxEvent(LocalModel):
    """An event, written in the transaction of its cause."""

    __tablename__ = "outbox_event"
    __table_args__ = (
        Index("ix_outbox_event_undealt", "tenant_id", "id", postgresql_where=text("dealt_at IS NULL")),
        Index("ix_outbox_event_occurred", "tenant_id", "occurred_at"),
    )

    name: Mapped[str] = code_text()
    version: Mapped[int] = mapped_column(Integer)
    aggregate: Mapped[str] = code_text(default="")
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    actor_kind: Mapped[ActorKind] = choice(ActorKind)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    occurred_at: Mapped[datetime] = mapped_column(default=now)
    dealt_at: Mapped[datetime | None]


class EventDelivery(LocalModel):
    """One event on its way to one subscriber; the row by which a repeated delivery is recognised."""

    __tablename__ = "event_delivery"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id", "subscriber"),
        Index("ix_event_delivery_waiting", "tenant_id", "id", postgresql_where=text("state = 'waiting'")),
        Index(
            "ix_event_delivery_order",
            "tenant_id",
            "subscriber",
            "aggregate",
            "event_id",
            postgresql_where=text("state IN ('waiting', 'sent', 'held')"),
        ),
        Index(
            "ix_event_delivery_resting",
            "tenant_id",
            "state",
            "id",
            postgresql_where=text("state IN ('held', 'dead')"),
        ),
    )

    # Without a key, as between all local tables; both are swept together.
    event_id: Mapped[int] = mapped_column(BigInteger)
    subscriber: Mapped[str] = code_text()
    owner: Mapped[str] = code_text()
    aggregate: Mapped[str] = code_text(default="")
    state: Mapped[DeliveryState] = choice(DeliveryState, default=DeliveryState.WAITING)
    error_id: Mapped[str] = code_text(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
