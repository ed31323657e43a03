"""Reservations: stock that somebody holds until it is taken or let go."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from plugins.parts.models.columns import amount, amount_from_zero
from saas.plugin_api import TenantModel, Versioned, _l, choice, code_text, ref


class ReservationPurpose(StrEnum):
    """For what stock is held."""

    SALE = "sale"
    ORDER = "order"
    """A repair order or another document of a system outside."""
    TRANSFER = "transfer"


class ReservationState(StrEnum):
    """What became of a reservation."""

    ACTIVE = "active"
    CONSUMED = "consumed"
    RELEASED = "released"
    EXPIRED = "expired"


class Reservation(Versioned, TenantModel):
    """So many units of a part in a store that nobody else may take.

    taken: how many of them went out already. reference: the document it is for. idem_key: the same key a second time
    reserves nothing. expires_at: when a job lets it go; none for one that waits.
    """

    __tablename__ = "parts_reservation"
    __title__ = _l("Reservations of parts")
    __table_args__ = (
        UniqueConstraint("tenant_id", "idem_key"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("taken >= 0 AND taken <= quantity", name="taken"),
        Index("ix_parts_reservation_part", "tenant_id", "part_id", "store_id", "state"),
        Index("ix_parts_reservation_state", "tenant_id", "state", "id"),
        Index(
            "ix_parts_reservation_expires_at",
            "tenant_id",
            "expires_at",
            postgresql_where=text("state = 'active'"),
        ),
    )

    part_id: Mapped[int] = ref("parts_part", index=False)
    store_id: Mapped[int] = ref("store")
    purpose: Mapped[ReservationPurpose] = choice(ReservationPurpose)
    reference: Mapped[str] = code_text(default="")
    quantity: Mapped[Decimal] = amount()
    taken: Mapped[Decimal] = amount_from_zero()
    state: Mapped[ReservationState] = choice(ReservationState, default=ReservationState.ACTIVE)
    expires_at: Mapped[datetime | None]
    idem_key: Mapped[str] = code_text()

    @property
    def open_quantity(self) -> Decimal:
        """What is still held."""
        return self.quantity - self.taken if self.state is ReservationState.ACTIVE else Decimal(0)
