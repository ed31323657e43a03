"""What a night worked out of a part in a store: the demand it saw, the forecast, and what an order costs by its size."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import NOT_PERSONAL, TenantModel, _l, code_text, optional_ref, ref


class PartPlan(TenantModel):
    """The latest plan of a part in a store; the numbers that ordering goes by are in `PartStore`.

    planned_on: the day in the store's zone. period: `month` or `week`. method: of the forecast. demand: first day, quantity
    of each past period, none where nobody recorded one. forecast: first day, expected, lower, upper of each coming one,
    and which share of cases the interval holds. policy: mean and deviation of a period, lead time in days, service level,
    distribution. lot: order cost and holding cost in fen, yearly demand, quantity, and why the economic one is not valid;
    prices: where the price depends on the quantity, the supplier's terms and what each price would cost a year.
    """

    __tablename__ = "parts_plan"
    __title__ = _l("Plans of parts in stores")
    __table_args__ = (UniqueConstraint("tenant_id", "part_id", "store_id"),)

    part_id: Mapped[int] = ref("parts_part", index=False)
    store_id: Mapped[int] = ref("store")
    night_id: Mapped[int | None] = optional_ref("parts_night")
    planned_on: Mapped[date] = mapped_column(Date)
    period: Mapped[str] = code_text()
    method: Mapped[str] = code_text()
    demand: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    forecast: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    policy: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    lot: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)


class PlanningNight(TenantModel):
    """One planning of a group: what it did.

    period: what it was for; the same is planned once. done: the stores that are through; a night that was killed goes on
    with the others. planned: parts in stores; kept: those whose numbers people keep; raised, resolved: alerts; proposed:
    shortages with proposals; proposed_to: the id of the last part that was proposed for, in the order of ids. settings:
    what it was told, and the method's version.
    """

    __tablename__ = "parts_night"
    __title__ = _l("Nights of planning")
    __table_args__ = (UniqueConstraint("tenant_id", "period"),)

    period: Mapped[str] = code_text()
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    done: Mapped[list[int]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    planned: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    kept: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    raised: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    resolved: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    proposed: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    proposed_to: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
