"""Parts, and the other numbers under which they are known."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount, cost_of_unit
from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class QualityClass(StrEnum):
    """Where a part comes from; offered and labelled as what it is."""

    OEM = "oem"
    SAME_QUALITY = "same_quality"
    REMANUFACTURED = "remanufactured"
    REUSED = "reused"


class Unit(StrEnum):
    """What a quantity of a part counts."""

    PIECE = "piece"
    SET = "set"
    BOTTLE = "bottle"
    LITRE = "litre"
    METRE = "metre"
    KILOGRAM = "kilogram"


class Part(Versioned, TenantModel):
    """A part that the group knows, found by its number within its brand.

    number: as printed, capitals, without blanks. pack: of how many units a pack consists. unit_cost: what one costs at
    purchase, in fen, where no stock tells it. list_price_fen: to customers, before discounts. successor_id: the part that
    replaces it. three_guarantees: a part under the 三包 rules; wear: a wear part. active: may be ordered and received.
    """

    __tablename__ = "parts_part"
    __title__ = _l("Parts")
    __table_args__ = (
        UniqueConstraint("tenant_id", "brand", "number"),
        CheckConstraint("pack > 0", name="pack"),
        CheckConstraint("unit_cost >= 0", name="unit_cost"),
        CheckConstraint("successor_id <> id", name="successor"),
        Index("ix_parts_part_number", "tenant_id", "number", "id"),
    )

    number: Mapped[str] = code_text()
    brand: Mapped[str] = code_text(default="")
    name: Mapped[str] = mapped_column(info=NOT_PERSONAL)
    quality: Mapped[QualityClass] = choice(QualityClass, default=QualityClass.OEM)
    unit: Mapped[Unit] = choice(Unit, default=Unit.PIECE)
    pack: Mapped[Decimal] = amount()
    unit_cost: Mapped[Decimal] = cost_of_unit()
    list_price_fen: Mapped[int | None]
    three_guarantees: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    wear: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    successor_id: Mapped[int | None] = optional_ref("parts_part")


class PartAlias(TenantModel):
    """Another number of a part: of its maker, of an earlier catalogue, a bar code."""

    __tablename__ = "parts_alias"
    __title__ = _l("Other numbers of parts")
    __table_args__ = (UniqueConstraint("tenant_id", "number", "part_id"),)

    part_id: Mapped[int] = ref("parts_part")
    number: Mapped[str] = code_text()
