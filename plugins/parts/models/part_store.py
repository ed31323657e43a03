"""A part in a store: its class, the numbers by which it is ordered, and where it lies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Date, Enum, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import optional_amount
from plugins.parts.stock_class import StockClass
from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, code_text, ref


class AbcClass(StrEnum):
    """How much of the value that goes out a part is; it decides how often the part is counted."""

    A = "A"
    B = "B"
    C = "C"


# As `choice` makes it, but for the name of its constraint: the table has one of this kind already.
_OWN_CLASS = Enum(
    StockClass,
    native_enum=False,
    create_constraint=True,
    length=40,
    values_callable=lambda members: [member.value for member in members],
    name="own_class",
)


class PartStore(Versioned, TenantModel):
    """A part in a store.

    computed_class: what the demand says, none before the first night; own_class: what somebody decided instead. xyz,
    fsn, pattern: the codes of the further classes. minimum, maximum, reorder_point, safety_stock, order_quantity: in
    units, none while unknown; pinned: people set them, the nightly planning leaves them. planned_at, params_version:
    when, and with which settings, the numbers were worked out; explanation: from what. counted_on: when it was last
    counted. stocked: the store means to have it.
    """

    __tablename__ = "parts_part_store"
    __title__ = _l("Parts in the stores")
    __table_args__ = (
        UniqueConstraint("tenant_id", "part_id", "store_id"),
        CheckConstraint("minimum >= 0 AND maximum >= minimum", name="limits"),
        Index("ix_parts_part_store_store", "tenant_id", "store_id", "part_id"),
        Index("ix_parts_part_store_bin", "tenant_id", "store_id", "bin"),
    )

    part_id: Mapped[int] = ref("parts_part", index=False)
    store_id: Mapped[int] = ref("store", index=False)
    computed_class: Mapped[StockClass | None] = choice(StockClass, nullable=True)
    own_class: Mapped[StockClass | None] = mapped_column(_OWN_CLASS, info=NOT_PERSONAL)
    class_reason: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
    abc: Mapped[AbcClass | None] = choice(AbcClass, nullable=True)
    xyz: Mapped[str] = code_text(default="")
    fsn: Mapped[str] = code_text(default="")
    pattern: Mapped[str] = code_text(default="")
    minimum: Mapped[Decimal | None] = optional_amount()
    maximum: Mapped[Decimal | None] = optional_amount()
    reorder_point: Mapped[Decimal | None] = optional_amount()
    safety_stock: Mapped[Decimal | None] = optional_amount()
    order_quantity: Mapped[Decimal | None] = optional_amount()
    pinned: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    stocked: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    bin: Mapped[str] = code_text(default="")
    params_version: Mapped[str] = code_text(default="")
    planned_at: Mapped[datetime | None]
    explanation: Mapped[dict[str, object] | None] = mapped_column(JSONB, info=NOT_PERSONAL)
    counted_on: Mapped[date | None] = mapped_column(Date)

    @property
    def stock_class(self) -> StockClass | None:
        """The class that counts: what somebody decided, else what the demand says."""
        return self.own_class or self.computed_class
