"""Suppliers, and on which terms they deliver parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount, cost_of_unit
from plugins.parts.models.part import QualityClass
from plugins.parts.offer import DiscountKind, Offer, restored
from saas.plugin_api import (
    NOT_PERSONAL,
    DataCategory,
    Sealed,
    TenantModel,
    Versioned,
    _l,
    choice,
    code_text,
    personal,
    ref,
)


class Supplier(Versioned, TenantModel):
    """Somebody of whom parts are bought.

    contact: whom to call there, a name and a number. lead_days: from the order to the goods, where the terms of a part say
    nothing else. minimum_order_fen: below it the supplier asks for more, none without. order_cost_fen: what one order costs
    whatever is in it. active: may be ordered from.
    """

    __tablename__ = "parts_supplier"
    __title__ = _l("Suppliers")
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("lead_days >= 0", name="lead_days"),
        CheckConstraint("minimum_order_fen >= 0", name="minimum_order_fen"),
        CheckConstraint("order_cost_fen >= 0", name="order_cost_fen"),
    )

    code: Mapped[str] = code_text()
    name: Mapped[str] = mapped_column(info=NOT_PERSONAL)
    contact: Mapped[str | None] = mapped_column(
        Sealed("parts_supplier.contact"), info=personal(DataCategory.CONTACT)
    )
    lead_days: Mapped[int] = mapped_column(SmallInteger)
    minimum_order_fen: Mapped[int | None]
    order_cost_fen: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))


class SupplierPart(Versioned, TenantModel):
    """On which terms a supplier delivers a part from a day on; those that begin last before a day are in force on it.

    unit_price: in fen, below the first of the breaks. breaks: from which quantity on which price holds, as decimal text, the
    quantities rising and the prices falling; discount: for all units of the order or for those beyond. pack: of how many
    units orders are multiples. minimum: the least that is delivered. approved: whether the part may be ordered there.
    lead_days: none for the supplier's.
    """

    __tablename__ = "parts_supplier_part"
    __title__ = _l("Terms of suppliers")
    __table_args__ = (
        UniqueConstraint("tenant_id", "supplier_id", "part_id", "valid_from"),
        CheckConstraint("unit_price >= 0", name="unit_price"),
        CheckConstraint("pack > 0", name="pack"),
        CheckConstraint("minimum >= 0", name="minimum"),
        CheckConstraint("lead_days >= 0", name="lead_days"),
        Index("ix_parts_supplier_part_part", "tenant_id", "part_id", "supplier_id"),
    )

    supplier_id: Mapped[int] = ref("parts_supplier", index=False)
    part_id: Mapped[int] = ref("parts_part", index=False)
    valid_from: Mapped[date] = mapped_column(Date)
    unit_price: Mapped[Decimal] = cost_of_unit()
    pack: Mapped[Decimal] = amount()
    minimum: Mapped[Decimal] = amount()
    quality: Mapped[QualityClass] = choice(QualityClass, default=QualityClass.OEM)
    approved: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    lead_days: Mapped[int | None] = mapped_column(SmallInteger)
    discount: Mapped[DiscountKind] = choice(DiscountKind, default=DiscountKind.ALL_UNITS)
    breaks: Mapped[list[dict[str, str]]] = mapped_column(
        JSONB, default=list, server_default=text("'[]'"), info=NOT_PERSONAL
    )

    @property
    def offer(self) -> Offer:
        """What of these terms decides on quantities and prices."""
        return Offer(
            supplier_id=self.supplier_id,
            unit_price=self.unit_price,
            pack=self.pack,
            minimum=self.minimum,
            discount=self.discount,
            breaks=restored(self.breaks or ()),
        )
