"""How much one expense may cost, by category, position of the claimant and city."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import TenantModel, Versioned, _l, code_text, ref


class ExpenseLimit(Versioned, TenantModel):
    """What one night, day or person of a category may cost from a day on, with the tax in it.

    position: of the claimant by the staff list, empty for everybody. city: of the claim's store, empty for every city.
    amount_fen: none where from that day on nothing is limited any more. hard: whether a claim above it is refused.
    """

    __tablename__ = "budget_expense_limit"
    __title__ = _l("Expense limits")
    __table_args__ = (
        UniqueConstraint("tenant_id", "category_id", "position", "city", "valid_from"),
        CheckConstraint("amount_fen >= 0", name="amount"),
    )

    category_id: Mapped[int] = ref("budget_cost_category", index=False)
    position: Mapped[str] = code_text(default="")
    city: Mapped[str] = code_text(default="")
    valid_from: Mapped[date] = mapped_column(Date)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    hard: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    note: Mapped[str] = code_text(default="")
