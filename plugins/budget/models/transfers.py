"""Money of a budget that goes from one line or month to another."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class TransferState(StrEnum):
    """Where a transfer stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Transfer(Versioned, TenantModel):
    """What somebody wants to move between two lines, or two months of one, and what was decided of it."""

    __tablename__ = "budget_transfer"
    __title__ = _l("Transfers between budget lines")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("from_month BETWEEN 1 AND 12 AND to_month BETWEEN 1 AND 12", name="months"),
        Index("ix_budget_transfer_state", "tenant_id", "state", "id"),
    )

    document_no: Mapped[str] = code_text()
    state: Mapped[TransferState] = choice(TransferState, default=TransferState.REQUESTED)
    from_pot_id: Mapped[int] = ref("budget_pot")
    from_month: Mapped[int] = mapped_column(SmallInteger)
    to_pot_id: Mapped[int] = ref("budget_pot")
    to_month: Mapped[int] = mapped_column(SmallInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = code_text()
    requested_by_id: Mapped[int | None] = optional_ref("member")
    decided_by_id: Mapped[int | None] = optional_ref("member")
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = code_text(default="")
