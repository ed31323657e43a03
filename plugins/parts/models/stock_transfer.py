"""Transfers: parts that go from one store to another, and what of them arrived."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount, amount_from_zero
from plugins.parts.transfer_states import TransferState
from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class StockTransfer(Versioned, TenantModel):
    """Parts that one store gives to another. from_store_id: who gives; store_id: who receives."""

    __tablename__ = "parts_transfer"
    __title__ = _l("Transfers between stores")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        Index("ix_parts_transfer_store", "tenant_id", "store_id", "state", "id"),
        Index("ix_parts_transfer_from_store", "tenant_id", "from_store_id", "state", "id"),
    )

    document_no: Mapped[str] = code_text()
    from_store_id: Mapped[int] = ref("store", index=False)
    store_id: Mapped[int] = ref("store", index=False)
    state: Mapped[TransferState] = choice(TransferState, default=TransferState.REQUESTED)
    note: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
    requested_by_id: Mapped[int | None] = optional_ref("member")
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = optional_ref("member")
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def document(self) -> str:
        """What the ledger calls it."""
        return f"parts.transfer:{self.id}"


class StockTransferLine(Versioned, TenantModel):
    """A part of a transfer. sent, received: how many left and arrived; missing: how many left and will not arrive.

    reservation_id: what holds them at the giving store once it approved.
    """

    __tablename__ = "parts_transfer_line"
    __title__ = _l("Lines of transfers")
    __table_args__ = (
        UniqueConstraint("tenant_id", "transfer_id", "part_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("sent >= 0", name="sent"),
        CheckConstraint("received >= 0 AND missing >= 0 AND received + missing <= sent", name="received"),
        Index("ix_parts_transfer_line_part", "tenant_id", "part_id", "transfer_id"),
    )

    transfer_id: Mapped[int] = ref("parts_transfer", index=False)
    part_id: Mapped[int] = ref("parts_part", index=False)
    quantity: Mapped[Decimal] = amount()
    sent: Mapped[Decimal] = amount_from_zero()
    received: Mapped[Decimal] = amount_from_zero()
    missing: Mapped[Decimal] = amount_from_zero()
    reservation_id: Mapped[int | None] = optional_ref("parts_reservation")

    @property
    def under_way(self) -> Decimal:
        """What left and has not arrived."""
        return self.sent - self.received - self.missing
