"""Alerts: what a night found wrong with a part in a store, and what became of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.alert_states import AlertState
from plugins.parts.models.columns import amount
from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, optional_ref, ref


class AlertKind(StrEnum):
    """What is wrong with a part in a store."""

    LOW = "low"
    """What is free and on its way does not reach beyond the reorder point."""
    OUT = "out"
    """Nothing is free."""
    OVERSTOCK = "overstock"
    """More lies there than the order-up-to level, for longer than it should last."""
    SLOW = "slow"
    DEAD = "dead"
    EXPIRING = "expiring"
    """Some of it may soon not go out any more."""
    NEGATIVE = "negative"
    """More is promised than may go out."""


SHORTAGES = (AlertKind.LOW, AlertKind.OUT)
"""What is mended by getting more."""


class StockAlert(Versioned, TenantModel):
    """One thing that is wrong with a part in a store.

    lasts: the cause is still there; while it lasts there is one alert of a kind of a part in a store, also where somebody
    dismissed it. quantity: how many units it is about, value_fen: what they are worth. facts: the numbers that it was
    raised by, as text. raised_at, seen_at: when a night found the cause first, and last. owner_id: who took it up, or
    dismissed it. reason: why it was dismissed.
    """

    __tablename__ = "parts_alert"
    __title__ = _l("Stock alerts")
    __table_args__ = (
        CheckConstraint("state <> 'dismissed' OR reason <> ''", name="reason"),
        # No two of a kind: a night that is told twice raises nothing a second time.
        Index(
            "uq_parts_alert_lasts",
            "tenant_id",
            "part_id",
            "store_id",
            "kind",
            unique=True,
            postgresql_where=text("lasts"),
        ),
        Index("ix_parts_alert_state", "tenant_id", "state", "id"),
        Index("ix_parts_alert_store", "tenant_id", "store_id", "state", "id"),
    )

    part_id: Mapped[int] = ref("parts_part")
    store_id: Mapped[int] = ref("store", index=False)
    kind: Mapped[AlertKind] = choice(AlertKind)
    state: Mapped[AlertState] = choice(AlertState, default=AlertState.OPEN)
    lasts: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    quantity: Mapped[Decimal] = amount()
    value_fen: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    owner_id: Mapped[int | None] = optional_ref("member")
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
