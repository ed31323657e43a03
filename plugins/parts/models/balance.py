"""What lies in a store of a part, and how much of it is free: the sum of the ledger, under a lock for each movement."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from plugins.parts.models.columns import amount_from_zero, cost_of_unit
from saas.plugin_api import TenantModel, _l, ref


class Balance(TenantModel):
    """The stock of a part in a store; its row is locked by whoever moves or reserves the part there.

    on_hand: all that lies there, the sum of its lines in the ledger; quarantine: how much of that lies in lots that may
    not go out; reserved: what somebody holds; in_transit_in: under way from other stores. average_cost: what a unit that
    lies there cost, in fen. moved_at, received_at, issued_at: when the ledger last had a line, something came, something
    went out for demand.
    """

    __tablename__ = "parts_balance"
    __title__ = _l("Stock")
    __table_args__ = (
        UniqueConstraint("tenant_id", "part_id", "store_id"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("in_transit_in >= 0", name="in_transit_in"),
        CheckConstraint("quarantine >= 0 AND quarantine <= on_hand", name="quarantine"),
        Index("ix_parts_balance_store", "tenant_id", "store_id", "part_id"),
    )

    part_id: Mapped[int] = ref("parts_part", index=False)
    store_id: Mapped[int] = ref("store", index=False)
    on_hand: Mapped[Decimal] = amount_from_zero()
    reserved: Mapped[Decimal] = amount_from_zero()
    in_transit_in: Mapped[Decimal] = amount_from_zero()
    quarantine: Mapped[Decimal] = amount_from_zero()
    average_cost: Mapped[Decimal] = cost_of_unit()
    moved_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]

    @property
    def free(self) -> Decimal:
        """What may be promised or taken: neither reserved nor in quarantine; below zero where too much is promised."""
        return self.on_hand - self.quarantine - self.reserved
