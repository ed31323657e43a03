"""What was asked for, whether or not it could be had: from this the planning works."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount
from saas.plugin_api import TenantModel, _l, choice, code_text, ref


class DemandKind(StrEnum):
    """How a demand ended.

    The fill rate is (all - emergency - lost) / all, transfer requests left out: they are another store's demand.
    """

    SALE = "sale"
    ORDER = "order"
    LOST = "lost"
    EMERGENCY = "emergency"
    """It was got from outside at once, because it was not there."""
    TRANSFER_REQUEST = "transfer_request"


class DemandEvent(TenantModel):
    """So many units of a part were asked for in a store on a day; what came back is a return, not negative demand.

    day: in the store's zone. reason: a code, of a lost sale. idem_key: the same key a second time counts nothing.
    """

    __tablename__ = "parts_demand"
    __title__ = _l("Demand for parts")
    __table_args__ = (
        UniqueConstraint("tenant_id", "idem_key"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_parts_demand_part", "tenant_id", "part_id", "store_id", "day"),
        Index("ix_parts_demand_store", "tenant_id", "store_id", "day"),
    )
    append_only = True

    part_id: Mapped[int] = ref("parts_part", index=False)
    store_id: Mapped[int] = ref("store", index=False)
    kind: Mapped[DemandKind] = choice(DemandKind)
    quantity: Mapped[Decimal] = amount()
    day: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = code_text(default="")
    reason: Mapped[str] = code_text(default="")
    idem_key: Mapped[str] = code_text()
