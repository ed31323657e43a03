"""What stores spent before they had budgets, as it was brought in from the books."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import TenantModel, Versioned, _l, code_text, optional_ref, ref


class PastCost(Versioned, TenantModel):
    """What a store, or one of its departments, spent on a category in a month, all together. month: its first day.

    Apart from the ledger, so that it never counts in a balance. brought_by: the import that brought it last, if one did.
    """

    __tablename__ = "budget_past_cost"
    __title__ = _l("Past costs")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "store_id",
            "department_id",
            "category_id",
            "month",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("amount_fen >= 0", name="amount"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
    )

    store_id: Mapped[int] = ref("store", index=False)
    department_id: Mapped[int | None] = optional_ref("department")
    category_id: Mapped[int] = ref("budget_cost_category")
    month: Mapped[date] = mapped_column(Date)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = code_text(default="")
    brought_by: Mapped[int | None] = mapped_column(BigInteger)
