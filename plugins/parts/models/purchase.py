"""Purchase orders: what is bought of whom for which store, and what of it has come."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount, amount_from_zero, cost_of_unit
from plugins.parts.order_states import OrderState
from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class PurchaseOrder(Versioned, TenantModel):
    """An order of one supplier for one store.

    reason: why it was sent back to be written again.
    expected_on: when the goods should come, none before the order is placed unless somebody said so. committed: the money is
    set aside in a budget and not settled yet. spent_fen: what the goods that came cost; reported_fen: how much of that the
    budget was told. link_token: of the page on which its supplier answers, once there is a link.
    """

    __tablename__ = "parts_order"
    __title__ = _l("Purchase orders")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        UniqueConstraint("tenant_id", "link_token"),
        CheckConstraint("spent_fen >= reported_fen AND reported_fen >= 0", name="spent_fen"),
        Index("ix_parts_order_store", "tenant_id", "store_id", "state", "id"),
        Index("ix_parts_order_supplier", "tenant_id", "supplier_id", "state", "id"),
        Index("ix_parts_order_committed", "tenant_id", "id", postgresql_where=text("committed")),
    )

    document_no: Mapped[str] = code_text()
    supplier_id: Mapped[int] = ref("parts_supplier", index=False)
    store_id: Mapped[int] = ref("store", index=False)
    state: Mapped[OrderState] = choice(OrderState, default=OrderState.DRAFT)
    note: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
    reason: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
    expected_on: Mapped[date | None] = mapped_column(Date)
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = optional_ref("member")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = optional_ref("member")
    placed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    committed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    spent_fen: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    reported_fen: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    link_token: Mapped[str | None] = mapped_column(info=NOT_PERSONAL)

    @property
    def document(self) -> str:
        """What the ledger and the budget call it."""
        return f"parts.order:{self.id}"


class PurchaseLine(Versioned, TenantModel):
    """A part of an order.

    unit_price: in fen. received: what came, also beyond what was ordered; cancelled: what will not. expected_on: when the
    supplier says that it comes, once that is accepted; none for when the whole order should. waiting_promise_id: what the
    supplier said last, where somebody has to decide on it.
    """

    __tablename__ = "parts_order_line"
    __title__ = _l("Lines of purchase orders")
    __table_args__ = (
        UniqueConstraint("tenant_id", "order_id", "part_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_price >= 0", name="unit_price"),
        CheckConstraint("received >= 0", name="received"),
        CheckConstraint("cancelled >= 0 AND cancelled <= quantity", name="cancelled"),
        Index("ix_parts_order_line_part", "tenant_id", "part_id", "order_id"),
        Index(
            "ix_parts_order_line_waiting",
            "tenant_id",
            "order_id",
            postgresql_where=text("waiting_promise_id IS NOT NULL"),
        ),
    )

    order_id: Mapped[int] = ref("parts_order", index=False)
    part_id: Mapped[int] = ref("parts_part", index=False)
    quantity: Mapped[Decimal] = amount()
    unit_price: Mapped[Decimal] = cost_of_unit()
    received: Mapped[Decimal] = amount_from_zero()
    cancelled: Mapped[Decimal] = amount_from_zero()
    expected_on: Mapped[date | None] = mapped_column(Date)
    waiting_promise_id: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def open_quantity(self) -> Decimal:
        """What is still to come."""
        return max(self.quantity - self.received - self.cancelled, Decimal(0))
