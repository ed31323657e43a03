"""Lots: parts of one batch that lie in one store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount_from_zero
from saas.plugin_api import TenantModel, Versioned, _l, choice, code_text, ref


class LotState(StrEnum):
    """Whether a lot may go out."""

    OK = "ok"
    QUARANTINE = "quarantine"
    RECALLED = "recalled"


class Lot(Versioned, TenantModel):
    """What lies in a store of one batch; the same batch in another store is another row.

    lot_no: as printed. on_hand: the sum of its lines in the ledger. expires_on: the last day on which it may go out.
    """

    __tablename__ = "parts_lot"
    __title__ = _l("Lots")
    __table_args__ = (
        UniqueConstraint("tenant_id", "part_id", "store_id", "lot_no"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        Index(
            "ix_parts_lot_expires_on",
            "tenant_id",
            "store_id",
            "expires_on",
            postgresql_where=text("on_hand > 0"),
        ),
    )

    part_id: Mapped[int] = ref("parts_part", index=False)
    store_id: Mapped[int] = ref("store")
    lot_no: Mapped[str] = code_text()
    state: Mapped[LotState] = choice(LotState, default=LotState.OK)
    on_hand: Mapped[Decimal] = amount_from_zero()
    received_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
