"""How much of each driver there was: what budget lines grow with, month by month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugins.budget.models.categories import Driver
from saas.plugin_api import TenantModel, Versioned, _l, choice, ref


class VolumeSource(StrEnum):
    """Where a volume came from; what people entered is never counted over."""

    ENTERED = "entered"
    COUNTED = "counted"


class DriverVolume(Versioned, TenantModel):
    """How much of a driver a store had in a month. month: its first day.

    revenue_fen: what customers were charged for it, where it was counted from workshop visits.
    """

    __tablename__ = "budget_volume"
    __title__ = _l("Volumes")
    __table_args__ = (
        UniqueConstraint("tenant_id", "store_id", "driver", "month"),
        CheckConstraint("volume >= 0", name="volume"),
        CheckConstraint("driver <> 'fixed'", name="driver_moves"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
    )

    store_id: Mapped[int] = ref("store", index=False)
    driver: Mapped[Driver] = choice(Driver)
    month: Mapped[date] = mapped_column(Date)
    volume: Mapped[Decimal] = mapped_column(Numeric(14, 3))
    revenue_fen: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[VolumeSource] = choice(VolumeSource, default=VolumeSource.ENTERED)
