"""What money is spent on, and what a unit of it costs by the group's own standard."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Date, Integer, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class CostKind(StrEnum):
    """Whether a cost arises from a piece of service (直接费用) or from keeping the house running (间接费用)."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class OverAction(StrEnum):
    """What happens to a spend for which the budget is not enough."""

    WARN = "warn"
    APPROVE = "approve"
    STOP = "stop"


class Driver(StrEnum):
    """What a budget line grows with: how much of it there is, times what a unit costs."""

    FIXED = "fixed"
    VISITS = "visits"
    LABOUR_HOURS = "labour_hours"
    PARTS_LINES = "parts_lines"
    VEHICLES = "vehicles"
    STAFF = "staff"


class CostCategory(Versioned, TenantModel):
    """What money is spent on, a tree of the group's own; `names` by locale.

    code: what other modules say (`parts`). over_action: what happens beyond the budget, none for the group's setting.
    """

    __tablename__ = "budget_cost_category"
    __title__ = _l("Cost categories")
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = code_text()
    names: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    parent_id: Mapped[int | None] = optional_ref("budget_cost_category")
    kind: Mapped[CostKind] = choice(CostKind, default=CostKind.DIRECT)
    over_action: Mapped[OverAction | None] = choice(OverAction, nullable=True)
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))


class StandardRate(Versioned, TenantModel):
    """What a unit of a driver costs in a category, from a day on; of a store, or of the whole group.

    rate_fen: for one unit; of `fixed`, for a month.
    """

    __tablename__ = "budget_standard_rate"
    __title__ = _l("Standard rates")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "category_id",
            "store_id",
            "driver",
            "valid_from",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("rate_fen >= 0", name="rate"),
    )

    category_id: Mapped[int] = ref("budget_cost_category", index=False)
    store_id: Mapped[int | None] = optional_ref("store")
    driver: Mapped[Driver] = choice(Driver)
    rate_fen: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    valid_from: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = code_text(default="")
