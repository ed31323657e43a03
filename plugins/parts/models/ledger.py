"""The ledger of stock: every piece that came or went, one line each, never changed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from plugins.parts.models.columns import amount, cost_of_unit
from saas.plugin_api import TenantModel, _l, choice, code_text, optional_ref, ref


class MovementKind(StrEnum):
    """Why stock came or went."""

    OPENING = "opening"
    RECEIPT = "receipt"
    ISSUE = "issue"
    RETURN = "return"
    SUPPLIER_RETURN = "supplier_return"
    ADJUST = "adjust"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    SCRAP = "scrap"


class LedgerEntry(TenantModel):
    """One line of the ledger.

    quantity: what came, or went if negative; never zero. unit_cost: what one of them is worth, in fen. balance_after: what
    lay in the store after it. document: what it belongs to, such as `parts.order:17`, `parts.count:3` or an outside
    order. reason: a code. idem_key: the same key a second time moves nothing. actor_kind, actor_id: as in the audit.
    """

    __tablename__ = "parts_ledger"
    __title__ = _l("Stock movements")
    __table_args__ = (
        UniqueConstraint("tenant_id", "idem_key"),
        CheckConstraint("quantity <> 0", name="quantity"),
        CheckConstraint("unit_cost >= 0", name="unit_cost"),
        CheckConstraint("balance_after >= 0", name="balance_after"),
        Index("ix_parts_ledger_part", "tenant_id", "part_id", "store_id", "id"),
        Index("ix_parts_ledger_store", "tenant_id", "store_id", "id"),
        Index("ix_parts_ledger_moved", "tenant_id", "store_id", "moved_at"),
        Index("ix_parts_ledger_document", "tenant_id", "document"),
    )
    append_only = True

    part_id: Mapped[int] = ref("parts_part", index=False)
    store_id: Mapped[int] = ref("store", index=False)
    lot_id: Mapped[int | None] = optional_ref("parts_lot")
    kind: Mapped[MovementKind] = choice(MovementKind)
    quantity: Mapped[Decimal] = amount()
    unit_cost: Mapped[Decimal] = cost_of_unit()
    balance_after: Mapped[Decimal] = amount()
    document: Mapped[str] = code_text(default="")
    reason: Mapped[str] = code_text(default="")
    idem_key: Mapped[str] = code_text()
    moved_at: Mapped[datetime]
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
